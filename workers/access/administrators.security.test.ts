/** Every operator's route of the house, and everybody who must not get in. A new route is walked as soon as it has a contract. */
import '../testing/migrate.ts';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as rules from '../../shared/access-admin.contract.ts';
import * as keys from '../../shared/api-keys.contract.ts';
import * as caches from '../../shared/cache-admin.contract.ts';
import * as limits from '../../shared/limits.contract.ts';
import * as telemetry from '../../shared/telemetry.contract.ts';
import * as tokens from '../../shared/tokens.contract.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';
import { errorOf, testClock, testHouse } from '../testing/harness.ts';
import { PlayedIssuer, signClaims, testKey } from '../testing/issuers.ts';
import type { Person } from './sessions/session.ts';
import { buildSessions } from './sessions/sessions.ts';
import { accessClaims, CLIENT } from './tokens/testing.ts';

const ADMIN_TOKEN = 'b7c1d9e07b2a84f36914e7dc0a3b8f625e4d7190cba362f5';
const SESSION_SECRET = '6d0c1f8e7a5b49362817f0e9d8c7b6a5948372615049382716';
const PUBLIC_URL = 'https://roundhouse.test';

type Route = { readonly method: string; readonly path: string };
const ROUTES = [rules, keys, caches, limits, telemetry, tokens]
  .flatMap((contracts): unknown[] => Object.values(contracts))
  .filter((one): one is Route => typeof one === 'object' && one !== null && 'path' in one && 'method' in one)
  .filter(({ path }) => path.startsWith('/admin/'));

