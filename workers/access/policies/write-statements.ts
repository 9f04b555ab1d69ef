/**
 * A change as SQL. The row of the log comes first: it takes the next step of its scope, so a writer who started from an
 * older state fails there, and the batch with it. What follows takes the revision that this row was given.
 */
import type { Change } from '../../../shared/access-admin.schema.ts';
import type { PolicyBody, RoleBody } from '../../../shared/access-rules.schema.ts';
import type { Subject } from '../../kernel/principal.ts';
import { POLICY_FORMAT } from './policy-rows.ts';

/** What the log says of a change. */
export interface ChangeEntry {
  readonly scope: string;
  /** Step of the scope that the change was made from. */
  readonly fromStep: number;
  readonly atMs: number;
  readonly actor: string;
  readonly kind: Change['kind'];
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | undefined;
}

type Value = string | number | null;

const REVISION = '(SELECT max(revision) FROM access_changes)';
const LOG = `INSERT INTO access_changes (scope, step, at_ms, actor, kind, target, before, after, reason)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING revision`;

export function logStatement(db: D1Database, entry: ChangeEntry): D1PreparedStatement {
  const { scope, fromStep, atMs, actor, kind, target, before, after, reason } = entry;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  return db
    .prepare(LOG)
    .bind(scope, fromStep + 1, atMs, actor, kind, target, json(before), json(after), reason ?? null);
}

export function changeStatements(db: D1Database, change: Change, nowMs: number): D1PreparedStatement[] {
  const run = (sql: string, ...values: Value[]) => db.prepare(sql).bind(...values);
  switch (change.kind) {
    case 'put_role':
      return putRole(run, change.name, change.role);
    case 'delete_role':
      return [
        // What has expired holds no role.
        run('DELETE FROM access_assignments WHERE role = ?1 AND expires_at_ms <= ?2', change.name, nowMs),
        run('DELETE FROM access_roles WHERE name = ?1 AND system = 0', change.name),
      ];
    case 'put_policy':
      return [putPolicy(run, change.id, change.policy)];
    case 'delete_policy':
      return [run('DELETE FROM access_policies WHERE id = ?1', change.id)];
    case 'put_assignment': {
      const { subject, role, assignment } = change;
      return [...sweep(run, subject, nowMs), putAssignment(run, subject, role, expiryOf(assignment.expires_at))];
    }
    case 'delete_assignment': {
      const sql = 'DELETE FROM access_assignments WHERE subject_type = ?1 AND subject_id = ?2 AND role = ?3';
      return [...sweep(run, change.subject, nowMs), run(sql, change.subject.type, change.subject.id, change.role)];
    }
    case 'put_grant': {
      const { subject, id, grant } = change;
      const { action, resource_type, resource_id } = grant.permission;
      const sql = `INSERT OR REPLACE INTO access_grants
        (subject_type, subject_id, id, action, resource_type, resource_id, expires_at_ms, revision)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ${REVISION})`;
      const values = [subject.type, subject.id, id, action, resource_type, resource_id, expiryOf(grant.expires_at)];
      return [...sweep(run, subject, nowMs), run(sql, ...values)];
    }
    case 'delete_grant': {
      const sql = 'DELETE FROM access_grants WHERE subject_type = ?1 AND subject_id = ?2 AND id = ?3';
      return [...sweep(run, change.subject, nowMs), run(sql, change.subject.type, change.subject.id, change.id)];
    }
    case 'put_properties': {
      const { subject, properties } = change;
      const sql = `INSERT OR REPLACE INTO access_properties (subject_type, subject_id, body, revision)
        VALUES (?1, ?2, ?3, ${REVISION})`;
      return [run(sql, subject.type, subject.id, JSON.stringify(properties))];
    }
    case 'delete_properties': {
      const sql = 'DELETE FROM access_properties WHERE subject_type = ?1 AND subject_id = ?2';
      return [run(sql, change.subject.type, change.subject.id)];
    }
  }
}

type Run = (sql: string, ...values: Value[]) => D1PreparedStatement;

function putRole(run: Run, name: string, { precedence, parents, permissions }: RoleBody): D1PreparedStatement[] {
  return [
    run(
      `INSERT INTO access_roles (name, precedence, system, revision) VALUES (?1, ?2, 0, ${REVISION})
       ON CONFLICT (name) DO UPDATE SET precedence = excluded.precedence, revision = excluded.revision`,
      name,
      precedence,
    ),
    run('DELETE FROM access_role_parents WHERE role = ?1', name),
    run(
      'INSERT INTO access_role_parents (role, parent) SELECT ?1, value FROM json_each(?2)',
      name,
      JSON.stringify(parents),
    ),
    run('DELETE FROM access_role_permissions WHERE role = ?1', name),
    run(
      `INSERT INTO access_role_permissions (role, action, resource_type, resource_id)
       SELECT ?1, value->>'action', value->>'resource_type', value->>'resource_id' FROM json_each(?2)`,
      name,
      JSON.stringify(permissions),
    ),
  ];
}

function putPolicy(run: Run, id: string, body: PolicyBody): D1PreparedStatement {
  const sql = `INSERT OR REPLACE INTO access_policies (id, format, body, revision) VALUES (?1, ?2, ?3, ${REVISION})`;
  return run(sql, id, POLICY_FORMAT, JSON.stringify(body));
}

function putAssignment(run: Run, { type, id }: Subject, role: string, expiresAtMs: number | null): D1PreparedStatement {
  const sql = `INSERT OR REPLACE INTO access_assignments (subject_type, subject_id, role, expires_at_ms, revision)
    VALUES (?1, ?2, ?3, ?4, ${REVISION})`;
  return run(sql, type, id, role, expiresAtMs);
}

/** Removes what this subject had and has expired. */
function sweep(run: Run, { type, id }: Subject, nowMs: number): D1PreparedStatement[] {
  return ['access_assignments', 'access_grants'].map((table) =>
    run(`DELETE FROM ${table} WHERE subject_type = ?1 AND subject_id = ?2 AND expires_at_ms <= ?3`, type, id, nowMs),
  );
}

function expiryOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}
