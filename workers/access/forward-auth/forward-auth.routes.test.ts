import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../testing/harness.ts';
import type { Policy } from '../policies/model.ts';
import { authenticate, CALLERS, type DecisionApp, decisionApp, PUBLIC_URL } from '../testing/decision-app.ts';
import { forwardAuthEndpoint } from './forward-auth.routes.ts';

const PATH = '/access/v1/forward-auth';
const build = () =>
  decisionApp('forward-auth', (decisions) => [forwardAuthEndpoint({ decisions, authenticate, publicUrl: PUBLIC_URL })]);
const rule = (change: Partial<Policy>, action: string, resourceId: string): Policy => ({
  id: resourceId,
  effect: 'allow',
  subjects: [{ type: 'user', id: '*' }],
  permission: { action, resourceType: 'http', resourceId },
  conditions: [],
  ...change,
});

let app: DecisionApp;
beforeAll(async () => {
  app = await build();
  const policies = [
    rule({ subjects: [{ role: 'reader' }] }, 'get', 'app.example/reports/*'),
    rule({}, 'post', 'app.example/inbox'),
    rule({}, 'get', 'roundhouse.test/*'),
    rule({ effect: 'deny' }, '*', 'app.example/reports/secret/*'),
    rule({ conditions: [{ kind: 'address', ranges: ['192.0.2.0/24'] }] }, 'get', 'app.example/inside'),
  ];
  const reader = { name: 'reader', precedence: 5, parents: [], permissions: [] };
  await app.freshness.changePolicies(() => app.source.writeSet({ policies, roles: [reader] }));
});

type Headers = Record<string, string>;
const ANN: Headers = { Authorization: 'Bearer rh_ann' };
const forwarded = (uri: string, method = 'GET'): Headers => ({
  'X-Forwarded-Method': method,
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'app.example',
  'X-Forwarded-Uri': uri,
});
const original = (url: string, method = 'GET'): Headers => ({ 'X-Original-Method': method, 'X-Original-URL': url });
const ask = (headers: Headers, query = '', init: RequestInit = {}) =>
  app.fetch(PATH + query, { redirect: 'manual', ...init, headers });

