import { describe, expect, it } from 'vitest';
import type { CacheReply, CheckReply, ItemsReply, ProvidersReply } from '../../../shared/secrets.schema.ts';
import { errorOf } from '../../testing/harness.ts';
import '../../testing/migrate.ts';
import { ITEM, type Scene, SECRET_ID, scene, type Visitor } from './testing.ts';

const PASSWORD = '{{ bw:GitHub:password }}';
const TOKEN = { id: 'abc.access', secret: 'a-service-token' };

const registerBw = (visitor: Visitor, url: string, more: object = {}) =>
  visitor.send('POST', '/api/secrets/providers', { provider: 'bw', url, ...more });
const check = async (visitor: Visitor, ...references: string[]) =>
  (await visitor.json<CheckReply>(visitor.send('POST', '/api/secrets/check', { references }))).results;
const cached = async (visitor: Visitor) =>
  (await visitor.json<CacheReply>(visitor.get('/api/secrets/cache'))).entries.map(({ reference }) => reference);

/** Somebody with an unlocked vault. */
async function withVault(name: string): Promise<Scene & { ann: Visitor }> {
  const made = await scene(name);
  await made.vault.bw({ items: [ITEM], status: 'unlocked' });
  const ann = await made.visitor();
  await ann.json(registerBw(ann, made.vault.origin), 201);
  return { ...made, ann };
}

