/** What a change makes of what one subject has, or why it may not be. Pure: a dry run asks the same. */
import {
  ASSIGNMENTS_PER_SUBJECT_MAX,
  EXPIRY_DAYS_MAX,
  GRANTS_PER_SUBJECT_MAX,
} from '../../../shared/access-admin.limits.ts';
import type { Change } from '../../../shared/access-admin.schema.ts';
import type { RuleChange } from './change-rules.ts';
import type { KeptAssignment, KeptGrant, KeptRules, KeptSubject } from './kept.ts';
import { done, type Outcome, refused } from './outcome.ts';

export type SubjectChange = Exclude<Change, RuleChange>;

const DAY_MS = 86_400_000;

interface Circumstances {
  readonly rules: KeptRules;
  readonly nowMs: number;
  /** Of what is written. */
  readonly revision: number;
}

/** @param kept Without what has expired, so that it makes room. */
export function changeSubject(kept: KeptSubject, change: SubjectChange, at: Circumstances): Outcome<KeptSubject> {
  switch (change.kind) {
    case 'put_assignment': {
      const expiry = expiryOf(change.assignment.expires_at, at.nowMs);
      if (!expiry.ok) return expiry;
      if (!at.rules.roles.has(change.role)) return refused('unknown_role', 'There is no such role.');
      const assignment: KeptAssignment = { expiresAtMs: expiry.value, revision: at.revision };
      const assignments = added(kept.assignments, change.role, assignment, ASSIGNMENTS_PER_SUBJECT_MAX);
      return assignments.ok ? done({ ...kept, assignments: assignments.value }) : assignments;
    }
    case 'delete_assignment': {
      const assignments = without(kept.assignments, change.role);
      return assignments.ok ? done({ ...kept, assignments: assignments.value }) : assignments;
    }
    case 'put_grant': {
      const expiry = expiryOf(change.grant.expires_at, at.nowMs);
      if (!expiry.ok) return expiry;
      const { permission } = change.grant;
      const grant: KeptGrant = { permission, expiresAtMs: expiry.value, revision: at.revision };
      const grants = added(kept.grants, change.id, grant, GRANTS_PER_SUBJECT_MAX);
      return grants.ok ? done({ ...kept, grants: grants.value }) : grants;
    }
    case 'delete_grant': {
      const grants = without(kept.grants, change.id);
      return grants.ok ? done({ ...kept, grants: grants.value }) : grants;
    }
    case 'put_properties':
      return done({ ...kept, properties: { value: change.properties, revision: at.revision } });
    case 'delete_properties':
      if (kept.properties === undefined) return refused('not_there', 'This subject has no properties.');
      return done({ ...kept, properties: undefined });
  }
}

function expiryOf(text: string | undefined, nowMs: number): Outcome<number | undefined> {
  if (text === undefined) return done(undefined);
  const atMs = Date.parse(text);
  if (atMs > nowMs && atMs <= nowMs + EXPIRY_DAYS_MAX * DAY_MS) return done(atMs);
  return refused('expiry', `It must end in the future, within ${EXPIRY_DAYS_MAX} days.`, '/expires_at');
}

function added<Kept>(
  items: ReadonlyMap<string, Kept>,
  name: string,
  item: Kept,
  countMax: number,
): Outcome<ReadonlyMap<string, Kept>> {
  if (!items.has(name) && items.size >= countMax) return refused('too_many', `This subject has ${countMax} already.`);
  return done(new Map([...items, [name, item]]));
}

function without<Kept>(items: ReadonlyMap<string, Kept>, name: string): Outcome<ReadonlyMap<string, Kept>> {
  const rest = new Map(items);
  return rest.delete(name) ? done(rest) : refused('not_there', 'This subject does not have that.');
}
