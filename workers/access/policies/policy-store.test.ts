/** The store against the real D1: what it reads is what decisions need, and half of the rules is nothing. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import '../../testing/migrate.ts';
import type { Change } from '../../../shared/access-admin.schema.ts';
import { onDocs, policyBody, roleBody } from '../../testing/access-admin.ts';
import { TODO_CASES, TODO_POLICIES, TODO_ROLES, TODO_USERS } from '../../testing/authzen-todo.ts';
import { decide } from './decide.ts';
import type { Permission } from './model.ts';
import { RULES_SCOPE } from './policy-rows.ts';
import { PolicyStore } from './policy-store.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

/** Counts what goes to the database. */
function counted() {
  const calls: string[] = [];
  const db = new Proxy(env.DB, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (name !== 'prepare') calls.push(String(name));
        return Reflect.apply(member, target, args) as unknown;
      };
    },
  });
  return { store: new PolicyStore(db), calls };
}

const entry = (change: Change, fromStep: number, scope = RULES_SCOPE) => ({
  scope,
  fromStep,
  atMs: NOW_MS,
  actor: 'test:me',
  kind: change.kind,
  target: 'test',
  before: undefined,
  after: {},
  reason: undefined,
});

const asBody = ({ action, resourceType, resourceId }: Permission) => ({
  action,
  resource_type: resourceType,
  resource_id: resourceId,
});

it('writes, reads back and decides the Todo scenario as it is published', async () => {
  const { store, calls } = counted();
  let step = (await store.rules()).step;
  const write = async (change: Change, scope = RULES_SCOPE, from = step) =>
    expect(await store.write(change, entry(change, from, scope))).toEqual(expect.any(Number));
  for (const { name, precedence, parents, permissions } of TODO_ROLES.toReversed()) {
    const role = { precedence, parents: [...parents], permissions: permissions.map(asBody) };
    await write({ kind: 'put_role', name, role });
    step += 1;
  }
  for (const { id, effect, subjects, permission, conditions } of TODO_POLICIES) {
    const policy = { effect, subjects: [...subjects], permission: asBody(permission), conditions: [...conditions] };
    await write({ kind: 'put_policy', id, policy: policy as never });
    step += 1;
  }
  for (const { pid, email, roles } of Object.values(TODO_USERS)) {
    const subject = { type: 'user', id: pid };
    await write({ kind: 'put_properties', subject, properties: { email } }, pid, 0);
    for (const [nth, role] of roles.entries()) {
      await write({ kind: 'put_assignment', subject, role, assignment: {} }, pid, nth + 1);
    }
  }
  calls.length = 0;
  const set = await store.policySet();
  expect(calls).toEqual(['batch']);
  for (const { request, expected } of TODO_CASES) {
    calls.length = 0;
    const facts = await store.factsOf(request.subject);
    expect(calls).toEqual(['batch']);
    expect(decide(request, set, facts, NOW_MS).decision).toBe(expected);
  }
});

it('turns a writer away who started from an older state, with everything it wanted to write', async () => {
  const store = new PolicyStore(env.DB);
  const { step } = await store.rules();
  const put = (name: string): Change => ({ kind: 'put_role', name, role: roleBody([onDocs('read')]) });
  expect(await store.write(put('first'), entry(put('first'), step))).toEqual(expect.any(Number));
  expect(await store.write(put('second'), entry(put('second'), step))).toBe('overtaken');
  const { roles, step: after } = await store.rules();
  expect([roles.has('first'), roles.has('second'), after]).toEqual([true, false, step + 1]);
});

it('turns an assignment away whose role has gone meanwhile', async () => {
  const store = new PolicyStore(env.DB);
  const subject = { type: 'user', id: 'late' };
  const change: Change = { kind: 'put_assignment', subject, role: 'gone', assignment: {} };
  expect(await store.write(change, entry(change, 0, 'late'))).toBe('overtaken');
  expect((await store.factsOf(subject)).roles).toEqual([]);
});

it.each([
  '{"effect":"deny"}',
  'not JSON',
  JSON.stringify({ ...policyBody('deny'), conditions: [{ kind: 'unknown' }] }),
])('decides nothing when a policy cannot be read: %s', async (body) => {
  const store = new PolicyStore(env.DB);
  const insert = env.DB.prepare("INSERT INTO access_policies (id, format, body, revision) VALUES ('broken', 1, ?1, 0)");
  await insert.bind(body).run();
  await expect(store.policySet()).rejects.toMatchObject({ code: 'unavailable' });
  await env.DB.prepare("DELETE FROM access_policies WHERE id = 'broken'").run();
  await expect(store.policySet()).resolves.toBeDefined();
});

it('decides nothing by a policy of a format that it does not know', async () => {
  const store = new PolicyStore(env.DB);
  const body = JSON.stringify(policyBody('deny'));
  const insert = env.DB.prepare("INSERT INTO access_policies (id, format, body, revision) VALUES ('later', 2, ?1, 0)");
  await insert.bind(body).run();
  await expect(store.policySet()).rejects.toMatchObject({ code: 'unavailable' });
  await env.DB.prepare("DELETE FROM access_policies WHERE id = 'later'").run();
});
