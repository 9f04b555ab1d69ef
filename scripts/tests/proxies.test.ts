/**
 * nginx and Caddy as Debian ships them, with the configurations that docs/decisions-api.md prints, between a caller and a
 * page; Roundhouse decides as its production bundle. What counts is what arrives at the page.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRESHNESS_BOUND_MS } from '../../workers/access/access.constants.ts';
import { inProject } from '../lib/project.ts';
import { startCaddy } from './proxies/caddy.ts';
import { type Answer, type Call, call } from './proxies/call.ts';
import { type DecisionPoint, openDecisionPoint } from './proxies/decision-point.ts';
import { startNginx } from './proxies/nginx.ts';
import { type Arrival, openPage, type Page } from './proxies/page.ts';
import type { DrivenProxy } from './proxies/proxy.ts';

const NAMES = ['nginx', 'Caddy'] as const;
type Name = (typeof NAMES)[number];
/** Milliseconds between two requests of somebody who waits for a change. */
const ASK_AGAIN_MS = 50;
/** Requests after which nothing about a caller is read anew: the key, its owner's counter and the decision are known. */
const WARMING = 4;

let folder: string;
let page: Page;
let decisionPoint: DecisionPoint;
let proxies: Readonly<Record<Name, DrivenProxy>>;
const keys = { ann: '', bob: '' };

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'proxies-test-'));
  page = await openPage();
  decisionPoint = await openDecisionPoint(folder);
  await makeRules();
  keys.ann = (await makeKey('user', 'ann')).key;
  keys.bob = (await makeKey('user', 'bob')).key;
  const { key: proxyKey } = await makeKey('service', 'nginx', ['access:forward-auth']);
  const around = (name: string) => {
    const own = path.join(folder, name);
    mkdirSync(own);
    return { folder: own, pagePort: page.port, decisionPoint };
  };
  const [nginx, caddy] = await Promise.all([startNginx(around('nginx'), proxyKey), startCaddy(around('caddy'))]);
  proxies = { nginx, Caddy: caddy };
}, 100_000);

