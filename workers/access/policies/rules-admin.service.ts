/**
 * Changing who may do what. A change is made from the state that was read, checked by pure code, and written together with
 * its row in the log; when somebody else was faster it is made again from the new state. Every cache learns of it through
 * the counters, and the token that is answered lets a check ask to see it.
 */
import type { Change, WriteReply } from '../../../shared/access-admin.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { policiesToken, subjectToken } from '../freshness/revision-token.ts';
import { changeRules, type RuleChange } from './change-rules.ts';
import { changeSubject, type SubjectChange } from './change-subject.ts';
import { type Item, isRuleChange, ruleItem, subjectItem, targetOf } from './describe-change.ts';
import { liveOnly } from './kept.ts';
import { refused, required } from './outcome.ts';
import { WRITE_ATTEMPTS_MAX } from './policies.constants.ts';
import { RULES_SCOPE, subjectScope } from './policy-rows.ts';
import type { PolicyStore } from './policy-store.ts';

export interface RulesAdminParts {
  readonly store: PolicyStore;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly log: Log;
}

/** By whom, why, and from which revision of the thing a change is made. */
export interface ChangeOrigin {
  readonly principal: Principal | undefined;
  readonly reason: string | undefined;
  /** Undefined when the writer does not care; 0 when it must not be there. */
  readonly ifRevision: number | undefined;
}

/** What to write, found out from the state of the scope. */
interface Plan {
  readonly scope: string;
  readonly fromStep: number;
  readonly before: Item;
  readonly after: Item;
}

export class RulesAdmin {
  readonly #parts: RulesAdminParts;

  constructor(parts: RulesAdminParts) {
    this.#parts = parts;
  }

  /**
   * Makes a change. To send the same again changes nothing and is answered alike.
   *
   * @throws AppError `bad_request`, `not_found`, `conflict` (with `details.reason`), `unavailable`.
   */
  async apply(change: Change, origin: ChangeOrigin, waitUntil: WaitUntil): Promise<WriteReply> {
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS_MAX; attempt += 1) {
      const plan = isRuleChange(change) ? await this.#planRules(change) : await this.#planSubject(change);
      // First of all: whoever repeats a write whose answer got lost names the revision from before it.
      if (JSON.stringify(plan.before.value) === JSON.stringify(plan.after.value)) {
        return await this.#unchanged(change, plan, waitUntil);
      }
      if (origin.ifRevision !== undefined && origin.ifRevision !== plan.before.revision) {
        required(refused('revision', `It is at revision ${plan.before.revision} by now.`, '/if_revision'));
      }
      const reply = await this.#write(change, plan, origin);
      if (reply !== 'overtaken') return reply;
    }
    const message = 'Others are writing at the same time. Try again.';
    throw new AppError('unavailable', { message, headers: { 'Retry-After': '1' } });
  }

  async #planRules(change: RuleChange): Promise<Plan> {
    const { store, clock } = this.#parts;
    const rules = await store.rules();
    const holders = change.kind === 'delete_role' ? await store.holdersOf(change.name, clock.nowMs()) : 0;
    const after = required(changeRules(rules, change, 0, () => holders));
    return {
      scope: RULES_SCOPE,
      fromStep: rules.step,
      before: ruleItem(rules, change),
      after: ruleItem(after, change),
    };
  }

  async #planSubject(change: SubjectChange): Promise<Plan> {
    const { store, clock } = this.#parts;
    const [all, rules] = await Promise.all([store.subject(change.subject), store.rules()]);
    const nowMs = clock.nowMs();
    const kept = liveOnly(all, nowMs);
    const after = required(changeSubject(kept, change, { rules, nowMs, revision: 0 }));
    return {
      scope: subjectScope(change.subject),
      fromStep: kept.step,
      before: subjectItem(kept, change),
      after: subjectItem(after, change),
    };
  }

  async #write(change: Change, plan: Plan, { principal, reason }: ChangeOrigin): Promise<WriteReply | 'overtaken'> {
    const { store, freshness, clock, log } = this.#parts;
    const { subject: by } = principal ?? { subject: { type: 'unknown', id: 'unknown' } };
    const entry = {
      scope: plan.scope,
      fromStep: plan.fromStep,
      atMs: clock.nowMs(),
      actor: `${by.type}:${by.id}`,
      kind: change.kind,
      target: targetOf(change),
      before: plan.before.value,
      after: plan.after.value,
      reason,
    };
    const write = () => store.write(change, entry);
    const { result, number } = isRuleChange(change)
      ? await freshness.changePolicies(write)
      : await freshness.changeSubject(change.subject, write);
    if (result === 'overtaken') return 'overtaken';
    log.info('access_rules_changed', { kind: change.kind, revision: result });
    return { revision: result, revision_token: tokenOf(change, number), changed: true };
  }

  /** Nothing to write, but the write before may have been an answer that got lost: the token must show it. */
  async #unchanged(change: Change, { before }: Plan, waitUntil: WaitUntil): Promise<WriteReply> {
    const { freshness } = this.#parts;
    const { number } = isRuleChange(change)
      ? await freshness.policyRevision('strict', waitUntil)
      : await freshness.epochOf(change.subject, 'strict', waitUntil);
    return { revision: before.revision, revision_token: tokenOf(change, number), changed: false };
  }
}

function tokenOf(change: Change, number: number): string {
  return isRuleChange(change) ? policiesToken(number) : subjectToken(change.subject, number);
}