describe('a Bitwarden vault', () => {
  it('is set up, tried, unlocked, searched, locked and taken away', async () => {
    const { vault, visitor } = await scene('bw-life');
    await vault.bw({ items: [ITEM], token: TOKEN });
    const ann = await visitor();
    const state = (what: string, body?: object) =>
      ann.json<object>(ann.send('POST', `/api/secrets/providers/bw/${what}`, body));
    const service_token = { client_id: TOKEN.id, client_secret: TOKEN.secret };
    const registered = await ann.json(registerBw(ann, `${vault.origin}/`, { service_token }), 201);
    expect(registered).toMatchObject({ provider: 'bw', state: 'registered', address: vault.origin, has_lock: true });
    expect(await state('test')).toEqual({ provider: 'bw', state: 'locked' });

    expect(await check(ann, PASSWORD)).toEqual([{ reference: PASSWORD, ok: false, reason: 'locked' }]);
    const wrong = await errorOf(await ann.send('POST', '/api/secrets/providers/bw/unlock', { password: 'wrong one' }));
    expect(wrong).toMatchObject({ code: 'bad_request', details: { pointer: '/password', reason: 'wrong_password' } });
    expect(await state('unlock', { password: 'correct horse' })).toEqual({ provider: 'bw', state: 'ready' });
    expect(await check(ann, PASSWORD)).toEqual([{ reference: PASSWORD, ok: true }]);

    const items = await ann.json<ItemsReply>(ann.get('/api/secrets/items?provider=bw&q=git'));
    expect(items).toEqual({
      items: [{ id: ITEM.id, name: 'GitHub', fields: ['password', 'username', 'totp', 'notes', 'uri', 'api key'] }],
      is_truncated: false,
    });
    expect(await state('sync')).toEqual({ provider: 'bw', state: 'ready' });
    expect(await cached(ann)).toEqual([]);
    expect(await check(ann, PASSWORD)).toMatchObject([{ ok: true }]);
    expect(await state('lock')).toEqual({ provider: 'bw', state: 'locked' });
    expect(await cached(ann)).toEqual([]);
    expect(await ann.json(ann.send('DELETE', '/api/secrets/providers/bw'))).toEqual({ done: true });
    expect(await check(ann, PASSWORD)).toMatchObject([{ ok: false, reason: 'not_registered' }]);
    expect((await ann.send('DELETE', '/api/secrets/providers/bw')).status).toBe(404);
  });

  it('gives the fields that the earlier console knew, and own ones by name', async () => {
    const { ann, vault } = await withVault('bw-fields');
    const fields = ['password', 'username', 'totp', 'notes', 'uri', 'api key', 'nothing'];
    const results = await check(ann, ...fields.map((field) => `{{ bw:${ITEM.id}:${field} }}`));
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true, true, true, false]);
    expect(results[6]).toMatchObject({ reason: 'no_such_field' });
    // One item, one call, however many fields.
    expect((await vault.bw()).calls).toEqual([`GET /object/item/${ITEM.id}`]);
  });

  it.each([
    ['bw-locked', { status: 'locked' }, 'locked', 'locked'],
    ['bw-out', { status: 'unauthenticated' }, 'access_refused', 'not_signed_in'],
    ['bw-tunnel', { down: 'tunnel' }, 'unreachable', 'unreachable'],
    ['bw-door', { token: TOKEN }, 'access_refused', 'access_refused'],
  ] as const)('says what stands in the way: %s', async (name, change, reason, state) => {
    const { ann, vault } = await withVault(name);
    await vault.bw(change);
    expect(await check(ann, PASSWORD)).toEqual([{ reference: PASSWORD, ok: false, reason }]);
    expect(await ann.json(ann.send('POST', '/api/secrets/providers/bw/test'))).toEqual({ provider: 'bw', state });
    const searched = await errorOf(await ann.get('/api/secrets/items?provider=bw&q='));
    expect(searched).toMatchObject({
      code: reason === 'unreachable' ? 'upstream_failed' : 'secret_unresolved',
      details: { reason },
    });
  });

  it('counts as unlocked although it answers 500, as it does while its server is away', async () => {
    const { ann, vault } = await withVault('bw-odd');
    await vault.bw({ status: 'locked', down: 'server' });
    const unlocked = ann.send('POST', '/api/secrets/providers/bw/unlock', { password: 'correct horse' });
    expect(await ann.json(unlocked)).toEqual({ provider: 'bw', state: 'ready' });
    const sync = await errorOf(await ann.send('POST', '/api/secrets/providers/bw/sync'));
    expect(sync).toMatchObject({ status: 502, code: 'upstream_failed' });
  });

  it('is not asked for a name that would lead to another of its routes', async () => {
    const { vault, visitor } = await scene('bw-dots');
    await vault.bw({ items: [ITEM], status: 'unlocked' });
    const ann = await visitor();
    await ann.json(ann.send('POST', '/api/secrets/providers', { provider: 'bw', url: vault.origin }), 201);
    const { calls } = await vault.bw();
    const references = ['.', '..', '../../status', 'a/../../list', '..\\\\status'].map(
      (name) => `{{ bw:${name}:password }}`,
    );
    const { results } = await ann.json<{ results: object[] }>(ann.send('POST', '/api/secrets/check', { references }));
    expect(results).toHaveLength(references.length);
    for (const result of results) expect(result).toMatchObject({ reason: 'not_found' });
    expect((await vault.bw()).calls).toEqual(calls);
  });

  it('tells several items of one name apart from none', async () => {
    const { ann, vault } = await withVault('bw-names');
    await vault.bw({ items: [ITEM, { ...ITEM, id: '1e8c1d46-6a4b-4751-a310-af9601317f2d', name: 'GitHub 2' }] });
    expect(await check(ann, PASSWORD, '{{ bw:GitLab:password }}')).toMatchObject([
      { reason: 'ambiguous' },
      { reason: 'not_found' },
    ]);
  });

  it('gives the item that was asked for, and not another one that its search finds', async () => {
    const { ann } = await withVault('bw-parts');
    expect(await check(ann, '{{ bw:GitH:password }}', PASSWORD)).toMatchObject([{ reason: 'not_found' }, { ok: true }]);
  });

  it('is called nowhere but where the guard lets it', async () => {
    const { ann } = await withVault('bw-guarded');
    for (const url of ['http://127.0.0.1:8087', 'https://10.0.0.1', 'https://localhost', 'nonsense'])
      expect(await errorOf(await registerBw(ann, url))).toMatchObject({ status: 400, code: 'url_refused' });
    const query = await errorOf(await registerBw(ann, 'https://bw.example.com/?a=b'));
    expect(query).toMatchObject({ code: 'bad_request', details: { pointer: '/url' } });
  });

  it('is judged again when it is called: what was allowed once may no longer be', async () => {
    const { ann } = await withVault('bw-later');
    const stricter = await scene('bw-elsewhere');
    const there = await stricter.house.fetch('/api/secrets/check', {
      method: 'POST',
      headers: ann.own,
      body: JSON.stringify({ references: [PASSWORD] }),
    });
    expect(await there.json()).toMatchObject({ results: [{ ok: false, reason: 'address_refused' }] });
  });
});

