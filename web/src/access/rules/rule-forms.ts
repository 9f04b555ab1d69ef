/** From what stands in the forms of rules to what the server takes, and back. Pure. */
import type { PolicyReply, RoleReply } from '../../../../shared/access-admin.schema.ts';
import type { ConditionBody, PermissionBody, PolicyBody, RoleBody } from '../../../../shared/access-rules.schema.ts';
import { readJsonText, writeJsonText } from '../../desk/json-text.ts';

export const BLANK_PERMISSION: PermissionBody = { action: '', resource_type: '', resource_id: '*' };

export interface RoleDraft {
  readonly name: string;
  readonly precedence: string;
  readonly parents: readonly string[];
  readonly permissions: readonly PermissionBody[];
}

export const BLANK_ROLE: RoleDraft = { name: '', precedence: '100', parents: [], permissions: [BLANK_PERMISSION] };

export function roleDraft({ name, precedence, parents, permissions }: RoleReply): RoleDraft {
  return { name, precedence: String(precedence), parents, permissions };
}

/** What is no number goes as it is, so that the server says what is wrong with it. */
export function roleBody({ precedence, parents, permissions }: RoleDraft): RoleBody {
  return { precedence: numberOf(precedence), parents: [...parents], permissions: [...permissions] };
}

export interface PolicySubjectDraft {
  readonly kind: 'role' | 'subject';
  readonly role: string;
  readonly type: string;
  readonly id: string;
}

export interface PolicyDraft {
  readonly id: string;
  readonly effect: PolicyBody['effect'];
  readonly subjects: readonly PolicySubjectDraft[];
  readonly permission: PermissionBody;
  /** JSON of a list. */
  readonly conditions: string;
  /** Empty for the default. */
  readonly ttlSeconds: string;
}

export const BLANK_POLICY_SUBJECT: PolicySubjectDraft = { kind: 'role', role: 'user', type: 'user', id: '*' };
export const BLANK_POLICY: PolicyDraft = {
  id: '',
  effect: 'allow',
  subjects: [BLANK_POLICY_SUBJECT],
  permission: BLANK_PERMISSION,
  conditions: '',
  ttlSeconds: '',
};

export function policyDraft({
  id,
  effect,
  subjects,
  permission,
  conditions,
  ttl_seconds: ttl,
}: PolicyReply): PolicyDraft {
  return {
    id,
    effect,
    subjects: subjects.map((one) =>
      'role' in one
        ? { ...BLANK_POLICY_SUBJECT, role: one.role }
        : { ...BLANK_POLICY_SUBJECT, kind: 'subject', type: one.type, id: one.id },
    ),
    permission,
    conditions: conditions.length === 0 ? '' : writeJsonText(conditions),
    ttlSeconds: ttl === undefined ? '' : String(ttl),
  };
}

/** @returns undefined while the conditions are not JSON; whether they are conditions is for the server to say. */
export function policyBody(draft: PolicyDraft): PolicyBody | undefined {
  const { effect, subjects, permission, conditions, ttlSeconds } = draft;
  const read = readJsonText(conditions, []);
  if (!read.ok) return undefined;
  return {
    effect,
    subjects: subjects.map(({ kind, role, type, id }) => (kind === 'role' ? { role } : { type, id })),
    permission,
    conditions: read.value as ConditionBody[],
    ...(ttlSeconds.trim() !== '' && { ttl_seconds: numberOf(ttlSeconds) }),
  };
}

/** An example of each kind of condition, to begin from. */
export const CONDITION_EXAMPLES = {
  between: { kind: 'between', from: '2027-01-01T00:00:00Z', until: '2027-02-01T00:00:00Z' },
  hours: { kind: 'hours', time_zone: 'Asia/Tokyo', days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' },
  address: { kind: 'address', ranges: ['192.0.2.0/24'] },
  attribute: {
    kind: 'attribute',
    path: ['resource', 'properties', 'owner'],
    operator: 'equals',
    value: { path: ['subject', 'id'] },
  },
} as const satisfies { readonly [Kind in ConditionBody['kind']]: Extract<ConditionBody, { kind: Kind }> | object };

export type ConditionKind = keyof typeof CONDITION_EXAMPLES;
export const CONDITION_KINDS: readonly ConditionKind[] = ['between', 'hours', 'address', 'attribute'];

/** Adds an example at the end; what is not a list stays as it is. */
export function withExample(conditions: string, kind: ConditionKind): string {
  const read = readJsonText(conditions, []);
  if (!read.ok || !Array.isArray(read.value)) return conditions;
  return writeJsonText([...read.value, CONDITION_EXAMPLES[kind]]);
}

function numberOf(typed: string): number {
  return typed.trim() === '' ? Number.NaN : Number(typed);
}
