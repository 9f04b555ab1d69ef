/** What must never happen to a secret: it outlives a session, reaches somebody else, or rests where it can be read. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { AUTH_ROUTES } from '../../../shared/auth.vocabulary.ts';
import { parseReference, type SecretReference } from '../../../shared/secret-references.ts';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { createGuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';
import '../../testing/migrate.ts';
import { guessedKey, sessionKeys } from '../../testing/session-keys.ts';
import { signIn } from '../../testing/signed-in.ts';
import { SessionCache } from './cache/session-cache.ts';
import { CACHE_ENTRIES_MAX, CACHE_TTL_MS } from './secrets.constants.ts';
import { buildSecrets, type SecretsTopic } from './secrets.ts';
import { ITEM, SECRET_ID, scene, type Visitor, visitorOf } from './testing.ts';

const { ENCRYPTION_KEY } = env as unknown as { readonly ENCRYPTION_KEY: string };
const PASSWORD = '{{ bw:GitHub:password }}';
const log = createLog('silent');
const realFetch = globalThis.fetch;

/** What an isolate has that runs jobs: no request, no cookie. */
async function isolate(origin: string): Promise<SecretsTopic> {
  const settings = {
    OUTBOUND_ALLOWED_HOSTS: [],
    OUTBOUND_TRUSTED_ORIGINS: [origin],
    DNS_OVER_HTTPS_URL: 'http://x.test',
  };
  return buildSecrets({
    bindings: env,
    grants: new Map(),
    ring: await SealingRing.from({ current: ENCRYPTION_KEY, signer: 'current' }),
    sessionKeys: await sessionKeys(),
    guarded: createGuardedFetch({ settings, log, metrics: noMetrics }),
    guard: () => Promise.reject(new Error('no request comes in here')),
    clock: systemClock,
    log,
    metrics: noMetrics,
  });
}

function reference(text: string): SecretReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.value;
}

async function withVault(name: string) {
  const made = await scene(name);
  await made.vault.bw({ items: [ITEM], status: 'unlocked' });
  const ann = await made.visitor();
  const body = { provider: 'bw', url: made.vault.origin };
  await ann.json(ann.send('POST', '/api/secrets/providers', body), 201);
  const owner: JobOwner = { subject: { type: 'user', id: name }, sessionId: ann.sessionId };
  return { ...made, ann, owner, context: { owner, signal: AbortSignal.timeout(10_000) } };
}

const check = async (visitor: Visitor, ...references: string[]) =>
  await visitor.json<{ results: object[] }>(visitor.send('POST', '/api/secrets/check', { references }));
const failureOf = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? { code: error.code, message: error.message } : error),
  );

