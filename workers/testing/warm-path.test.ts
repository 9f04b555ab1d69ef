/**
 * What a check costs when everything about it is known: no call to any store, so it is answered at the speed of the isolate
 * and goes on while all stores hang. Counted at the bindings of the whole house, whatever lies in between.
 */
import './migrate.ts';
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MadeKeyReply } from '../../shared/api-keys.schema.ts';
import { FRESHNESS_REFRESH_MS } from '../access/access.constants.ts';
import { buildSessions } from '../access/sessions/sessions.ts';
import { accessClaims, CLIENT } from '../access/tokens/testing.ts';
import { buildHouse, type House } from '../house.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';
import { ADMIN_TOKEN } from './access-admin.ts';
import { countedBindings } from './counted-bindings.ts';
import { testClock } from './harness.ts';
import { JWKS_PATH, PlayedIssuer, signClaims, testKey } from './issuers.ts';

const SESSION_SECRET = 'e1c9b7a05d3f48268a90c4e7d2b5f1638e0a7d94c6b3f2a1';
const clock = testClock();
const { bindings, calls, hang } = countedBindings(env);
const credentials: Record<string, Readonly<Record<string, string>>> = {};
let house: House;

/** @returns The status, and a promise of the end of the work behind the answer. */
async function send(path: string, init: RequestInit): Promise<{ status: number; settled: () => Promise<void> }> {
  const context = createExecutionContext();
  const request = new Request(`https://roundhouse.test${path}`, init);
  request.headers.set('CF-Connecting-IP', '192.0.2.1');
  const { status } = await house.fetch(request, {} as never, context);
  return { status, settled: () => waitOnExecutionContext(context) };
}

const evaluation = (credential: string) =>
  send('/access/v1/evaluation', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...credentials[credential] },
    body: JSON.stringify({
      subject: { type: 'user', id: 'ann' },
      action: { name: 'read' },
      resource: { type: 'file', id: '1' },
    }),
  });

const forwardAuth = (credential: string) =>
  send('/access/v1/forward-auth', {
    headers: {
      'X-Forwarded-Method': 'GET',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'app.example',
      'X-Forwarded-Uri': '/reports',
      ...credentials[credential],
    },
  });

beforeAll(async () => {
  const issuer = new PlayedIssuer();
  const key = await testKey('RS256');
  await issuer.publish([key.jwk]);
  const settings = { issuer: issuer.issuer, jwks_uri: issuer.issuer + JWKS_PATH, algorithms: ['RS256'] };
  const TOKEN_ISSUERS = JSON.stringify([{ ...settings, client_ids: [CLIENT] }]);
  house = await buildHouse(Object.assign(bindings, { ADMIN_TOKEN, SESSION_SECRET, TOKEN_ISSUERS }), clock, 0);

  const claims = accessClaims(issuer.issuer, clock, { scope: 'access:evaluate' });
  credentials.token = { Authorization: `Bearer ${await signClaims(key, claims)}` };

  const admin = { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' };
  const context = createExecutionContext();
  const body = { name: 'warm', scopes: ['access:evaluate'], owner: { type: 'service', id: 'shop' } };
  const request = new Request('https://roundhouse.test/admin/access/keys', {
    method: 'POST',
    headers: admin,
    body: JSON.stringify(body),
  });
  const made = await (await house.fetch(request, {} as never, context)).json<MadeKeyReply>();
  await waitOnExecutionContext(context);
  credentials.key = { 'X-API-Key': made.key };

  const sessions = await buildSessions(SESSION_SECRET, {
    namespace: env.SESSIONS,
    idleSeconds: 1800,
    absoluteSeconds: 43_200,
    clock,
    metrics: noMetrics,
  });
  const person = {
    subject: { type: 'user', id: 'ann' },
    displayName: undefined,
    roles: [],
    hasSecondFactor: false,
    authTimeSeconds: undefined,
  };
  const { setCookie } = await sessions.begin(person, 'test', new Request('https://roundhouse.test/'));
  credentials.session = { Cookie: setCookie.split(';', 1)[0] ?? '' };
});

describe.each([
  // Nobody may do anything here, so the proxies' door says no: a denial is remembered like an allow.
  ['a token asks for a decision', () => evaluation('token'), 200, {}],
  ['a token at the door of proxies', () => forwardAuth('token'), 403, {}],
  ['a session at the door of proxies', () => forwardAuth('session'), 403, {}],
  // Its rate is counted behind the answer.
  ['an API key asks for a decision', () => evaluation('key'), 200, { LIMITS: 1 }],
] as const)('when everything is known: %s', (_, ask, status, behind) => {
  it('is answered without a call to any store', async () => {
    // A key counts as known from its second use on.
    for (let nth = 0; nth < 3; nth += 1) await (await ask()).settled();
    calls.clear();
    const answered = await ask();
    expect(answered.status).toBe(status);
    await answered.settled();
    expect(Object.fromEntries(calls)).toEqual(behind);
  });

  it('is answered while every store hangs', async () => {
    await (await ask()).settled();
    using _hanging = hang();
    expect((await ask()).status).toBe(status);
  });
});

it('renews what is known of the counters behind the answer, before it is too old', async () => {
  await (await evaluation('token')).settled();
  clock.advance(FRESHNESS_REFRESH_MS);
  calls.clear();
  {
    using _hanging = hang();
    expect((await evaluation('token')).status).toBe(200);
  }
  // Of who asks and of whom it is about; and the next units of the service.
  expect(Object.fromEntries(calls)).toEqual({ LIMITS: 1, ACCESS_SUBJECTS: 2, ACCESS_POLICIES: 1 });
});
