/** A call with an idempotency key that is made again makes nothing a second time. */
import '../../testing/migrate.ts';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import {
  createSessionRequest,
  type ExecReply,
  type GatewaySessionView,
  type SessionsReply,
} from '../../../shared/gateway-sessions.schema.ts';
import type { HostView } from '../../../shared/hosts.schema.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';
import { signIn } from '../../testing/signed-in.ts';
import { newSession } from './session-state.ts';

const ORIGIN = 'https://docker.repeated.test';

async function visit(id: string) {
  const house = await testHouse({ OUTBOUND_TRUSTED_ORIGINS: ORIGIN });
  const person = await signIn(id);
  const send = (path: string, body: object, key?: string) =>
    house.fetch(path, {
      method: 'POST',
      headers: { ...person.own, ...(key !== undefined && { 'Idempotency-Key': key }) },
      body: JSON.stringify(body),
    });
  const { id: hostId } = await (await send('/api/hosts', { name: 'Workshop', url: ORIGIN })).json<HostView>();
  const order = { host_id: hostId, image: 'gateway' };
  const start = async (body: object, key?: string) => await send('/api/sessions?async=true', body, key);
  return { house, person, send, order, start };
}

it('a session is started once for a key, however often and at once', async () => {
  const { house, person, order, start } = await visit('repeated-start');
  const replies = await Promise.all(Array.from({ length: 3 }, () => start(order, 'a-key')));
  const views = await Promise.all(replies.map((reply) => reply.json<GatewaySessionView>()));
  expect(new Set(views.map(({ session_id }) => session_id)).size).toBe(1);
  expect(await errorOf(await start({ ...order, image: 'other' }, 'a-key'))).toMatchObject({
    code: 'idempotency_key_reused',
  });
  const listed = await (await house.fetch('/api/sessions', { headers: person.headers })).json<SessionsReply>();
  // What came with the same key and was another request is over before it began.
  expect(listed.sessions.filter(({ image }) => image === 'gateway')).toHaveLength(1);
  expect(listed.sessions.find(({ image }) => image === 'other')?.phase).not.toBe('starting');
});

it('a command in the background is one job for a key, also when it is over', async () => {
  const { send, order } = await visit('repeated-exec');
  const id = crypto.randomUUID();
  const owner = { type: 'user', id: 'repeated-exec' } as const;
  const parsed = createSessionRequest.parse(order);
  const session = env.GATEWAY_SESSIONS.getByName(id);
  // Nobody starts it: no job meddles.
  await session.begin(newSession({ id, owner, hostId: order.host_id, order: parsed, nowMs: Date.now() }));
  await session.started({ id: 'a'.repeat(64), port: 8443 });
  const exec = async (command: string, key: string) =>
    await send(`/api/sessions/${id}/exec`, { command: [command], async: true }, key);
  const first = await (await exec('true', 'b-key')).json<ExecReply>();
  for (const { id: command } of (await session.read(owner))?.commands ?? []) await session.closeCommand(command);
  expect((await (await exec('true', 'b-key')).json<ExecReply>()).job_id).toBe(first.job_id);
  expect((await session.read(owner))?.commands).toEqual([]);
  expect(await errorOf(await exec('false', 'b-key'))).toMatchObject({ code: 'idempotency_key_reused' });
});
