/** The commands of docs/authorization.md, sent one after the other as they stand there. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import '../../testing/migrate.ts';
import page from '../../../docs/authorization.md?raw';
import type { DryRunReply } from '../../../shared/access-admin.schema.ts';
import { accessAdmin } from '../../testing/access-admin.ts';
import { decide } from './decide.ts';
import { PolicyStore } from './policy-store.ts';

const COMMAND = /^admin (?:-X (PUT|DELETE|POST) )?"\$URL\/admin\/access([^"]*)"(?: -d '([^']*)')?/gm;

it('does what it says', async () => {
  const { call } = await accessAdmin();
  const replies: unknown[] = [];
  for (const [, method = 'GET', path = '', body] of page.matchAll(COMMAND)) {
    const response = await call(method, path, body);
    expect(`${method} ${path}: ${response.status}`).toBe(`${method} ${path}: 200`);
    replies.push(await response.json());
  }
  expect(replies.length).toBe(13);

  const store = new PolicyStore(env.DB);
  const ask = async (id: string, action: string, owner?: string) => {
    const subject = { type: 'user', id };
    const resource = { type: 'doc', id: '7', ...(owner === undefined ? {} : { properties: { owner } }) };
    const rules = await store.policySet();
    return decide({ subject, action: { name: action }, resource }, rules, await store.factsOf(subject), Date.now());
  };
  expect(await ask('ann', 'read')).toMatchObject({ decision: true, path: [{ id: 'writer > reader' }] });
  expect((await ask('ann', 'delete', 'ann')).decision).toBe(true);
  expect((await ask('ann', 'delete', 'ben')).decision).toBe(false);
  expect((await ask('ben', 'read')).decision).toBe(false);

  const [role, assignment] = replies.slice(-2) as [DryRunReply, DryRunReply];
  expect(role.lose.some(({ subject, action }) => subject?.id === 'ann' && action === 'write')).toBe(true);
  expect(assignment.answers?.map(({ before, after }) => [before.decision, after.decision])).toEqual([[true, false]]);
});