afterAll(async () => {
  await Promise.all(Object.values(proxies ?? {}).map((proxy) => proxy.stop()));
  await decisionPoint?.kill();
  page?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function makeRules(): Promise<void> {
  const http = (action: string, resource_id: string) => ({ action, resource_type: 'http', resource_id });
  const everybody = [{ type: 'user', id: '*' }];
  const put = (at: string, body: object) => decisionPoint.admin('PUT', `/admin/access${at}`, body);
  await put('/roles/reader', { precedence: 5, parents: [], permissions: [http('get', 'app.example/public/*')] });
  await put('/subjects/user/ann/roles/reader', {});
  await put('/subjects/user/ann/grants/inbox', { permission: http('post', 'app.example/inbox') });
  // Rights at another service, which must open nothing here.
  await put('/subjects/user/ann/grants/elsewhere', { permission: http('*', 'other.example/*') });
  await put('/policies/secret', {
    effect: 'deny',
    subjects: everybody,
    permission: http('*', 'app.example/public/secret*'),
    conditions: [],
  });
  for (const [id, range] of [
    ['near', '127.0.0.0/8'],
    ['far', '192.0.2.0/24'],
  ] as const) {
    await put(`/policies/${id}`, {
      effect: 'allow',
      subjects: everybody,
      permission: http('get', `app.example/${id}`),
      conditions: [{ kind: 'address', ranges: [range] }],
    });
  }
}

function makeKey(type: string, id: string, scopes: readonly string[] = []) {
  const body = { name: 'test', owner: { type, id }, scopes };
  return decisionPoint.admin<{ key: string; api_key: { id: string } }>('POST', '/admin/access/keys', body);
}

const shows = (key: string, more: Readonly<Record<string, string>> = {}) => ({
  headers: { 'X-API-Key': key, ...more },
});

/** @returns The answer, and what arrived at the page meanwhile. */
async function ask(
  name: Name,
  uri: string,
  sent?: Call,
  entrance: 'bounded' | 'strict' = 'bounded',
): Promise<Answer & { readonly arrived: readonly Arrival[] }> {
  const before = page.arrivals.length;
  const answer = await call(proxies[name][entrance], uri, sent);
  return { ...answer, arrived: page.arrivals.slice(before) };
}

async function expectClosed(status: number, ...asked: Parameters<typeof ask>): Promise<void> {
  expect(await ask(...asked)).toMatchObject({ status, arrived: [] });
}

describe.each(NAMES)('behind %s', (name) => {
  it('nobody passes without a credential or with a wrong one', async () => {
    await expectClosed(401, name, '/public/1');
    await expectClosed(401, name, '/public/1', shows('rh_made_up'));
    const otherEnd = keys.ann.endsWith('x') ? 'y' : 'x';
    await expectClosed(401, name, '/public/1', shows(`${keys.ann.slice(0, -1)}${otherEnd}`));
    await expectClosed(401, name, '/public/1', { headers: { Authorization: 'Bearer ey.made.up' } });
  });

  it('who may passes with everything that was sent, and the page learns who it is', async () => {
    const { status, body, arrived } = await ask(name, '/public/1?year=2026&x=%2F', shows(keys.ann));
    expect({ status, body }).toEqual({ status: 200, body: 'the page' });
    expect(arrived).toMatchObject([{ method: 'GET', uri: '/public/1?year=2026&x=%2F' }]);
    expect(arrived[0]?.headers).toMatchObject({ 'x-auth-subject': 'ann' });
    const post = await ask(name, '/inbox', { ...shows(keys.ann), method: 'POST', body: 'a letter' });
    expect(post).toMatchObject({ status: 200, arrived: [{ method: 'POST', uri: '/inbox', body: 'a letter' }] });
    const bearer = { headers: { Authorization: `Bearer ${keys.ann}` } };
    expect(await ask(name, '/public/1', bearer)).toMatchObject({ status: 200 });
  });

  it('who may not is refused: no right, another method, a page beside it, an explicit deny', async () => {
    await expectClosed(403, name, '/public/1', shows(keys.bob));
    await expectClosed(403, name, '/admin', shows(keys.ann));
    await expectClosed(403, name, '/public/secret', shows(keys.ann));
    await expectClosed(403, name, '/inbox', shows(keys.ann));
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      await expectClosed(403, name, '/public/1', { ...shows(keys.ann), method });
    }
    await expectClosed(403, name, '/public/1', {
      ...shows(keys.ann, { 'X-HTTP-Method-Override': 'GET', 'X-Original-Method': 'GET', 'X-Forwarded-Method': 'GET' }),
      method: 'DELETE',
    });
  });

  it('identity is what was decided about, whatever a client makes up', async () => {
    const invented = {
      'X-Auth-Subject': 'root',
      'x-auth-roles': 'admin',
      'X-Auth-Subject-Type': 'service',
      'X-Auth-Scopes': 'everything',
      'X-Auth-Credential': 'session',
      X_Auth_Subject: 'root',
      'X-Auth_Roles': 'admin',
      'X_Auth-Scopes': 'everything',
    };
    const { status, arrived } = await ask(name, '/public/1', shows(keys.ann, invented));
    expect(status).toBe(200);
    const identity = Object.entries(arrived[0]?.headers ?? {}).filter(([header]) => /^x[-_]auth/.test(header));
    const told = { 'x-auth-subject': 'ann', 'x-auth-roles': '-' };
    const more = { 'x-auth-subject-type': 'user', 'x-auth-scopes': '-', 'x-auth-credential': 'api-key' };
    expect(Object.fromEntries(identity)).toEqual(name === 'nginx' ? told : { ...told, ...more });
  });

  it.each([
    '/public/../admin',
    '/public/./../admin',
    '/public/%2e%2e/admin',
    '/public/.%2E/admin',
    '/public/..%2fadmin',
    '/public/%2e%2e%2fadmin',
    '/public/..%252fadmin',
    '/public/..;/admin',
    '/public/..%3b/admin',
    '/public/..\\admin',
    '/public/..%5cadmin',
    '/public//../../admin',
    '//public/1',
    '/public//secret',
    '/public/%73ecret',
    '/public/x/../secret',
    '/public/%2fsecret',
    '/public/secret;x=1',
    '/public/secret%00',
    '/public/secret%3f',
    '/public/secret%23',
    '/%61dmin',
    '/admin?/public/1',
    '/admin#/public/1',
    '/admin%23/public/1',
    'http://app.example/public/../admin',
    'public/1',
    '*',
  ])('no spelling leads past the rules: %s', async (uri) => {
    const { status, arrived } = await ask(name, uri, shows(keys.ann));
    expect(arrived).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('a right at another service opens nothing here', async () => {
    const attacks: readonly (readonly [string, Call])[] = [
      ['/admin', { host: 'other.example' }],
      ['/admin', { host: 'other.example:443' }],
      ['http://other.example/admin', {}],
      ['http://app.example/admin', { host: 'other.example' }],
      ['https://app.example/admin', { host: 'other.example' }],
      ['/admin', shows('', { 'X-Forwarded-Host': 'other.example' })],
      ['/admin', shows('', { Forwarded: 'host=other.example' })],
    ];
    for (const [uri, sent] of attacks) {
      const { arrived } = await ask(name, uri, { ...sent, ...shows(keys.ann, sent.headers ?? {}) });
      expect({ uri, sent: sent.host, arrived }).toEqual({ uri, sent: sent.host, arrived: [] });
    }
  });

  it('a client cannot name another request than its own', async () => {
    for (const claim of [
      { 'X-Forwarded-Uri': '/public/1' },
      { 'X-Original-URL': 'https://app.example/public/1', 'X-Original-Method': 'GET' },
      { 'X-Original-URI': '/public/1' },
      { 'X-Rewrite-URL': '/public/1' },
    ]) {
      await expectClosed(403, name, '/admin', shows(keys.ann, claim));
    }
  });

  it('conditions on addresses see what the proxy has seen, and hold only where it shows who it is', async () => {
    const claim = { 'X-Forwarded-For': '192.0.2.7', 'X-Real-IP': '192.0.2.7', 'CF-Connecting-IP': '192.0.2.7' };
    await expectClosed(403, name, '/far', shows(keys.ann, claim));
    const near = await ask(name, '/near', shows(keys.ann, claim));
    expect(near.status).toBe(name === 'nginx' ? 200 : 403);
  });

  it('two credentials are none', async () => {
    await expectClosed(401, name, '/public/1', shows(keys.ann, { Authorization: `Bearer ${keys.bob}` }));
  });

  it('a key that was revoked elsewhere is refused at once under strict', async () => {
    const { key, id } = await admitted('strict');
    await revoke(id);
    expect(await ask(name, '/public/1', shows(key), 'strict')).toMatchObject({ status: 401, arrived: [] });
  });

  it('and within the bound otherwise, however many ask meanwhile and keep all that is cached warm', async () => {
    const { key, id } = await admitted('bounded');
    await revoke(id);
    const revokedMs = performance.now();
    for (let sentMs = revokedMs; sentMs <= revokedMs + FRESHNESS_BOUND_MS; sentMs = performance.now()) {
      expect([200, 401]).toContain((await ask(name, '/public/1', shows(key))).status);
      await pause(ASK_AGAIN_MS);
    }
    expect(await ask(name, '/public/1', shows(key))).toMatchObject({ status: 401, arrived: [] });
  });

  it('a right that was taken back elsewhere is gone at once under strict', async () => {
    const { key, role } = await admitted('strict');
    await decisionPoint.admin('DELETE', role);
    expect(await ask(name, '/public/1', shows(key), 'strict')).toMatchObject({ status: 403, arrived: [] });
  });

  /** Somebody new, who was let in so often that all which can be cached about them is. */
  async function admitted(entrance: 'bounded' | 'strict') {
    const owner = crypto.randomUUID();
    const role = `/admin/access/subjects/user/${owner}/roles/reader`;
    await decisionPoint.admin('PUT', role, {});
    const made = await makeKey('user', owner);
    for (let nth = 0; nth < WARMING; nth += 1) {
      expect(await ask(name, '/public/1', shows(made.key), entrance)).toMatchObject({ status: 200 });
    }
    return { key: made.key, id: made.api_key.id, role };
  }

  const revoke = (id: string) => decisionPoint.admin('DELETE', `/admin/access/keys/${id}`);
});

// The last ones: from here on the decision point is not what it was.
describe('a decision point that is not ours', () => {
  it('is not believed', async () => {
    decisionPoint.impersonate();
    for (const name of NAMES) {
      const { status, arrived } = await ask(name, '/public/1', shows(keys.ann));
      expect({ name, arrived, isFault: status >= 500 }).toEqual({ name, arrived: [], isFault: true });
    }
  });
});

describe('without a decision point', () => {
  it('nobody passes', async () => {
    await decisionPoint.kill();
    for (const name of NAMES) {
      const { status, arrived } = await ask(name, '/public/1', shows(keys.ann));
      expect({ name, arrived, isFault: status >= 500 }).toEqual({ name, arrived: [], isFault: true });
    }
  });
});
