/**
 * Reading rules out of D1: one batch, each row through a schema. A row that cannot be read stops the whole reading: to
 * leave out a deny would open what it closes.
 */
import * as z from 'zod';
import { boundedProperties } from '../../../shared/access-json.schema.ts';
import { policyBody, roleName, ruleId } from '../../../shared/access-rules.schema.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { KeptAssignment, KeptGrant, KeptPolicy, KeptRole, KeptRules, KeptSubject } from './kept.ts';

/** Of the JSON in `access_policies.body`. */
export const POLICY_FORMAT = 1;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});
const revision = z.int().min(0);
const permissionColumns = { action: z.string(), resource_type: z.string(), resource_id: z.string() };
const roleRow = z.object({ name: roleName, precedence: z.int(), system: z.literal([0, 1]), revision });
const parentRow = z.object({ role: z.string(), parent: z.string() });
const permissionRow = z.object({ role: z.string(), ...permissionColumns });
const policyRow = z.object({ id: ruleId, format: z.literal(POLICY_FORMAT), body: json.pipe(policyBody), revision });
const stepRow = z.object({ step: z.int().min(0) });
const owner = { subject_type: z.string(), subject_id: z.string() };
const expiry = z
  .int()
  .nullable()
  .transform((value) => value ?? undefined);
const assignmentRow = z.object({ ...owner, role: z.string(), expires_at_ms: expiry, revision });
const grantRow = z.object({ ...owner, id: z.string(), ...permissionColumns, expires_at_ms: expiry, revision });
const propertiesRow = z.object({ ...owner, body: json.pipe(boundedProperties), revision });

const STEP = 'SELECT coalesce(max(step), 0) AS step FROM access_changes WHERE scope = ?1';
const RULES = [
  'SELECT name, precedence, system, revision FROM access_roles ORDER BY precedence, name',
  'SELECT role, parent FROM access_role_parents ORDER BY role, parent',
  'SELECT role, action, resource_type, resource_id FROM access_role_permissions',
  'SELECT id, format, body, revision FROM access_policies ORDER BY id',
] as const;
/** Of many subjects at once: they travel as one parameter, since a statement takes a hundred. */
const OWNED = (columns: string, table: string) =>
  `SELECT subject_type, subject_id, ${columns} FROM ${table}
   WHERE (subject_type, subject_id) IN (SELECT value->>0, value->>1 FROM json_each(?1)) ORDER BY 1, 2, 3`;
const SUBJECTS = [
  OWNED('role, expires_at_ms, revision', 'access_assignments'),
  OWNED('id, action, resource_type, resource_id, expires_at_ms, revision', 'access_grants'),
  OWNED('body, revision', 'access_properties'),
] as const;

/** Scope of the changes of roles and policies. */
export const RULES_SCOPE = 'policies';

/** Scope of the changes of one subject. */
export function subjectScope({ type, id }: Subject): string {
  return `subject:${JSON.stringify([type, id])}`;
}

/** @throws Whatever D1 throws, and ZodError for a row that is not as it was written. */
export async function readRules(db: D1Database): Promise<KeptRules> {
  const statements = RULES.map((sql) => db.prepare(sql));
  const [roles, parents, permissions, policies, step] = await db.batch([
    ...statements,
    db.prepare(STEP).bind(RULES_SCOPE),
  ]);
  const parentsOf = Map.groupBy(z.array(parentRow).parse(parents?.results), ({ role }) => role);
  const permissionsOf = Map.groupBy(z.array(permissionRow).parse(permissions?.results), ({ role }) => role);
  const keptRole = ({ name, precedence, system, revision: at }: z.infer<typeof roleRow>): [string, KeptRole] => {
    const own = (permissionsOf.get(name) ?? []).map(({ action, resource_type, resource_id }) => ({
      action,
      resource_type,
      resource_id,
    }));
    const body = { precedence, parents: (parentsOf.get(name) ?? []).map(({ parent }) => parent), permissions: own };
    return [name, { body, isSystem: system === 1, revision: at }];
  };
  const keptPolicy = ({ id, body, revision: at }: z.infer<typeof policyRow>): [string, KeptPolicy] => [
    id,
    { body, revision: at },
  ];
  return {
    roles: new Map(z.array(roleRow).parse(roles?.results).map(keptRole)),
    policies: new Map(z.array(policyRow).parse(policies?.results).map(keptPolicy)),
    step: stepRow.parse(step?.results[0]).step,
  };
}

/** Throws as `readRules` does. */
export async function readSubject(db: D1Database, subject: Subject): Promise<KeptSubject> {
  const statements = SUBJECTS.map((sql) => db.prepare(sql).bind(JSON.stringify([[subject.type, subject.id]])));
  const [assignments, grants, properties, step] = await db.batch([
    ...statements,
    db.prepare(STEP).bind(subjectScope(subject)),
  ]);
  const [kept] = keptSubjects([subject], [assignments?.results, grants?.results, properties?.results]);
  return { ...(kept as KeptSubject), step: stepRow.parse(step?.results[0]).step };
}

/** Of many subjects at once, without the steps of their scopes. Throws as `readRules` does. */
export async function readSubjects(db: D1Database, subjects: readonly Subject[]): Promise<KeptSubject[]> {
  const names = JSON.stringify(subjects.map(({ type, id }) => [type, id]));
  const results = await db.batch(SUBJECTS.map((sql) => db.prepare(sql).bind(names)));
  return keptSubjects(
    subjects,
    results.map((result) => result.results),
  );
}

function keptSubjects(
  subjects: readonly Subject[],
  [assignments, grants, properties]: readonly unknown[],
): KeptSubject[] {
  const byOwner = <Row extends { subject_type: string; subject_id: string }>(rows: Row[]) =>
    Map.groupBy(rows, (row) => subjectScope({ type: row.subject_type, id: row.subject_id }));
  const assignmentsOf = byOwner(z.array(assignmentRow).parse(assignments));
  const grantsOf = byOwner(z.array(grantRow).parse(grants));
  const propertiesOf = byOwner(z.array(propertiesRow).parse(properties));
  return subjects.map((subject) => {
    const name = subjectScope(subject);
    const [kept] = propertiesOf.get(name) ?? [];
    return {
      subject,
      assignments: new Map((assignmentsOf.get(name) ?? []).map(keptAssignment)),
      grants: new Map((grantsOf.get(name) ?? []).map(keptGrant)),
      properties: kept === undefined ? undefined : { value: kept.body, revision: kept.revision },
      step: 0,
    };
  });
}

function keptAssignment(row: z.infer<typeof assignmentRow>): [string, KeptAssignment] {
  return [row.role, { expiresAtMs: row.expires_at_ms, revision: row.revision }];
}

function keptGrant(row: z.infer<typeof grantRow>): [string, KeptGrant] {
  const { action, resource_type, resource_id, expires_at_ms: expiresAtMs, revision: at } = row;
  return [row.id, { permission: { action, resource_type, resource_id }, expiresAtMs, revision: at }];
}
