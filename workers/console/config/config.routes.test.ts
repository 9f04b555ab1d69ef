import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BACKUPS_MAX,
  type BackupsReply,
  type ConfigReply,
  type ValidateConfigReply,
} from '../../../shared/gateway-config.schema.ts';
import { errorOf, type TestHouse, testHouse } from '../../testing/harness.ts';
import '../../testing/migrate.ts';
import { IN_CONTEXT, SHAPED } from '../../../shared/testing/secret-samples.ts';
import { type SignedIn, signIn } from '../../testing/signed-in.ts';

const PATH = '/api/config/gateway';
const CONFIG = {
  version: '1.0',
  servers: [
    {
      name: 'fetch',
      container_id: 'c0ffee',
      enabled: true,
      config: { env: { API_TOKEN: '{{ bw:fetch:password }}' }, args: ['--verbose'] },
    },
  ],
  global_settings: { log_level: 'info', retries: 3 },
};

let house: TestHouse;
let person: SignedIn;
let people = 0;

beforeEach(async () => {
  house = await testHouse();
  people += 1;
  person = await signIn(`config-${people}`);
});

const get = async <Reply>(path: string, who = person) =>
  (await house.fetch(path, { headers: who.headers })).json<Reply>();
const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  house.fetch(path, {
    method,
    headers: { ...person.own, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const put = (config: unknown, headers?: Record<string, string>, more: object = {}) =>
  send('PUT', PATH, { config, ...more }, headers);

describe('gateway settings', () => {
  it('are empty at first, then what was saved', async () => {
    expect(await get(PATH)).toEqual({
      config: { version: '1.0', servers: [], global_settings: {} },
      revision: 0,
      updated_at: null,
    });
    expect((await put(CONFIG)).status).toBe(200);
    expect(await get(PATH)).toEqual({ config: CONFIG, revision: 1, updated_at: expect.stringMatching(/Z$/) });
  });

  it('answer to the requests of the earlier console, with the fields that it knows', async () => {
    const server = { name: 'a', container_id: 'b', enabled: true, config: { nested: { deep: [1, true, null, 'x'] } } };
    const config = { version: '1.0', servers: [server], global_settings: {} };
    expect(await (await send('POST', `${PATH}/validate`, { config })).json()).toMatchObject({
      valid: true,
      errors: [],
      warnings: [],
    });
    expect(await (await put(config)).json()).toMatchObject({
      success: true,
      message: 'Configuration saved successfully',
    });
    expect(await get(PATH)).toMatchObject({ config });
    const backup = await send('POST', `${PATH}/backup`);
    expect(await backup.json()).toMatchObject({
      success: true,
      message: 'Backup created successfully',
      backup_path: expect.stringMatching(/^\/api\/config\/gateway\/backups\/[0-9a-f-]{36}$/),
    });
  });

  it('belong to one person: another finds nothing of them, byte for byte', async () => {
    await put(CONFIG);
    const { backup } = await (await send('POST', `${PATH}/backup`)).json<{ backup: { id: string } }>();
    const other = await signIn(`config-other-${people}`);
    expect((await get<ConfigReply>(PATH, other)).revision).toBe(0);
    expect((await get<BackupsReply>(`${PATH}/backups`, other)).backups).toEqual([]);
    const nothing = await errorOf(
      await house.fetch(`${PATH}/backups/${crypto.randomUUID()}`, { headers: other.headers }),
    );
    for (const [method, path, body] of [
      ['GET', `${PATH}/backups/${backup.id}`, undefined],
      ['DELETE', `${PATH}/backups/${backup.id}`, undefined],
      ['POST', `${PATH}/backups/${backup.id}/restore`, '{}'],
    ] as const) {
      const answer = await errorOf(await house.fetch(path, { method, headers: other.own, ...(body && { body }) }));
      expect({ ...answer, request_id: '' }).toEqual({ ...nothing, request_id: '' });
    }
    expect((await get<BackupsReply>(`${PATH}/backups`)).backups).toHaveLength(1);
  });
});

describe('two who change the same', () => {
  it('do not overwrite each other when they say what they have seen', async () => {
    const { headers } = await house.fetch(PATH, { headers: person.headers });
    const seen = { 'If-Match': headers.get('ETag') ?? '' };
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await put(CONFIG, seen)).status));
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 409, 409, 409, 409]);
    expect(await errorOf(await put(CONFIG, {}, { if_revision: 0 }))).toMatchObject({
      code: 'conflict',
      details: { reason: 'revision' },
    });
    expect((await put(CONFIG, {}, { if_revision: 1 })).status).toBe(200);
    expect((await put(CONFIG, { 'If-Match': '"r2"' })).status).toBe(200);
    expect((await put(CONFIG, { 'If-Match': '"something"' })).status).toBe(400);
    expect((await put(CONFIG)).status).toBe(200);
    const known = { ...person.headers, 'If-None-Match': '"r4"' };
    expect((await house.fetch(PATH, { headers: known })).status).toBe(304);
  });
});

