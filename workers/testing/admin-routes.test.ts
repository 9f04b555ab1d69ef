/**
 * Every route under `/admin`, taken from the contracts so that none can be forgotten: whoever may not administer learns
 * nothing, not even that there is something.
 */
import './migrate.ts';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteAddress } from '../../shared/routes.ts';
import { buildSessions } from '../access/sessions/sessions.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';
import { ADMIN_TOKEN, accessAdmin } from './access-admin.ts';
import { errorOf, type TestHouse, testClock, testHouse } from './harness.ts';
import { PlayedIssuer, signClaims, testKey } from './issuers.ts';

const CLIENT = 'roundhouse-test';
const modules = import.meta.glob<Record<string, unknown>>('../../shared/*.contract.ts', { eager: true });
const isAddress = (value: unknown): value is RouteAddress =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
const ADMIN_ROUTES = Object.values(modules)
  .flatMap((module) => Object.values(module).filter(isAddress))
  .filter(({ path }) => path.startsWith('/admin/'))
  .map(({ method, path }) => ({ method, path, address: path.replaceAll(/:\w+/g, 'some') }));

type Headers = Readonly<Record<string, string>>;
const OWN_PAGE = { Origin: env.PUBLIC_URL, 'Sec-Fetch-Site': 'same-origin' };

let house: TestHouse;
const callers = new Map<string, Headers>();

async function sessionOf(id: string, person: { roles?: string[]; hasSecondFactor?: boolean } = {}): Promise<Headers> {
  const sessions = await buildSessions(env.SESSION_SECRET ?? '', {
    namespace: env.SESSIONS,
    idleSeconds: 1800,
    absoluteSeconds: 3600,
    clock: testClock(),
    metrics: noMetrics,
  });
  const { setCookie } = await sessions.begin(
    {
      subject: { type: 'user', id },
      displayName: id,
      authTimeSeconds: undefined,
      roles: person.roles ?? [],
      hasSecondFactor: person.hasSecondFactor ?? false,
    },
    'a test',
    new Request('https://roundhouse.test/'),
  );
  return { Cookie: setCookie.split(';')[0] ?? '', ...OWN_PAGE };
}

beforeAll(async () => {
  const issuer = new PlayedIssuer();
  const key = await testKey('ES256');
  await issuer.publish([key.jwk]);
  const tokenFor = async (claims: object) => {
    const now = Math.floor(Date.now() / 1000);
    const base = { iss: issuer.issuer, sub: 'tom', iat: now, exp: now + 300, client_id: CLIENT, amr: ['mfa'] };
    return { Authorization: `Bearer ${await signClaims(key, { ...base, ...claims })}` };
  };
  const settings = { issuer: issuer.issuer, algorithms: ['ES256'], client_ids: [CLIENT] };
  const bindings = { ADMIN_TOKEN, MFA_REQUIRED: 'true', TOKEN_ISSUERS: JSON.stringify([settings]) };
  house = await testHouse(bindings);
  const { ok } = await accessAdmin(bindings);
  await ok('PUT', '/subjects/user/promoted/roles/admin', {});
  const { key: apiKey } = await ok<{ key: string }>('POST', '/keys', {
    owner: { type: 'user', id: 'promoted' },
    name: 'all scopes',
    scopes: ['access:evaluate', 'access:forward-auth'],
    expires_in_days: 1,
  });
  const groups = { 'cognito:groups': ['admin'] };
  for (const [name, headers] of Object.entries({
    'nobody known': {},
    'a wrong admin token': { Authorization: `Bearer ${ADMIN_TOKEN}x` },
    'a signed-in user': await sessionOf('ann', { roles: ['user'], hasSecondFactor: true }),
    'an API key, whoever owns it': { 'X-API-Key': apiKey },
    'a token without the role': await tokenFor({}),
    'an admin token made for another client': await tokenFor({ ...groups, client_id: 'another' }),
    'an admin token made for another audience': await tokenFor({ ...groups, aud: 'another' }),
    'an admin token that has expired': await tokenFor({ ...groups, exp: 1 }),
    'an id token of an administrator': await tokenFor({
      ...groups,
      token_use: 'id',
      aud: CLIENT,
      client_id: undefined,
    }),
    'two credentials': { ...(await tokenFor(groups)), 'X-API-Key': apiKey },
    'a cookie that was made up': { Cookie: `__Host-session=${'A'.repeat(75)}`, ...OWN_PAGE },
  })) {
    callers.set(name, headers);
  }
  for (const [name, headers] of Object.entries({
    'an administrator by groups': await sessionOf('ada', { roles: ['admin'], hasSecondFactor: true }),
    'an administrator by assignment': await sessionOf('promoted', { hasSecondFactor: true }),
    'an administrator by token': await tokenFor(groups),
    'the operator': { Authorization: `Bearer ${ADMIN_TOKEN}` },
    'an administrator without a second factor': await sessionOf('weak', { roles: ['admin'] }),
  })) {
    callers.set(name, headers);
  }
});

const call = (caller: string, { method, address }: { method: string; address: string }, more: Headers = {}) =>
  house.fetch(address, { method, headers: { ...callers.get(caller), ...more } });

/** What an answer shows, but for the request's own id. */
async function shown(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
  return { status: response.status, headers, text: (await response.text()).replace(/"request_id":"[^"]+"/, '') };
}

it('are all here', () => {
  expect(ADMIN_ROUTES.length).toBeGreaterThan(25);
});

describe.each(ADMIN_ROUTES)('$method $path', (route) => {
  it.each([
    'nobody known',
    'a wrong admin token',
    'a signed-in user',
    'an API key, whoever owns it',
    'a token without the role',
    'an admin token made for another client',
    'an admin token made for another audience',
    'an admin token that has expired',
    'an id token of an administrator',
    'two credentials',
    'a cookie that was made up',
  ])('is byte for byte not there for %s', async (caller) => {
    const nothing = await shown(await call(caller, { method: route.method, address: '/admin/nothing' }));
    expect(nothing.status).toBe(404);
    expect(await shown(await call(caller, route))).toEqual(nothing);
  });

  it.each([
    'an administrator by groups',
    'an administrator by assignment',
    'an administrator by token',
    'the operator',
  ])('is there for %s', async (caller) => {
    const wrongMethod = route.method === 'GET' ? 'PATCH' : 'QUERY';
    const response = await call(caller, { ...route, method: wrongMethod });
    expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('Allow')?.split(', ')).toContain(route.method);
  });

  it('asks an administrator without a second factor for one', async () => {
    const response = await call('an administrator without a second factor', route);
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'step_up_required' });
    expect(response.headers.get('WWW-Authenticate')).toContain('insufficient_user_authentication');
  });
});

describe.each(ADMIN_ROUTES.filter(({ method }) => method !== 'GET'))('$method $path', (route) => {
  it('is refused to a page of another origin', async () => {
    for (const foreign of [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: env.PUBLIC_URL, 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
    ]) {
      const response = await call('an administrator by groups', route, foreign);
      expect(await errorOf(response)).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });
});
