/** A change in the words of the log and of a comparison: what it is about, and how that looked before and after. */
import type { Change, SubjectReply } from '../../../shared/access-admin.schema.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { RuleChange } from './change-rules.ts';
import type { SubjectChange } from './change-subject.ts';
import type { KeptRules, KeptSubject } from './kept.ts';

/** What one change is about, as it stands in the store. */
export interface Item {
  /** Undefined when it is not there. */
  readonly value: unknown;
  /** Of the change that wrote it; 0 when it is not there. */
  readonly revision: number;
}

const NOTHING: Item = { value: undefined, revision: 0 };

export function isRuleChange(change: Change): change is RuleChange {
  return !('subject' in change);
}

/** What the log calls the thing that changed. */
export function targetOf(change: Change): string {
  if ('subject' in change) return subjectTarget(change.subject);
  return 'name' in change ? `role:${change.name}` : `policy:${change.id}`;
}

export function subjectTarget({ type, id }: Subject): string {
  return `subject:${type}/${id}`;
}

export function ruleItem(rules: KeptRules, change: RuleChange): Item {
  if (!('name' in change)) {
    const policy = rules.policies.get(change.id);
    return policy === undefined ? NOTHING : { value: policy.body, revision: policy.revision };
  }
  const role = rules.roles.get(change.name);
  if (role === undefined) return NOTHING;
  const { precedence, parents, permissions } = role.body;
  // The store keeps sets: their order says nothing.
  const inOrder = permissions.map((one) => [JSON.stringify(one), one] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const value = { precedence, parents: [...parents].sort(), permissions: inOrder.map(([, one]) => one) };
  return { value, revision: role.revision };
}

export function subjectItem(kept: KeptSubject, change: SubjectChange): Item {
  switch (change.kind) {
    case 'put_assignment':
    case 'delete_assignment': {
      const assignment = kept.assignments.get(change.role);
      if (assignment === undefined) return NOTHING;
      const { expiresAtMs, revision } = assignment;
      return { value: { role: change.role, ...expiry(expiresAtMs) }, revision };
    }
    case 'put_grant':
    case 'delete_grant': {
      const grant = kept.grants.get(change.id);
      if (grant === undefined) return NOTHING;
      const { permission, expiresAtMs, revision } = grant;
      return { value: { id: change.id, permission, ...expiry(expiresAtMs) }, revision };
    }
    case 'put_properties':
    case 'delete_properties': {
      const { properties } = kept;
      return properties === undefined ? NOTHING : { value: properties.value, revision: properties.revision };
    }
  }
}

export function expiry(expiresAtMs: number | undefined): Pick<SubjectReply['roles'][number], 'expires_at'> {
  return expiresAtMs === undefined ? {} : { expires_at: new Date(expiresAtMs).toISOString() };
}