describe('the Secrets Manager', () => {
  const REFERENCE = `{{ bws:${SECRET_ID} }}`;
  const secrets = { [SECRET_ID]: { key: 'NPM_TOKEN', value: 'canary-npm-5d' } };
  const register = async ({ vault, visitor }: Scene): Promise<Visitor> => {
    const ann = await visitor();
    const { accessToken } = await vault.bws({ secrets });
    const body = { provider: 'bws', server: vault.origin, access_token: accessToken };
    await ann.json(ann.send('POST', '/api/secrets/providers', body), 201);
    return ann;
  };

  it('is read with one sign-in and searched by the names of its secrets', async () => {
    const made = await scene('bws-life');
    const ann = await register(made);
    expect(await ann.json(ann.send('POST', '/api/secrets/providers/bws/test'))).toMatchObject({ state: 'ready' });
    const other = '25744a66-341a-4c62-af50-af960166b6bc';
    await made.vault.bws({ secrets: { ...secrets, [other]: { key: 'OTHER', value: 'x' } } });
    const before = (await made.vault.bws()).calls.length;
    expect(await check(ann, REFERENCE, `{{ bws:${other} }}`)).toMatchObject([{ ok: true }, { ok: true }]);
    const { calls } = await made.vault.bws();
    expect(calls.slice(before).filter((call) => call.includes('/connect/token'))).toHaveLength(1);
    const found = await ann.json<ItemsReply>(ann.get('/api/secrets/items?provider=bws&q=npm'));
    expect(found.items).toEqual([{ id: SECRET_ID, name: 'NPM_TOKEN', fields: [] }]);
    expect((await ann.send('POST', '/api/secrets/providers/bws/lock')).status).toBe(404);
  });

  it.each([
    ['bws-type0', { secrets: { [SECRET_ID]: { key: 'A', value: 'x', as: 'type0' } } }, 'unreadable'],
    ['bws-type7', { secrets: { [SECRET_ID]: { key: 'A', value: 'x', as: 'type7' } } }, 'unsupported'],
    ['bws-forged', { secrets: { [SECRET_ID]: { key: 'A', value: 'x', as: 'forged' } } }, 'unreadable'],
    ['bws-empty', { secrets: { [SECRET_ID]: { key: 'A', value: '' } } }, 'empty'],
    ['bws-large', { secrets: { [SECRET_ID]: { key: 'A', value: 'x'.repeat(32_769) } } }, 'too_large'],
    ['bws-gone', { secrets: {} }, 'not_found'],
    ['bws-revoked', { isRevoked: true }, 'access_refused'],
    ['bws-payload', { payloadAs: 'type7' }, 'unsupported'],
    ['bws-down', { down: true }, 'unreachable'],
  ] as const)('says why a secret cannot be had: %s', async (name, change, reason) => {
    const made = await scene(name);
    const ann = await register(made);
    await made.vault.bws(change);
    expect(await check(ann, REFERENCE)).toEqual([{ reference: REFERENCE, ok: false, reason }]);
  });

  it('takes an access token that is one', async () => {
    const { visitor, vault } = await scene('bws-token');
    const ann = await visitor();
    const body = { provider: 'bws', server: vault.origin, access_token: 'not-a-token' };
    const refused = await errorOf(await ann.send('POST', '/api/secrets/providers', body));
    expect(refused).toMatchObject({ code: 'bad_request', details: { pointer: '/access_token' } });
  });
});

