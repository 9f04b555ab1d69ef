/**
 * What a change would do, before it is made: the same questions are decided by the rules as they are and as they would be.
 * Without questions of one's own these are asked for everybody in the store whom the change could concern, and for whoever
 * has one of the roles by a credential alone: about every access that any rule names. All of it is bounded, and the answer
 * says when a bound was met.
 */
import { DRY_RUN_NAMED_MAX, DRY_RUN_PAIRS_MAX, DRY_RUN_SUBJECTS_MAX } from '../../../shared/access-admin.limits.ts';
import type { Change, DryRunReply, DryRunRequest, Question } from '../../../shared/access-admin.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Subject } from '../../kernel/principal.ts';
import { accessesOf, conditionalPolicies, namedSubjects, rolesAffected } from './accesses.ts';
import { changeRules } from './change-rules.ts';
import { changeSubject } from './change-subject.ts';
import { decide } from './decide.ts';
import { isRuleChange } from './describe-change.ts';
import { factsOf, type KeptRules, type KeptSubject, liveOnly, policySetOf } from './kept.ts';
import type { Decided, DecisionRequest, PolicySet, SubjectFacts } from './model.ts';
import { required } from './outcome.ts';
import { subjectScope } from './policy-rows.ts';
import { orComeBack, type PolicyStore } from './policy-store.ts';
import { listSubjects } from './subject-list.ts';

interface DryRunParts {
  readonly db: D1Database;
  readonly store: PolicyStore;
  readonly clock: Clock;
}

/** Stands for "anything else" in what is asked on behalf of a pattern or a role. */
const ANY_OTHER = '…';
const NOTHING_KEPT: SubjectFacts = { roles: [], grants: [], properties: {} };

/** Somebody about whom is asked, with what the store knows before and after. */
interface Person {
  readonly subject: Subject;
  readonly credentialRole?: string;
  readonly before: SubjectFacts;
  readonly after: SubjectFacts;
}

/** The rules before and after, and what changes for one subject. */
interface Thought {
  readonly before: KeptRules;
  readonly after: KeptRules;
  readonly setBefore: PolicySet;
  readonly setAfter: PolicySet;
  readonly changed: { readonly before: KeptSubject; readonly after: KeptSubject } | undefined;
  readonly nowMs: number;
}

type Difference = DryRunReply['gain'][number];

export class DryRun {
  readonly #parts: DryRunParts;

  constructor(parts: DryRunParts) {
    this.#parts = parts;
  }

  /** @throws AppError as the change itself would. */
  async run({ change, questions }: DryRunRequest): Promise<DryRunReply> {
    const thought = await this.#think(change);
    return questions === undefined ? await this.#compareAll(change, thought) : await this.#answer(questions, thought);
  }

  async #think(change: Change): Promise<Thought> {
    const { store, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const before = await store.rules();
    const setBefore = policySetOf(before);
    if (isRuleChange(change)) {
      const holders = change.kind === 'delete_role' ? await store.holdersOf(change.name, nowMs) : 0;
      const after = required(changeRules(before, change, 0, () => holders));
      return { before, after, setBefore, setAfter: policySetOf(after), changed: undefined, nowMs };
    }
    const kept = liveOnly(await store.subject(change.subject), nowMs);
    const after = required(changeSubject(kept, change, { rules: before, nowMs, revision: 0 }));
    return { before, after: before, setBefore, setAfter: setBefore, changed: { before: kept, after }, nowMs };
  }