describe('a secret', () => {
  const withSetting = (setting: unknown) => ({ ...CONFIG, global_settings: { note: setting } });

  it.each(SHAPED)('of a known format is refused and not stored: %s', async (_, secret) => {
    for (const config of [withSetting(`x ${secret}`), withSetting({ value: secret, not_secret: true })]) {
      const refused = await put(config);
      const answer = await refused.text();
      expect([refused.status, JSON.parse(answer).error]).toMatchObject([
        422,
        { code: 'secret_refused', details: { reason: 'known_format' } },
      ]);
      expect(answer).not.toContain(secret.slice(-12));
    }
    expect((await get<ConfigReply>(PATH)).revision).toBe(0);
  });

  it('in its context is refused as well', async () => {
    for (const [, text] of IN_CONTEXT) expect((await put(withSetting(text))).status).toBe(422);
  });

  it('is refused with its place, its reason, and the way to do it right', async () => {
    const config = { ...CONFIG, servers: [{ ...CONFIG.servers[0], config: { env: { DB_PASSWORD: 'hunter2' } } }] };
    const error = await errorOf(await put(config));
    expect(error).toMatchObject({
      code: 'secret_refused',
      details: { pointer: '/config/servers/0/config/env/DB_PASSWORD', reason: 'secret_name' },
    });
    expect(error.message).toContain('{{ bw:item:field }}');
    expect(error.message).toContain('"not_secret": true');
    const checked = await (await send('POST', `${PATH}/validate`, { config })).json<ValidateConfigReply>();
    expect(checked).toMatchObject({ valid: false, problems: [{ kind: 'secret', reason: 'secret_name' }] });
    expect(JSON.stringify(checked)).not.toContain('hunter2');
  });

  it('that only looks like one is let through when it is marked, and stays marked', async () => {
    const config = withSetting({ value: 'Zq8fJ2kLm4Np6Rt8Vx0Yb2Dd', not_secret: true });
    expect((await put(withSetting('Zq8fJ2kLm4Np6Rt8Vx0Yb2Dd'))).status).toBe(422);
    expect((await put(config)).status).toBe(200);
    expect((await get<ConfigReply>(PATH)).config).toEqual(config);
  });

  it('that got into a copy before it was known is not restored', async () => {
    await put(CONFIG);
    const { backup } = await (await send('POST', `${PATH}/backup`)).json<{ backup: { id: string } }>();
    const text = JSON.stringify(withSetting(`ghp_${'a1B2'.repeat(9)}`));
    await env.DB.prepare('UPDATE gateway_config_backups SET config = ?1 WHERE id = ?2').bind(text, backup.id).run();
    const restored = await send('POST', `${PATH}/backups/${backup.id}/restore`, {});
    expect(await errorOf(restored)).toMatchObject({ code: 'secret_refused' });
  });
});

describe('what is wrong otherwise', () => {
  const server = CONFIG.servers[0];

  it.each([
    ['a reference that is none', { ...CONFIG, global_settings: { a: '{{ nowhere }}' } }, '/config/global_settings/a'],
    [
      'two servers of one name',
      { ...CONFIG, servers: [server, { ...server, container_id: 'x' }] },
      '/config/servers/1/name',
    ],
    ['a field that is not known', { ...CONFIG, secrets: {} }, '/config/secrets'],
    ['a server without a name', { ...CONFIG, servers: [{ ...server, name: ' ' }] }, '/config/servers/0/name'],
    [
      'settings that are nested too deeply',
      { ...CONFIG, global_settings: { a: { b: { c: { d: { e: 1 } } } } } },
      undefined,
    ],
    [
      'too many settings',
      { ...CONFIG, global_settings: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`s${at}`, 1])) },
      '/config/global_settings',
    ],
  ])('is refused with its place: %s', async (_, config, pointer) => {
    const error = await errorOf(await put(config));
    expect(error).toMatchObject({ status: 400, code: 'bad_request' });
    if (pointer !== undefined) expect(error.details?.pointer).toBe(pointer);
  });

  it('is only said where it does no harm', async () => {
    const config = { ...CONFIG, servers: [{ ...server, enabled: false }] };
    expect(await (await put(config)).json()).toMatchObject({
      message: 'Configuration saved successfully (Warnings: /config/servers has no server that is enabled)',
    });
  });
});

describe('copies', () => {
  it('are kept, listed, restored and forgotten; the oldest goes', async () => {
    expect(await (await send('POST', `${PATH}/backup`)).json()).toMatchObject({ success: false });
    await put(CONFIG);
    for (let made = 0; made <= BACKUPS_MAX; made += 1) {
      house.clock.advance(1000);
      await send('POST', `${PATH}/backup`);
    }
    const { backups } = await get<BackupsReply>(`${PATH}/backups`);
    expect(backups).toHaveLength(BACKUPS_MAX);
    expect(backups.map(({ created_at: at }) => at)).toEqual(
      backups
        .map(({ created_at: at }) => at)
        .toSorted()
        .reverse(),
    );
    await put({ ...CONFIG, servers: [] });
    const [latest] = backups;
    const path = `${PATH}/backups/${latest?.id}`;
    expect(await get(path)).toMatchObject({ config: CONFIG });
    expect((await send('POST', `${path}/restore`, { if_revision: 1 })).status).toBe(409);
    expect(await (await send('POST', `${path}/restore`, { if_revision: 2 })).json()).toMatchObject({ revision: 3 });
    expect((await get<ConfigReply>(PATH)).config).toEqual(CONFIG);
    expect(await (await send('DELETE', path)).json()).toEqual({ removed: true });
    expect((await send('DELETE', path)).status).toBe(404);
  });
});