describe('when a session ends', () => {
  it('the very next resolve is refused, in every isolate, although the value is still in the cache', async () => {
    const { vault, house, ann, owner, context } = await withVault('end-out');
    const [here, there] = [await isolate(vault.origin), await isolate(vault.origin)];
    for (const { resolver } of [here, there])
      expect((await resolver.resolve([reference(PASSWORD)], context)).fill(`x${PASSWORD}`)).toBe(
        `x${ITEM.login.password}`,
      );
    const { calls } = await vault.bw();
    const signedOut = await house.fetch(AUTH_ROUTES.logout.path, { method: 'POST', headers: ann.own });
    expect(signedOut.status).toBeLessThan(400);

    const cached = await env.SESSION_SECRETS_CACHE.getByName(owner.sessionId ?? '').list();
    expect(cached).toHaveLength(1);
    for (const { resolver } of [here, there])
      expect(await failureOf(resolver.resolve([reference(PASSWORD)], context))).toMatchObject({
        code: 'not_signed_in',
      });
    // The provider would have given it: nobody was asked.
    expect((await vault.bw()).calls).toEqual(calls);
    expect((await ann.send('POST', '/api/secrets/check', { references: [PASSWORD] })).status).toBe(401);
  });

  it('what was cached cannot be opened with a copy of the cache and SESSION_SECRET in hand', async () => {
    const { vault, house, ann, owner, context } = await withVault('end-copy');
    await (await isolate(vault.origin)).resolver.resolve([reference(PASSWORD)], context);
    const sessionId = owner.sessionId ?? '';
    const copy = await env.SESSION_SECRETS_CACHE.getByName(sessionId).read([PASSWORD]);
    expect(copy).toHaveLength(1);
    const cache = new SessionCache({ namespace: env.SESSION_SECRETS_CACHE, log });
    const salts = [new Uint8Array(), new Uint8Array(32), new TextEncoder().encode(sessionId)];
    await house.fetch(AUTH_ROUTES.logout.path, { method: 'POST', headers: ann.own });
    for (const salt of salts) {
      const key = await guessedKey(salt);
      expect(await cache.read(sessionId, key, [PASSWORD])).toEqual(new Map());
    }
    expect(JSON.stringify(copy.map(({ sealed }) => new TextDecoder().decode(sealed)))).not.toContain('canary');
  });

  it('a resolve that is under way then hands out nothing and caches nothing', async () => {
    const { vault, house, ann, owner, context } = await withVault('end-meanwhile');
    let calls = 0;
    const wrapped = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...call) => {
      const response = await realFetch(...call);
      calls += 1;
      await house.fetch(AUTH_ROUTES.logout.path, { method: 'POST', headers: ann.own });
      return response;
    });
    try {
      const { resolver } = await isolate(vault.origin);
      expect(await failureOf(resolver.resolve([reference(PASSWORD)], context))).toMatchObject({
        code: 'not_signed_in',
      });
      expect(calls).toBe(1);
    } finally {
      wrapped.mockRestore();
    }
    const object = env.SESSION_SECRETS_CACHE.getByName(owner.sessionId ?? '');
    expect(await object.list()).toEqual([]);
  });

  it('a job without a session gets nothing', async () => {
    const { vault, owner, context } = await withVault('end-none');
    const { resolver } = await isolate(vault.origin);
    const signal = context.signal;
    for (const sessionId of [undefined, '0'.repeat(32)]) {
      const failure = await failureOf(
        resolver.resolve([reference(PASSWORD)], { owner: { ...owner, sessionId }, signal }),
      );
      expect(failure).toMatchObject({ code: 'not_signed_in' });
    }
  });

  it('another session of the same person begins with an empty cache', async () => {
    const { ann, house } = await withVault('end-again');
    await check(ann, PASSWORD);
    const again = visitorOf(house, await signIn('end-again'));
    expect(await again.json(again.get('/api/secrets/cache'))).toEqual({ entries: [] });
    expect((await check(again, PASSWORD)).results).toEqual([{ reference: PASSWORD, ok: true }]);
  });
});

describe('what belongs to one person', () => {
  it('is not there for another: not the vault, not its values, not its cache', async () => {
    const { visitor, ann } = await withVault('other-ann');
    await check(ann, PASSWORD);
    const bob = await visitor('other-bob');
    expect((await check(bob, PASSWORD)).results).toEqual([
      { reference: PASSWORD, ok: false, reason: 'not_registered' },
    ]);
    expect(await bob.json(bob.get('/api/secrets/cache'))).toEqual({ entries: [] });
    expect(JSON.stringify(await bob.json(bob.get('/api/secrets/providers')))).not.toContain('vault.test');
    const bodyOf = async (path: string, method = 'POST', body?: object) => {
      const { request_id: _, ...error } = await errorOf(await bob.send(method, path, body));
      return error;
    };
    const nothing = await bodyOf('/api/secrets/providers/nothing/test');
    for (const what of ['test', 'lock', 'sync'])
      expect(await bodyOf(`/api/secrets/providers/bw/${what}`)).toEqual(nothing);
    expect(await bodyOf('/api/secrets/providers/bw/unlock', 'POST', { password: 'x' })).toEqual(nothing);
    expect(await bodyOf('/api/secrets/providers/bw', 'DELETE')).toEqual(nothing);
    expect(await bodyOf('/api/secrets/providers/env/test')).toEqual(nothing);
  });

  it('asks for the role, and for our own origin where something changes', async () => {
    const { house } = await scene('other-role');
    const player = visitorOf(house, await signIn('other-player', ['user']));
    expect((await player.get('/api/secrets/providers')).status).toBe(403);
    const { headers } = await signIn('other-operator');
    const foreign = { ...headers, Origin: 'https://evil.example', 'Content-Type': 'application/json' };
    const body = JSON.stringify({ password: 'correct horse' });
    const response = await house.fetch('/api/secrets/providers/bw/unlock', { method: 'POST', headers: foreign, body });
    expect(response.status).toBe(403);
  });
});