  async #answer(questions: readonly Question[], thought: Thought): Promise<DryRunReply> {
    const kept = await this.#parts.store.subjects(unique(questions.map(({ subject }) => subject)));
    const people = new Map(kept.map((one) => [subjectScope(one.subject), personOf(one, thought)]));
    const tally = new Tally(thought);
    const answers = questions.map((question) => {
      const person = people.get(subjectScope(question.subject));
      const { credential_roles: credentialRoles, ...request } = question;
      return tally.compare({ ...request, credentialRoles }, person as Person);
    });
    return { answers, ...tally.result(false, []) };
  }

  async #compareAll(change: Change, thought: Thought): Promise<DryRunReply> {
    const { before, after } = thought;
    const { people, areAll } = await this.#people(change, thought);
    const grants = people.flatMap((person) => [...person.before.grants, ...person.after.grants]);
    const accesses = accessesOf([thought.setBefore, thought.setAfter], grants, ANY_OTHER);
    const tally = new Tally(thought);
    let isCut = false;
    for (const person of people) {
      for (const { action, resource } of accesses) {
        isCut ||= tally.compared >= DRY_RUN_PAIRS_MAX;
        if (isCut) break;
        const { subject, credentialRole } = person;
        const credentialRoles = credentialRole === undefined ? [] : [credentialRole];
        tally.compare({ subject, action: { name: action }, resource, credentialRoles }, person);
      }
    }
    return tally.result(isCut || !areAll, conditionalPolicies([...before.policies, ...after.policies]));
  }

  /** Whom the change can concern. */
  async #people(change: Change, thought: Thought): Promise<{ people: Person[]; areAll: boolean }> {
    const { db, store } = this.#parts;
    const { before, after, changed, nowMs } = thought;
    if (changed !== undefined) return { people: [personOf(changed.before, thought)], areAll: true };
    const roles = rolesAffected(change, before, after);
    const listed = await orComeBack(listSubjects(db, { roles }, DRY_RUN_SUBJECTS_MAX + 1, undefined, nowMs));
    const stored = listed.slice(0, DRY_RUN_SUBJECTS_MAX).map(({ type, id }) => ({ type, id }));
    const kept = await store.subjects(unique([...namedSubjects(change, [before, after], ANY_OTHER), ...stored]));
    const byCredential = roles ?? unique([...before.roles.keys(), ...after.roles.keys()]);
    const anybody = byCredential.map((role): Person => {
      const subject = { type: 'user', id: ANY_OTHER };
      return { subject, credentialRole: role, before: NOTHING_KEPT, after: NOTHING_KEPT };
    });
    const people = [...anybody, ...kept.map((one) => personOf(one, thought))];
    return { people, areAll: listed.length <= DRY_RUN_SUBJECTS_MAX };
  }
}

/** Counts and names the differences. */
class Tally {
  readonly #thought: Thought;
  readonly #gain: Difference[] = [];
  readonly #lose: Difference[] = [];
  #gains = 0;
  #losses = 0;
  compared = 0;

  constructor(thought: Thought) {
    this.#thought = thought;
  }

  compare(request: DecisionRequest, person: Person): Pick<Difference, 'before' | 'after'> {
    const { setBefore, setAfter, nowMs } = this.#thought;
    this.compared += 1;
    const before = sideOf(decide(request, setBefore, person.before, nowMs));
    const after = sideOf(decide(request, setAfter, person.after, nowMs));
    if (before.decision !== after.decision) this.#name(request, person, before, after);
    return { before, after };
  }

  result(isCut: boolean, conditional: string[]): Omit<DryRunReply, 'answers'> {
    return {
      gain: this.#gain,
      lose: this.#lose,
      gain_count: this.#gains,
      lose_count: this.#losses,
      compared: this.compared,
      truncated: isCut || this.#gains > this.#gain.length || this.#losses > this.#lose.length,
      conditional_policies: conditional,
    };
  }

  #name(
    { action, resource }: DecisionRequest,
    person: Person,
    before: Difference['before'],
    after: Difference['after'],
  ) {
    const { subject, credentialRole } = person;
    const named = after.decision ? this.#gain : this.#lose;
    if (after.decision) this.#gains += 1;
    else this.#losses += 1;
    if (named.length >= DRY_RUN_NAMED_MAX) return;
    const who = credentialRole === undefined ? { subject } : { credential_role: credentialRole };
    named.push({ ...who, action: action.name, resource: { type: resource.type, id: resource.id }, before, after });
  }
}

function personOf(kept: KeptSubject, { changed, nowMs }: Thought): Person {
  const { subject } = kept;
  const isChanged = changed !== undefined && subjectScope(changed.before.subject) === subjectScope(subject);
  const [before, after] = isChanged ? [changed.before, changed.after] : [liveOnly(kept, nowMs), liveOnly(kept, nowMs)];
  return { subject: { type: subject.type, id: subject.id }, before: factsOf(before), after: factsOf(after) };
}

function sideOf({ decision, path }: Decided): Difference['before'] {
  return { decision, path: [...path] };
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