describe('a proxy is told', () => {
  it.each<[string, Headers, string, string]>([
    ['Traefik, Caddy', forwarded('/reports/1?year=2026'), '', 'GET'],
    ['nginx', original('https://app.example/reports/1?year=2026'), '', 'GET'],
    ['nginx, port of the scheme', original('https://APP.example:443/reports/1'), '', 'GET'],
    ['Envoy', { 'X-Forwarded-Host': 'app.example' }, '/reports/1?login=1', 'GET'],
    ['a HEAD, asked as it is', { 'X-Forwarded-Host': 'app.example' }, '/reports/1', 'HEAD'],
    ['a POST, asked as it is', { 'X-Forwarded-Host': 'app.example' }, '/inbox', 'POST'],
    ['a POST, asked with GET', forwarded('/inbox', 'POST'), '', 'GET'],
    ['a GET, asked with POST', forwarded('/reports/1'), '', 'POST'],
  ])('that somebody may pass: %s', async (_, headers, behind, method) => {
    const response = await ask({ ...ANN, ...headers }, behind, { method });
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.text()).toBe('');
    expect(Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('x-auth-')))).toEqual({
      'x-auth-subject': 'ann',
      'x-auth-subject-type': 'user',
      'x-auth-roles': 'reader',
      'x-auth-scopes': 'b a',
      'x-auth-credential': 'api-key',
    });
  });

  it('every identity header, none of them empty, whatever the identity', async () => {
    const response = await ask({ Cookie: 'session=zoe', ...forwarded('/inbox', 'POST') });
    expect(response.status).toBe(200);
    expect(response.headers.get('X-Auth-Subject')).toBe('zo%C3%AB%2C%20100%25');
    expect(response.headers.get('X-Auth-Roles')).toBe('-');
    expect(response.headers.get('X-Auth-Scopes')).toBe('-');
    expect(response.headers.get('X-Auth-Credential')).toBe('session');
  });

  it.each<[string, Headers]>([
    ['no rule', forwarded('/other')],
    ['another method', forwarded('/reports/1', 'DELETE')],
    ['another host', { ...forwarded('/reports/1'), 'X-Forwarded-Host': 'evil.example' }],
    ['an explicit deny', forwarded('/reports/secret/1')],
    ['a way around the deny', forwarded('/reports/x/../secret/1')],
    ['an encoded way around the deny', forwarded('/reports/%2e/secret/1')],
    ['a doubled slash', forwarded('/reports//secret/1')],
  ])('that somebody may not: %s', async (_, headers) => {
    const response = await ask({ ...ANN, ...headers });
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('X-Auth-Subject')).toBeNull();
    expect(await errorOf(response)).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('that nobody is calling, or that the credential is wrong', async () => {
    const nobody = await ask(forwarded('/reports/1'));
    expect(nobody.headers.get('WWW-Authenticate')).toContain('Bearer');
    expect(nobody.headers.get('Cache-Control')).toBe('no-store');
    expect(await errorOf(nobody)).toMatchObject({ status: 401, code: 'not_signed_in' });
    const wrong = await ask({ Authorization: 'Bearer rh_nobody', Cookie: 'session=ann', ...forwarded('/reports/1') });
    expect(await errorOf(wrong)).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('no to a preflight, which nobody signs', async () => {
    const headers = {
      'X-Forwarded-Host': 'app.example',
      Origin: 'https://a.example',
      'Access-Control-Request-Method': 'GET',
    };
    expect((await ask(headers, '/reports/1', { method: 'OPTIONS' })).status).toBe(401);
  });
});

describe('a request that a client names differently from the proxy', () => {
  const nginx = original('https://app.example/reports/secret/1');
  it.each<[string, Headers, string]>([
    ['nginx and forwarded headers of the client', { ...nginx, ...forwarded('/reports/1') }, ''],
    [
      'forwarded headers and an original URL of the client',
      { ...forwarded('/reports/secret/1'), ...original('https://app.example/reports/1') },
      '',
    ],
    [
      'a path and forwarded headers of the client',
      { 'X-Forwarded-Host': 'app.example', ...forwarded('/reports/1') },
      '/reports/secret/1',
    ],
    [
      'a path and an original URL of the client',
      { 'X-Forwarded-Host': 'app.example', ...original('https://app.example/reports/1') },
      '/reports/secret/1',
    ],
    ['two hosts', { ...forwarded('/reports/1'), 'X-Forwarded-Host': 'app.example, evil.example' }, ''],
    ['two addresses', forwarded('/reports/1, /reports/secret/1'), ''],
    ['two methods', forwarded('/reports/1', 'GET, DELETE'), ''],
    ['two schemes', { ...forwarded('/reports/1'), 'X-Forwarded-Proto': 'https, http' }, ''],
    ['nothing', {}, ''],
    ['no method', original('https://app.example/reports/1', ''), ''],
    ['no host', { ...forwarded('/reports/1'), 'X-Forwarded-Host': '' }, ''],
  ])('is refused: %s', async (_, headers, behind) => {
    expect(await errorOf(await ask({ ...ANN, ...headers }, behind))).toMatchObject({
      status: 403,
      details: { reason: 'ambiguous_request' },
    });
  });

  it('is decided by the address of nginx alone when only the method is added', async () => {
    const headers = { ...ANN, ...original('https://app.example/reports/1', 'DELETE'), 'X-Forwarded-Method': 'GET' };
    expect((await ask(headers)).status).toBe(403);
  });
});

describe('the address of the person', () => {
  const inside = { ...ANN, ...forwarded('/inside') };
  const PROXY = { 'X-Roundhouse-Proxy': 'rh_proxy' };

  it('is believed of a proxy with a key of its own only', async () => {
    const from = { 'X-Forwarded-For': '192.0.2.7' };
    expect((await ask({ ...inside, ...from })).status).toBe(403);
    expect((await ask({ ...inside, ...PROXY, ...from })).status).toBe(200);
    expect((await ask({ ...inside, ...PROXY, 'X-Forwarded-For': '198.51.100.1' })).status).toBe(403);
    expect((await ask({ ...inside, ...PROXY })).status).toBe(403);
  });

  it('is what the proxy saw, not what the client claims, with and without the edge in between', async () => {
    const spoofed = { 'X-Forwarded-For': '192.0.2.7, 198.51.100.1' };
    expect((await ask({ ...inside, ...PROXY, ...spoofed })).status).toBe(403);
    const edge = { 'CF-Connecting-IP': '203.0.113.9' };
    const behindEdge = (list: string) =>
      ask({ ...inside, ...PROXY, ...edge, 'X-Forwarded-For': `${list}, 203.0.113.9` });
    expect((await behindEdge('192.0.2.7')).status).toBe(200);
    expect((await behindEdge('192.0.2.7, 198.51.100.1')).status).toBe(403);
  });

  it.each(['rh_nobody', 'rh_service', 'rh_ann', '', 'nonsense'])('is not told by a wrong key: %j', async (key) => {
    const headers = { ...inside, 'X-Roundhouse-Proxy': key, 'X-Forwarded-For': '192.0.2.7' };
    expect(await errorOf(await ask(headers))).toMatchObject({ status: 403, details: { reason: 'proxy_key' } });
  });
});

describe('a browser without a session', () => {
  const own = { ...forwarded('/reports/1?a=b&c=d'), 'X-Forwarded-Host': 'roundhouse.test', Accept: 'text/html,*/*' };

  it('is sent to the sign-in when the proxy wants that, and comes back to where it was', async () => {
    const response = await ask(own, '?login=redirect');
    expect(response.status).toBe(302);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const location = new URL(response.headers.get('Location') ?? '');
    expect([location.origin, location.pathname]).toEqual([PUBLIC_URL, '/auth/login']);
    expect(location.searchParams.get('return_to')).toBe('/reports/1?a=b&c=d');
  });

  it.each<[string, Headers, string]>([
    ['the proxy does not want it', own, ''],
    ['it is no browser', { ...own, Accept: 'application/json' }, '?login=redirect'],
    ['it is another origin', { ...own, 'X-Forwarded-Host': 'app.example' }, '?login=redirect'],
    ['it is not secure', { ...own, 'X-Forwarded-Proto': 'http' }, '?login=redirect'],
    ['it has something to send', { ...own, 'X-Forwarded-Method': 'POST' }, '?login=redirect'],
  ])('is answered 401 when %s', async (_, headers, query) => {
    expect((await ask(headers, query)).status).toBe(401);
  });

  it.each(['?login=yes', '?consistency=weak', '?other=1', '?login=redirect&login=redirect'])(
    'is not let in by an option that is none: %s',
    async (query) => {
      expect((await ask({ ...own, ...ANN }, query)).status).toBe(400);
    },
  );
});

it('sees a revocation at once with strict consistency, with warm caches and a KV that serves old data', async () => {
  const elsewhere = await build();
  const ann = CALLERS.zoe?.subject ?? { type: '', id: '' };
  await elsewhere.freshness.changeSubject(ann, () => elsewhere.source.writeFacts(ann, { roles: [{ role: 'reader' }] }));
  const headers = { Cookie: 'session=zoe', ...forwarded('/reports/1') };
  expect((await ask(headers, '?consistency=strict')).status).toBe(200);
  app.kv.mood = 'frozen';
  await elsewhere.freshness.changeSubject(ann, () => elsewhere.source.writeFacts(ann, { roles: [] }));
  expect((await ask(headers)).status).toBe(200);
  expect((await ask(headers, '?consistency=strict')).status).toBe(403);
  app.kv.mood = 'well';
});