describe('a secret rests nowhere in the clear', () => {
  it('not in D1, not in the object of the cache, not in a log line, not in an error', async () => {
    const lines: string[] = [];
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
    const { vault, ann, owner } = await withVault('rest');
    const loud = await testHouse({ OUTBOUND_TRUSTED_ORIGINS: vault.origin, LOG_LEVEL: 'debug' });
    const there = visitorOf(loud, ann);
    const token = { client_id: 'canary-client-id.access', client_secret: 'canary-client-secret-4f' };
    await there.send('POST', '/api/secrets/providers', { provider: 'bw', url: vault.origin, service_token: token });
    const { accessToken } = await vault.bws({ secrets: { [SECRET_ID]: { key: 'A', value: 'canary-bws-value' } } });
    const manager = { provider: 'bws', server: vault.origin, access_token: accessToken };
    await there.send('POST', '/api/secrets/providers', manager);
    await vault.bw({ status: 'locked', password: 'canary-master-password' });
    await there.send('POST', '/api/secrets/providers/bw/unlock', { password: 'canary-master-wrong' });
    await there.json(there.send('POST', '/api/secrets/providers/bw/unlock', { password: 'canary-master-password' }));
    await check(there, PASSWORD, '{{ bw:GitHub:api key }}', `{{ bws:${SECRET_ID} }}`);
    await there.json(there.send('PUT', '/api/github-token', { reference: PASSWORD }));
    vi.restoreAllMocks();

    const canaries = [
      'canary-',
      accessToken,
      accessToken.split(':')[1] ?? '',
      btoa('canary-password-91c3f7').slice(0, 20),
    ];
    const d1 = [];
    for (const table of ['console_secret_providers', 'console_github_tokens'])
      d1.push(...(await env.DB.prepare(`SELECT * FROM ${table}`).all()).results);
    const object = env.SESSION_SECRETS_CACHE.getByName(owner.sessionId ?? '');
    const cache = await runInDurableObject(object, (_, { storage }) =>
      storage.sql
        .exec('SELECT * FROM cached')
        .toArray()
        .flatMap((row) => Object.values(row))
        .map((cell) => (cell instanceof ArrayBuffer ? new TextDecoder('latin1').decode(cell) : String(cell))),
    );
    expect(cache.length).toBeGreaterThanOrEqual(15);
    expect(lines.length).toBeGreaterThan(3);
    for (const place of [JSON.stringify(d1), JSON.stringify(cache), lines.join('\n')])
      for (const canary of canaries) expect(place).not.toContain(canary);
  });

  it('not in what a resolve gives when it is logged, stored or told', async () => {
    const { vault, context } = await withVault('rest-resolved');
    const secrets = await (await isolate(vault.origin)).resolver.resolve([reference(PASSWORD)], context);
    const told = [JSON.stringify({ secrets }), String(secrets), JSON.stringify(Object.entries(secrets))];
    expect(told.join()).not.toContain('canary');
    expect(() => secrets.fill('{{ env:OTHER }}')).toThrow('was not resolved');
    expect(secrets.fill('\\{{ env:X }}')).toBe('{{ env:X }}');
  });

  it('a failing resolve names the reference and never a value', async () => {
    const { vault, context } = await withVault('rest-failing');
    const { resolver } = await isolate(vault.origin);
    const wanted = [reference(PASSWORD), reference('{{ bw:GitHub:gone }}')];
    expect(await failureOf(resolver.resolve(wanted, context))).toEqual({
      code: 'secret_unresolved',
      message: '{{ bw:GitHub:gone }} could not be resolved. The item has no such field. Choose one of its fields.',
    });
    await vault.bw({ down: 'tunnel' });
    const unreachable = await failureOf(resolver.resolve([reference('{{ bw:Other:x }}')], context));
    expect(unreachable).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('{{ bw:Other:x }}'),
    });
  });

  it('a value that looks like a reference is not resolved once more', async () => {
    const { vault, context } = await withVault('rest-nested');
    await vault.bw({ items: [{ ...ITEM, login: { ...ITEM.login, password: '{{ bw:GitHub:username }}' } }] });
    const secrets = await (await isolate(vault.origin)).resolver.resolve([reference(PASSWORD)], context);
    expect(secrets.fill(PASSWORD)).toBe('{{ bw:GitHub:username }}');
  });

  it('an aborted resolve ends as such', async () => {
    const { vault, owner } = await withVault('rest-aborted');
    await vault.bw({ down: 'slow' });
    const { resolver } = await isolate(vault.origin);
    const cancel = new AbortController();
    const resolving = resolver.resolve([reference(PASSWORD)], { owner, signal: cancel.signal });
    cancel.abort(new Error('cancelled by somebody'));
    await expect(resolving).rejects.toThrow('cancelled by somebody');
  });
});

