/**
 * The admin API of roles, policies and what subjects have. Every write says who may do more or less from now on; it may
 * name the revision that it was made from, and answers a token that a check can ask to see.
 */

import * as z from 'zod';
import {
  DRY_RUN_QUESTIONS_MAX,
  PAGE_SIZE,
  PAGE_SIZE_MAX,
  PROPERTIES_CHARS_MAX,
  REASON_CHARS_MAX,
} from './access-admin.limits.ts';
import { boundedProperties } from './access-json.schema.ts';
import {
  actionName,
  assignmentBody,
  grantBody,
  policyBody,
  resourceName,
  roleBody,
  roleName,
  ruleId,
  subjectName,
} from './access-rules.schema.ts';
import { apiText } from './api-text.ts';

const REVISION_DIGITS_MAX = 15;

const revision = z.int().min(0);
const reason = z.string().trim().min(1).max(REASON_CHARS_MAX);
/** 0: it must not be there yet. */
const about = { reason: reason.optional(), if_revision: revision.optional() };
const digits = z
  .string()
  .regex(new RegExp(`^\\d{1,${REVISION_DIGITS_MAX}}$`), 'a whole number')
  .transform(Number);

export const putRoleRequest = roleBody.extend(about);
export const putPolicyRequest = policyBody.extend(about);
export const putAssignmentRequest = assignmentBody.extend(about);
export const putGrantRequest = grantBody.extend(about);
const keptProperties = boundedProperties.refine(
  (value) => JSON.stringify(value).length <= PROPERTIES_CHARS_MAX,
  `at most ${PROPERTIES_CHARS_MAX} characters as JSON`,
);
export const putPropertiesRequest = z.strictObject({ properties: keptProperties, ...about });
export const deleteQuery = z.strictObject({ reason: reason.optional(), if_revision: digits.optional() });

/** A write, also one that is only thought of. */
export const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('put_role'), name: roleName, role: roleBody }),
  z.strictObject({ kind: z.literal('delete_role'), name: roleName }),
  z.strictObject({ kind: z.literal('put_policy'), id: ruleId, policy: policyBody }),
  z.strictObject({ kind: z.literal('delete_policy'), id: ruleId }),
  z.strictObject({
    kind: z.literal('put_assignment'),
    subject: subjectName,
    role: roleName,
    assignment: assignmentBody,
  }),
  z.strictObject({ kind: z.literal('delete_assignment'), subject: subjectName, role: roleName }),
  z.strictObject({ kind: z.literal('put_grant'), subject: subjectName, id: ruleId, grant: grantBody }),
  z.strictObject({ kind: z.literal('delete_grant'), subject: subjectName, id: ruleId }),
  z.strictObject({ kind: z.literal('put_properties'), subject: subjectName, properties: keptProperties }),
  z.strictObject({ kind: z.literal('delete_properties'), subject: subjectName }),
]);

/** What a write answers. `revision` is to be named by the next write over this one. */
export const writeReply = z.strictObject({ revision, revision_token: z.string(), changed: z.boolean() });

const role = roleBody.extend({ name: roleName, system: z.boolean(), revision });
const policy = policyBody.extend({ id: ruleId, revision });
export const rolesReply = z.strictObject({ roles: z.array(role) });
export const policiesReply = z.strictObject({ policies: z.array(policy) });
export const roleReply = role;
export const policyReply = policy;

/** What is in force or will be; what has ended is not told. */
export const subjectReply = z.strictObject({
  subject: subjectName,
  roles: z.array(assignmentBody.extend({ role: roleName, revision })),
  grants: z.array(grantBody.extend({ id: ruleId, revision })),
  properties: z.strictObject({ value: boundedProperties, revision }).optional(),
});

const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'a whole number')
  .transform(Number)
  .refine((value) => value <= PAGE_SIZE_MAX, `at most ${PAGE_SIZE_MAX}`)
  .default(PAGE_SIZE);
/** Where the page before ended, as it was answered. */
const cursor = z.string().min(1).max(1600).optional();

export const subjectsQuery = z.strictObject({
  type: z.string().min(1).max(64).optional(),
  search: z.string().min(1).max(256).optional(),
  role: roleName.optional(),
  limit,
  after: cursor,
});
export const subjectsReply = z.strictObject({
  subjects: z.array(subjectName.extend({ roles: z.array(roleName), grants: z.int(), has_properties: z.boolean() })),
  next: z.string().nullable(),
});

export const changesQuery = z.strictObject({
  target: z.string().min(1).max(400).optional(),
  limit,
  before: digits.optional(),
});
export const changesReply = z.strictObject({
  changes: z.array(
    z.strictObject({
      revision,
      at: z.iso.datetime(),
      actor: z.string(),
      kind: z.string(),
      target: z.string(),
      before: z.unknown(),
      after: z.unknown(),
      reason: z.string().nullable(),
    }),
  ),
  /** For `before` of the next page. */
  next: z.int().nullable(),
});

const entity = { properties: boundedProperties.optional() };
export const question = z.strictObject({
  subject: subjectName.extend(entity),
  action: z.strictObject({ name: actionName, ...entity }),
  resource: resourceName.extend(entity),
  context: boundedProperties.optional(),
  credential_roles: z.array(roleName).max(20).optional(),
  address: z.union([z.ipv4(), z.ipv6()]).optional(),
});

export const dryRunRequest = z.strictObject({
  change,
  questions: z
    .array(question)
    .min(1)
    .max(DRY_RUN_QUESTIONS_MAX)
    .optional()
    .describe(apiText('Left out: everybody in the store and every role, for every access that any rule names.')),
});

const path = z.array(
  z.strictObject({
    kind: z.enum(['role', 'grant', 'policy', 'default']),
    id: z.string(),
    effect: z.enum(['allow', 'deny']),
  }),
);
const side = z.strictObject({ decision: z.boolean(), path });
const difference = z.strictObject({
  /** Absent for "whoever has this role by a credential alone". */
  subject: subjectName.optional(),
  credential_role: roleName.optional(),
  action: z.string(),
  resource: z.strictObject({ type: z.string(), id: z.string() }),
  before: side,
  after: side,
});
export const dryRunReply = z.strictObject({
  /** Of own questions: each, in their order. */
  answers: z.array(z.strictObject({ before: side, after: side })).optional(),
  gain: z.array(difference),
  lose: z.array(difference),
  gain_count: z.int(),
  lose_count: z.int(),
  /** Decisions that were compared. */
  compared: z.int(),
  /** True when not everybody or not every access was compared, or not all differences are named. */
  truncated: z.boolean(),
  /** Policies that ask for what only a real request has, such as an attribute: ask about these with own questions. */
  conditional_policies: z.array(ruleId),
});

export type Change = z.infer<typeof change>;
export type DryRunRequest = z.infer<typeof dryRunRequest>;
export type DryRunReply = z.infer<typeof dryRunReply>;
export type Question = z.infer<typeof question>;
export type WriteReply = z.infer<typeof writeReply>;
export type RoleReply = z.infer<typeof roleReply>;
export type PolicyReply = z.infer<typeof policyReply>;
export type SubjectReply = z.infer<typeof subjectReply>;
export type SubjectsQuery = z.infer<typeof subjectsQuery>;
export type SubjectsReply = z.infer<typeof subjectsReply>;
export type ChangesQuery = z.infer<typeof changesQuery>;
export type ChangesReply = z.infer<typeof changesReply>;
