/**
 * Fills the stores that the contests of access share: the D1 schema, a few rules, ten thousand people with a role, and one
 * session. Runs once, before anything is measured and before any house has read a rule.
 */
import { buildSessions } from '../../../workers/access/sessions/sessions.ts';
import { systemClock } from '../../../workers/kernel/clock.ts';
import { noMetrics } from '../../../workers/kernel/metrics/metrics.ts';
import type { Filling } from '../access-filling.ts';

export * from './objects.ts';

/** Rows that one statement writes: they travel as one parameter. */
const ROWS_AT_ONCE = 1000;

async function fill(db: D1Database, { migrations, role, permissions, policies, people }: Filling): Promise<void> {
  for (const statement of migrations) await db.prepare(statement).run();
  const permission =
    'INSERT INTO access_role_permissions (role, action, resource_type, resource_id) VALUES (?, ?, ?, ?)';
  await db.batch([
    db.prepare('INSERT INTO access_roles (name, precedence, system, revision) VALUES (?, 50, 0, 1)').bind(role),
    ...permissions.map((one) => db.prepare(permission).bind(role, one.action, one.resource_type, one.resource_id)),
    ...policies.map((policy, nth) =>
      db
        .prepare('INSERT INTO access_policies (id, format, body, revision) VALUES (?, 1, ?, 1)')
        .bind(`policy-${nth}`, JSON.stringify(policy)),
    ),
  ]);
  const assign = `INSERT INTO access_assignments (subject_type, subject_id, role, revision)
    SELECT 'user', value, ?2, 1 FROM json_each(?1)`;
  for (let at = 0; at < people.length; at += ROWS_AT_ONCE) {
    await db
      .prepare(assign)
      .bind(JSON.stringify(people.slice(at, at + ROWS_AT_ONCE)), role)
      .run();
  }
}

/** @returns The cookie of a session that has just begun. */
async function beginSession({ SESSION_SECRET, SESSIONS }: Cloudflare.Env, id: string, request: Request) {
  const settings = { idleSeconds: 1800, absoluteSeconds: 43_200, clock: systemClock, metrics: noMetrics };
  const sessions = await buildSessions(SESSION_SECRET ?? '', { namespace: SESSIONS, ...settings });
  const person = {
    subject: { type: 'user', id },
    displayName: undefined,
    roles: [],
    hasSecondFactor: false,
    authTimeSeconds: undefined,
  };
  const { setCookie } = await sessions.begin(person, 'benchmark', request);
  return setCookie.split(';', 1)[0];
}

export default {
  fetch: async (request, bindings) => {
    const filling = await request.json<Filling>();
    await fill(bindings.DB, filling);
    return Response.json({ cookie: await beginSession(bindings, filling.sessionOf, request) });
  },
} satisfies ExportedHandler<Cloudflare.Env>;
