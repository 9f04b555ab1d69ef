/**
 * What roles, policies, assignments and grants look like from outside: in the admin API, in its replies and in the store's
 * JSON. Strict and bounded; what a schema cannot see (cycles, references) the store checks.
 */

import * as z from 'zod';
import {
  CONDITIONS_PER_POLICY_MAX,
  PARENTS_PER_ROLE_MAX,
  PATTERN_CHARS_MAX,
  PERMISSIONS_PER_ROLE_MAX,
  POLICY_TTL_SECONDS_MAX,
  SUBJECT_ID_CHARS_MAX,
  SUBJECT_TYPE_CHARS_MAX,
  SUBJECTS_PER_POLICY_MAX,
} from './access-admin.limits.ts';
import { apiText } from './api-text.ts';

const RANGES_MAX = 50;
const LIST_MAX = 100;
const TEXT_CHARS_MAX = 256;
const PATH_LENGTH_MAX = 8;

export const roleName = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'a lower-case name of at most 32 characters');
/** Of policies and grants. */
export const ruleId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, 'lower-case letters, digits, . _ - only, at most 64');
const pattern = (charsMax: number) =>
  z
    .string()
    .min(1)
    .max(charsMax)
    .regex(/^[^\p{Cc}\p{Cs}*]*\*?$/u, 'an exact text, or one that ends in * for "begins with"');
const name = (charsMax: number) =>
  z
    .string()
    .min(1)
    .max(charsMax)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');

export const subjectName = z.strictObject({ type: name(SUBJECT_TYPE_CHARS_MAX), id: name(SUBJECT_ID_CHARS_MAX) });
export const actionName = name(PATTERN_CHARS_MAX);
export const resourceName = z.strictObject({ type: name(PATTERN_CHARS_MAX), id: name(PATTERN_CHARS_MAX) });

export const permission = z.strictObject({
  action: pattern(PATTERN_CHARS_MAX),
  resource_type: pattern(PATTERN_CHARS_MAX),
  resource_id: pattern(PATTERN_CHARS_MAX),
});

const isUnique = (items: readonly unknown[]) =>
  new Set(items.map((item) => JSON.stringify(item))).size === items.length;
const TWICE = 'the same stands there twice';

export const roleBody = z.strictObject({
  precedence: z.int().min(0).max(1000).describe(apiText('The lowest number stands first.')),
  parents: z.array(roleName).max(PARENTS_PER_ROLE_MAX).refine(isUnique, TWICE),
  permissions: z.array(permission).max(PERMISSIONS_PER_ROLE_MAX).refine(isUnique, TWICE),
});

const ENTITY_MEMBERS = { subject: ['type', 'id'], action: ['name'], resource: ['type', 'id'] } as const;
/** As in the request: `["resource", "properties", "owner"]`. */
const attributePath = z
  .tuple([z.enum(['subject', 'action', 'resource', 'context'])], name(TEXT_CHARS_MAX))
  .refine(([root, ...names]) => {
    if (names.length === 0 || names.length >= PATH_LENGTH_MAX) return false;
    if (root === 'context' || (names[0] === 'properties' && names.length > 1)) return true;
    return names.length === 1 && (ENTITY_MEMBERS[root] as readonly string[]).includes(names[0] ?? '');
  }, 'a way to an attribute: its type, id or name, or "properties" and names, or "context" and names');

const scalar = z.union([z.null(), z.boolean(), z.number(), z.string().max(TEXT_CHARS_MAX)]);
const comparand = z.union([scalar, z.array(scalar).max(LIST_MAX), z.strictObject({ path: attributePath })]);

/** Of a day, by the wall clock. */
const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:30');
const instant = z.iso.datetime();

export const condition = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('between'), from: instant.optional(), until: instant.optional() })
    .refine(({ from, until }) => from !== undefined || until !== undefined, 'a beginning or an end is needed')
    .refine(
      ({ from, until }) => from === undefined || until === undefined || Date.parse(from) < Date.parse(until),
      'the end must come after the beginning',
    ),
  z.strictObject({
    kind: z.literal('hours'),
    time_zone: z.string().min(1).max(64).refine(isTimeZone, 'a time zone such as Asia/Tokyo'),
    days: z.array(z.int().min(1).max(7)).min(1).max(7).refine(isUnique, TWICE).describe(apiText('1 is Monday.')),
    from: clockTime,
    until: clockTime,
  }),
  z.strictObject({
    kind: z.literal('address'),
    ranges: z
      .array(
        z
          .string()
          .max(64)
          .regex(/^[0-9A-Fa-f:.]+\/\d{1,3}$/, 'a range such as 192.0.2.0/24'),
      )
      .min(1)
      .max(RANGES_MAX)
      .refine(isUnique, TWICE),
  }),
  z
    .strictObject({
      kind: z.literal('attribute'),
      path: attributePath,
      operator: z.enum(['equals', 'not_equals', 'in', 'contains', 'less', 'greater']),
      value: comparand,
    })
    .refine(({ operator, value }) => fits(operator, value), 'this operator cannot compare with this value'),
]);

export const policyBody = z.strictObject({
  effect: z.enum(['allow', 'deny']),
  subjects: z
    .array(
      z.union([
        z.strictObject({ role: roleName }),
        z.strictObject({ type: pattern(SUBJECT_TYPE_CHARS_MAX), id: pattern(SUBJECT_ID_CHARS_MAX) }),
      ]),
    )
    .min(1)
    .max(SUBJECTS_PER_POLICY_MAX)
    .refine(isUnique, TWICE),
  permission,
  conditions: z.array(condition).max(CONDITIONS_PER_POLICY_MAX).refine(isUnique, TWICE),
  ttl_seconds: z.int().min(0).max(POLICY_TTL_SECONDS_MAX).optional(),
});

export const assignmentBody = z.strictObject({ expires_at: instant.optional() });
export const grantBody = z.strictObject({ permission, expires_at: instant.optional() });

export type PermissionBody = z.infer<typeof permission>;
export type RoleBody = z.infer<typeof roleBody>;
export type ConditionBody = z.infer<typeof condition>;
export type PolicyBody = z.infer<typeof policyBody>;
export type GrantBody = z.infer<typeof grantBody>;

/** Whether this platform knows the time zone. */
function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function fits(operator: string, value: z.infer<typeof comparand>): boolean {
  const isReference = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isReference) return true;
  if (operator === 'in') return Array.isArray(value);
  if (operator === 'less' || operator === 'greater') return typeof value === 'number';
  return true;
}