describe('the cache of a session', () => {
  it('opens a value for its own reference and its own session alone', async () => {
    const { vault, owner, context } = await withVault('cache-bound');
    await (await isolate(vault.origin)).resolver.resolve([reference(PASSWORD)], context);
    const sessionId = owner.sessionId ?? '';
    const object = env.SESSION_SECRETS_CACHE.getByName(sessionId);
    const [entry] = await object.read([PASSWORD]);
    if (entry === undefined) throw new Error('nothing was cached');
    await object.write([{ ...entry, reference: '{{ bw:GitHub:username }}' }]);
    await env.SESSION_SECRETS_CACHE.getByName('f'.repeat(32)).write([entry]);
    const key = await (await sessionKeys()).keyOf(owner);
    if (key === undefined) throw new Error('the session lives');
    const cache = new SessionCache({ namespace: env.SESSION_SECRETS_CACHE, log });
    expect([...(await cache.read(sessionId, key, [PASSWORD, '{{ bw:GitHub:username }}'])).keys()]).toEqual([PASSWORD]);
    expect(await cache.read('f'.repeat(32), key, [PASSWORD])).toEqual(new Map());
  });

  it('forgets after its time, by itself, and keeps no more than its bound', async () => {
    const object = env.SESSION_SECRETS_CACHE.getByName('cache-time');
    const entry = (at: number, expiresAtMs: number) => ({
      reference: `{{ env:A${at} }}`,
      iv: new Uint8Array(12),
      sealed: new Uint8Array(16),
      storedAtMs: 0,
      expiresAtMs,
    });
    const now = Date.now();
    const entries = Array.from({ length: CACHE_ENTRIES_MAX + 5 }, (_, at) => entry(at, now + CACHE_TTL_MS + at));
    await object.write(entries);
    const kept = await object.list();
    expect(kept).toHaveLength(CACHE_ENTRIES_MAX);
    expect(kept.map(({ reference: text }) => text)).not.toContain('{{ env:A0 }}');
    await object.clear('');
    await object.write([entry(1, now - 1), entry(2, now + CACHE_TTL_MS)]);
    expect(await object.read(['{{ env:A1 }}', '{{ env:A2 }}'])).toHaveLength(1);
    const rows = () =>
      runInDurableObject(object, async (instance, { storage }) => {
        await instance.alarm();
        return { rows: storage.sql.exec('SELECT * FROM cached').toArray().length, alarm: await storage.getAlarm() };
      });
    expect(await rows()).toEqual({ rows: 1, alarm: now + CACHE_TTL_MS });
    await object.clear('');
    expect(await object.list()).toEqual([]);
  });

  it('that fails is a miss: the value comes from the provider', async () => {
    const { vault, ann } = await withVault('cache-down');
    const away = () => Promise.reject(new Error('away'));
    const broken = { getByName: () => ({ read: away, write: away }) };
    const house = await testHouse({ OUTBOUND_TRUSTED_ORIGINS: vault.origin, SESSION_SECRETS_CACHE: broken });
    expect((await check(visitorOf(house, ann), PASSWORD)).results).toEqual([{ reference: PASSWORD, ok: true }]);
  });
});

describe('the sealed registrations', () => {
  it('can be carried away and brought back, and go to their owner alone', async () => {
    const { vault } = await withVault('sealed-one');
    const [holder] = (await isolate(vault.origin)).sealed;
    if (holder === undefined) throw new Error('there is a holder');
    const records = await holder.export();
    const [record] = records;
    if (record === undefined) throw new Error('there is a record');
    expect(record.id.length).toBeLessThanOrEqual(128);
    await env.DB.prepare('DELETE FROM console_secret_providers').run();
    for (const each of records) await holder.import(each);
    expect(await holder.export()).toEqual(records);
    const moved = { ...record, id: record.id.replace(/[0-9a-f]{64}/, '0'.repeat(64)) };
    expect(await failureOf(holder.import(moved))).toMatchObject({ code: 'bad_request' });
    expect(await failureOf(holder.import({ ...record, envelope: 'nonsense' }))).toMatchObject({ code: 'bad_request' });
  });

  it('are sealed anew when the key changes', async () => {
    const { vault, ann } = await withVault('sealed-sweep');
    const next = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
    const switched = await SealingRing.from({ current: ENCRYPTION_KEY, next, signer: 'new' });
    const bindings = { OUTBOUND_TRUSTED_ORIGINS: vault.origin, ENCRYPTION_KEY_NEW: next, ENCRYPTION_SIGNER: 'new' };
    const ADMIN_TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';
    const house = await testHouse({ ...bindings, ADMIN_TOKEN });
    const operator = { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } };
    const swept = await house.fetch('/admin/encryption/sweep', { method: 'POST', ...operator });
    expect(await swept.json()).toMatchObject({ unopenable: 0, complete: true });
    const kids = await env.DB.prepare('SELECT DISTINCT kid FROM console_secret_providers').all();
    expect(kids.results).toEqual([{ kid: switched.sealingKid }]);
    expect((await check(visitorOf(house, ann), PASSWORD)).results).toEqual([{ reference: PASSWORD, ok: true }]);
  });
});