describe('the operator’s secrets', () => {
  const bindings = {
    CONSOLE_SECRET_PROXY: 'canary-proxy-1',
    CONSOLE_SECRET_OTHER: 'canary-other-2',
    CONSOLE_SECRET_UNLISTED: 'canary-unlisted-3',
    CONSOLE_SECRET_GRANTS: JSON.stringify({ PROXY: ['*'], OTHER: ['user:env-ann'], MISSING: ['*'] }),
  };

  it('are there for whom the operator named, and for others as if they were not', async () => {
    const { visitor } = await scene('env', bindings);
    const references = ['PROXY', 'OTHER', 'UNLISTED', 'MISSING'].map((name) => `{{ env:${name} }}`);
    const [ann, bob] = [await visitor('env-ann'), await visitor('env-bob')];
    const missing = { ok: false, reason: 'not_found' };
    expect(await check(ann, ...references)).toMatchObject([{ ok: true }, { ok: true }, missing, missing]);
    expect(await check(bob, ...references)).toMatchObject([{ ok: true }, missing, missing, missing]);
    const names = async (visitor: Visitor) =>
      (await visitor.json<ItemsReply>(visitor.get('/api/secrets/items?provider=env'))).items.map(({ name }) => name);
    expect(await names(ann)).toEqual(['PROXY', 'OTHER']);
    expect(await names(bob)).toEqual(['PROXY']);
  });

  it('are nobody’s where the setting is not there', async () => {
    const { visitor } = await scene('env-none', { ...bindings, CONSOLE_SECRET_GRANTS: '' });
    const ann = await visitor('env-ann');
    expect(await check(ann, '{{ env:PROXY }}')).toMatchObject([{ ok: false, reason: 'not_found' }]);
    const { providers } = await ann.json<ProvidersReply>(ann.get('/api/secrets/providers'));
    expect(providers.map(({ provider, state }) => [provider, state])).toEqual([
      ['bw', 'not_registered'],
      ['bws', 'not_registered'],
      ['env', 'not_registered'],
    ]);
  });

  it.each(['{', '[]', '{"lower":["*"]}', '{"A":[]}', '{"A":["ann"]}'])(
    'stop the house where the setting is %s',
    async (grants) => {
      const { house } = await scene('env-bad', { CONSOLE_SECRET_GRANTS: grants });
      const health = await (await house.fetch('/health')).text();
      expect(health).toContain('CONSOLE_SECRET_GRANTS');
    },
  );
});

describe('a dry run', () => {
  it('says since when the session has a value, and asks the provider once', async () => {
    const { ann, vault } = await withVault('check-cached');
    await check(ann, PASSWORD);
    const before = Date.now();
    const [result] = await check(ann, PASSWORD);
    expect(result).toMatchObject({ ok: true, cached_at: expect.stringMatching(/Z$/) });
    expect(Date.parse((result as { cached_at: string }).cached_at)).toBeLessThanOrEqual(before);
    expect((await vault.bw()).calls).toHaveLength(1);
    expect(await cached(ann)).toEqual([PASSWORD]);
    await ann.json(ann.send('DELETE', '/api/secrets/cache'));
    expect(await check(ann, PASSWORD)).toEqual([{ reference: PASSWORD, ok: true }]);
    expect((await vault.bw()).calls).toHaveLength(2);
  });

  it('tells what is no reference from one that leads nowhere', async () => {
    const { ann } = await withVault('check-malformed');
    expect(await check(ann, 'hunter2', '{{ op:a:b }}', ' {{bw:GitHub:username}} ')).toEqual([
      { reference: 'hunter2', ok: false, reason: 'malformed' },
      { reference: '{{ op:a:b }}', ok: false, reason: 'malformed' },
      { reference: '{{ bw:GitHub:username }}', ok: true },
    ]);
  });

  it('never tells a value, nor does any other route', async () => {
    const { ann } = await withVault('check-values');
    const answers = [
      await ann.send('POST', '/api/secrets/check', { references: [PASSWORD, '{{ bw:GitHub:api key }}'] }),
      await ann.get('/api/secrets/cache'),
      await ann.get('/api/secrets/items?provider=bw&q=GitHub'),
      await ann.get('/api/secrets/providers'),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toContain('canary');
    }
  });

  it('keeps its bounds', async () => {
    const { ann } = await withVault('check-bounds');
    const tooMany = { references: Array.from({ length: 51 }, () => PASSWORD) };
    for (const body of [tooMany, { references: [] }, { references: ['x'.repeat(1025)] }, { reference: PASSWORD }])
      expect(await errorOf(await ann.send('POST', '/api/secrets/check', body))).toMatchObject({ code: 'bad_request' });
  });
});