const clock = testClock();
const key = await testKey('ES256');
const played = new PlayedIssuer();
await played.publish([key.jwk]);
const house = await testHouse(
  {
    ADMIN_TOKEN,
    SESSION_SECRET,
    PUBLIC_URL,
    MFA_REQUIRED: 'true',
    TOKEN_ISSUERS: JSON.stringify([{ issuer: played.issuer, algorithms: ['ES256'], client_ids: [CLIENT] }]),
  },
  clock,
);
const factors = { amr: ['pwd', 'otp'] };
const token = (change: object) => signClaims(key, accessClaims(played.issuer, clock, { ...factors, ...change }));
const bearer = async (change: object) => ({ Authorization: `Bearer ${await token(change)}` });
const sessions = await buildSessions(SESSION_SECRET, {
  namespace: env.SESSIONS,
  idleSeconds: 1800,
  absoluteSeconds: 43_200,
  clock,
  metrics: noMetrics,
});
async function session(change: Partial<Person>) {
  const subject = { type: 'user', id: crypto.randomUUID() };
  const person = { subject, displayName: 'x', roles: [], hasSecondFactor: true, authTimeSeconds: 1, ...change };
  const { setCookie } = await sessions.begin(person, 'x', new Request(PUBLIC_URL));
  return { Cookie: setCookie.split(';')[0] ?? '', Origin: PUBLIC_URL };
}
const asOperator = (method: string, path: string, body?: unknown) =>
  house.fetch(path, {
    method,
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
/** An API key of somebody who administers. */
async function keyOfAnAdmin() {
  const owner = { type: 'user', id: 'boss' };
  expect((await asOperator('PUT', '/admin/access/subjects/user/boss/roles/admin', {})).status).toBe(200);
  const made = await asOperator('POST', '/admin/access/keys', { name: 'x', scopes: ['access:evaluate'], owner });
  return { 'X-API-Key': (await made.json<{ key: string }>()).key };
}

const user = { 'cognito:groups': ['user'] };
const STRANGERS: Readonly<Record<string, Record<string, string>>> = {
  nobody: {},
  'a wrong operator token': { Authorization: `Bearer ${ADMIN_TOKEN}x` },
  'a user with a token': await bearer(user),
  'a user with a session': await session({ roles: ['user'] }),
  'an administrator of another audience': await bearer({ client_id: 'another' }),
  'an administrator whose token has ended': await bearer({ exp: Math.floor(clock.nowMs() / 1000) - 100 }),
  'an id token of an administrator': await bearer({ token_use: 'id', aud: CLIENT, client_id: undefined }),
  'an API key of an administrator': await keyOfAnAdmin(),
  'a session that is none': { Cookie: '__Host-session=x', Origin: PUBLIC_URL },
  'two credentials': { ...(await bearer({})), ...(await keyOfAnAdmin()) },
};
const ask = ({ method, path }: Route, headers: Record<string, string>) =>
  house.fetch(path.replaceAll(/:\w+/g, 'x'), {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{"surprise":1}' }),
  });

it('the table has the routes of every room', () => {
  for (const part of ['access/roles', 'access/keys', 'cache/all', 'limits', 'telemetry', 'jwks/preload'])
    expect(ROUTES.map(({ path }) => path)).toContain(`/admin/${part}`);
});

describe.each(ROUTES)('$method $path', (route) => {
  it.each(Object.keys(STRANGERS))('is not there for %s, byte for byte', async (who) => {
    const of = async (response: Response) => ({ ...(await errorOf(response)), request_id: '' });
    const nothing = await of(await ask({ method: route.method, path: '/admin/nothing' }, {}));
    expect(nothing).toMatchObject({ status: 404, code: 'not_found' });
    expect(await of(await ask(route, STRANGERS[who] ?? {}))).toEqual(nothing);
    expect(await of(await ask({ ...route, method: 'PATCH' }, STRANGERS[who] ?? {}))).toEqual(nothing);
  });

  it('asks an administrator without a second factor to step up', async () => {
    for (const headers of [
      await bearer({ amr: ['pwd'] }),
      await session({ roles: ['admin'], hasSecondFactor: false }),
    ]) {
      const response = await ask(route, headers);
      expect(response.headers.get('WWW-Authenticate')).toContain('insufficient_user_authentication');
      expect(await errorOf(response)).toMatchObject({ status: 401, code: 'step_up_required' });
    }
  });

  it.skipIf(route.method === 'GET')('takes the session of an administrator from our own pages only', async () => {
    const boss = await session({ roles: ['admin'] });
    for (const Origin of ['https://evil.example', 'null']) {
      const refused = await errorOf(await ask(route, { ...boss, Origin }));
      expect(refused).toMatchObject({ status: 403, details: { reason: 'cross_origin' } });
    }
  });
});

it('lets administrators in who have shown two factors, by token and by session', async () => {
  for (const headers of [await bearer({}), await session({ roles: ['admin'] })]) {
    expect((await ask({ method: 'GET', path: '/admin/access/roles' }, headers)).status).toBe(200);
  }
});

it('an administrator signs somebody else out everywhere, and the log says who did', async () => {
  const subject = { type: 'user', id: 'ann & co' };
  const [one, two, other] = [await session({ subject }), await session({ subject }), await session({})];
  const isIn = async (headers: Record<string, string>) =>
    (await (await house.fetch('/auth/session', { headers })).json<{ signed_in: boolean }>()).signed_in;
  expect(await Promise.all([one, two, other].map(isIn))).toEqual([true, true, true]);
  const path = `/admin/access/subjects/user/${encodeURIComponent(subject.id)}/sessions`;
  expect(await (await asOperator('DELETE', path)).json()).toEqual({ ended: 2 });
  expect(await Promise.all([one, two, other].map(isIn))).toEqual([false, false, true]);
  expect(await (await asOperator('DELETE', path)).json()).toEqual({ ended: 0 });
  const target = encodeURIComponent('subject:user/ann & co');
  const log = await (await asOperator('GET', `/admin/access/changes?target=${target}`)).json<{ changes: unknown[] }>();
  expect(log.changes).toMatchObject([
    { kind: 'end_sessions', actor: 'operator:admin-token', after: { ended: 0 } },
    { kind: 'end_sessions', actor: 'operator:admin-token', after: { ended: 2 } },
  ]);
});
