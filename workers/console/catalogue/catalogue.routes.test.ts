/** The catalogue through its routes: over the real stores and objects, with sources that are played over real HTTP. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../testing/migrate.ts';
import type { CatalogueEntryReply, CatalogueReply } from '../../../shared/catalogue.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import { createLog } from '../../kernel/log.ts';
import { errorOf, type TestHouse, testClock, testHouse } from '../../testing/harness.ts';
import { playedGithub, playedRegistry, registryVersion } from '../../testing/played-catalogue.ts';
import { type SignedIn, signIn } from '../../testing/signed-in.ts';
import { CatalogueService } from './catalogue.service.ts';
import { EntryStore } from './entry-store.ts';
import { emptyState } from './source-state.ts';

const registry = playedRegistry('registry.catalogue.test');
const github = playedGithub('github.catalogue.test');
const store = new EntryStore(env.DB);

let house: TestHouse;
let me: SignedIn;

beforeAll(async () => {
  me = await signIn('catalogue-reader');
});

beforeEach(async () => {
  house = await testHouse();
  await env.DB.batch(['catalogue_entries', 'catalogue_sources'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  await registry.set({ versions: [], faults: [], calls: [] });
  await github.set({ folders: {}, calls: [], left: 60 });
});

const get = async (path: string) => await house.fetch(path, { headers: me.headers });
const list = async (path: string) => await (await get(path)).json<CatalogueReply>();
const refresh = async (source: string) =>
  await house.fetch('/api/catalog/refresh', { method: 'POST', headers: me.own, body: JSON.stringify({ source }) });
/** A refresh that is planned for now begins by itself. */
async function refreshed(source: 'official' | 'docker'): Promise<void> {
  await vi.waitFor(async () => expect((await store.state(source)).isRefreshing).toBe(false), 5000);
}
/** As if the cool-down were over. */
const coolDown = async (source: 'official' | 'docker') =>
  await store.putState(source, { ...(await store.state(source)), attemptMs: null });

describe('a catalogue that nobody has read yet', () => {
  it('is empty, says that it is being read, and then is there', async () => {
    await registry.set({ versions: [registryVersion('io.test/weather')] });
    await coolDown('official');
    expect(await list('/api/catalog?source=official')).toMatchObject({
      servers: [],
      total: 0,
      sources: [{ age_seconds: null, is_refreshing: true }],
    });
    await vi.waitFor(async () => expect((await store.state('official')).refreshedMs).not.toBeNull(), 5000);
    const { servers, sources, total } = await list('/api/catalog?source=official');
    expect(total).toBe(1);
    expect(servers).toEqual([
      {
        source: 'official',
        name: 'io.test/weather',
        title: 'io.test/weather',
        description: 'What io.test/weather does',
        category: null,
        version: '1.0.0',
        status: 'active',
        updated_at: '2026-11-01T00:00:00.000Z',
        image: 'ghcr.io/vendor/weather:1.0.0',
        has_remote: true,
      },
    ]);
    expect(sources).toMatchObject([
      { source: 'official', entries: 1, is_complete: true, is_refreshing: false, warning: null, dropped: 0 },
    ]);
  });
});

describe('refreshing', () => {
  it('is planned at once, once a minute', async () => {
    await coolDown('official');
    const first = await refresh('official');
    expect(first.status).toBe(202);
    expect(await first.json()).toEqual({ source: 'official', planned: true });
    const second = await refresh('official');
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await errorOf(second)).toMatchObject({ code: 'rate_limited' });
  });

  it('keeps the copy when the source is down, and says so', async () => {
    await github.set({ folders: { brave: 'name: brave\ntype: server\n' } });
    await coolDown('docker');
    await refresh('docker');
    await refreshed('docker');
    // Another list, which GitHub does not show any more.
    await github.set({ folders: { other: 'name: other\ntype: server\n' }, left: 0 });
    await coolDown('docker');
    await refresh('docker');
    await refreshed('docker');
    const { servers, sources } = await list('/api/catalog?source=docker');
    expect(servers.map(({ name }) => name)).toEqual(['brave']);
    expect(sources[0]).toMatchObject({ entries: 1, warning: 'rate_limited', is_refreshing: false });
  });

  it('asks for a known source, and for our own origin', async () => {
    expect((await refresh('elsewhere')).status).toBe(400);
    const foreign = await house.fetch('/api/catalog/refresh', {
      method: 'POST',
      headers: { ...me.own, Origin: 'https://evil.example' },
      body: '{"source":"official"}',
    });
    expect(foreign.status).toBe(403);
  });
});

describe('the addresses of the earlier console', () => {
  it('DELETE /api/catalog/cache reads everything anew and keeps the copy until then', async () => {
    await registry.set({ versions: [registryVersion('io.test/a')] });
    await coolDown('official');
    await refresh('official');
    await refreshed('official');
    await coolDown('official');
    await coolDown('docker');
    await registry.set({ calls: [] });
    const forgot = await house.fetch('/api/catalog/cache', { method: 'DELETE', headers: me.own });
    expect(forgot.status).toBe(200);
    expect(await forgot.json()).toMatchObject({ success: true, message: expect.any(String) });
    expect((await list('/api/catalog?source=official')).total).toBe(1);
    await refreshed('official');
    expect((await registry.set({})).calls[0]).not.toContain('updated_since');
  });

  it('GET /api/catalog/search takes q, category, page and page_size', async () => {
    await github.set({
      folders: Object.fromEntries(
        ['alpha', 'beta', 'gamma'].map((name) => [
          name,
          `name: ${name}\ntype: server\nmeta: { category: ${name === 'beta' ? 'search' : 'devops'} }\n`,
        ]),
      ),
    });
    await coolDown('docker');
    await refresh('docker');
    await refreshed('docker');
    const page = await list('/api/catalog/search?q=&category=devops&page=2&page_size=1');
    expect(page).toMatchObject({ total: 2, page: 2, page_size: 1, cached: true, servers: [{ name: 'gamma' }] });
    expect(page.categories).toEqual([
      { name: 'devops', count: 2 },
      { name: 'search', count: 1 },
    ]);
  });
});

describe('searching', () => {
  const entry = (name: string, title: string, description = '') => ({
    entry: {
      source: 'official' as const,
      name,
      title,
      description,
      category: null,
      version: '1',
      status: 'active' as const,
      updated_at: null,
      image: null,
      has_remote: false,
      tags: [],
      images: [],
      remotes: [],
      packages: [],
    },
    marker: '',
  });

  it('wants every word, whatever its case, and puts titles first', async () => {
    await store.write(
      'official',
      1,
      [
        entry('io.test/a', 'Zebra', 'reads files of GitHub'),
        entry('io.test/b', 'GitHub files'),
        entry('io.test/c', 'GitHub'),
        entry('io.test/d', '天気予報', '日本の天気'),
      ],
      [],
    );
    const names = async (q: string) =>
      (await list(`/api/catalog/search?q=${encodeURIComponent(q)}`)).servers.map(({ name }) => name);
    expect(await names('github FILES')).toEqual(['io.test/b', 'io.test/a']);
    expect(await names('天気')).toEqual(['io.test/d']);
    expect(await names("%' OR 1=1 --")).toEqual([]);
    expect(await names('_')).toEqual([]);
  });

  it.each([
    'page=0',
    'page=1001',
    'page_size=101',
    'page=1e3',
    `q=${'x'.repeat(101)}`,
    'source=x',
    'unknown=1',
    'q=a&q=b',
  ])('refuses %s', async (query) => {
    expect((await get(`/api/catalog/search?${query}`)).status).toBe(400);
  });
});

describe('one entry', () => {
  const path = `/api/catalog/entries/official/${encodeURIComponent('io.test/weather')}`;

  beforeEach(async () => {
    await registry.set({
      versions: [
        registryVersion('io.test/weather', { version: '2.0.0' }),
        registryVersion('io.test/weather', { version: '1.0.0', isLatest: false, status: 'deprecated' }),
      ],
    });
    await coolDown('official');
    await refresh('official');
    await refreshed('official');
  });

  it('comes with its versions and with what an install form needs', async () => {
    const { entry, versions, versions_state } = await (await get(path)).json<CatalogueEntryReply>();
    expect(entry.images).toEqual([
      {
        image: 'ghcr.io/vendor/weather:2.0.0',
        transport: 'streamable-http',
        port: 8080,
        path: '/mcp',
        environment: [
          { name: 'API_KEY', description: 'Your key', is_required: true, is_secret: true, format: 'string' },
          {
            name: 'REGION',
            is_required: false,
            is_secret: false,
            format: 'string',
            default: 'eu',
            choices: ['eu', 'us'],
          },
        ],
        arguments: [],
        volumes: [],
      },
    ]);
    expect(versions.map(({ version, status, is_latest }) => [version, status, is_latest])).toEqual(
      [
        ['1.0.0', 'deprecated', false],
        ['2.0.0', 'active', true],
      ].toReversed(),
    );
    expect(versions_state).toBe('fresh');
  });

  it('is told with the versions that were known, when the source is down later', async () => {
    await get(path);
    const key = 'catalogue:versions:official:io.test/weather';
    const kept = (await env.CONSOLE_CACHE.get<{ askedMs: number }>(key, 'json')) ?? { askedMs: 0 };
    await env.CONSOLE_CACHE.put(key, JSON.stringify({ ...kept, askedMs: kept.askedMs - 2 * 3_600_000 }));
    await registry.set({ faults: ['status_500'] });
    const told = await (await get(path)).json<CatalogueEntryReply>();
    expect(told.versions).toHaveLength(2);
    expect(told.versions_state).toBe('stale');
  });

  it.each([
    '/api/catalog/entries/official/io.test%2Fnone',
    '/api/catalog/entries/elsewhere/io.test%2Fweather',
    `/api/catalog/entries/official/${'x'.repeat(300)}`,
  ])('is not found where there is none: %s', async (none) => {
    expect(await errorOf(await get(none))).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe("a person's own token", () => {
  const service = (tokenFor: () => Promise<string | undefined>) =>
    new CatalogueService({
      db: env.DB,
      kv: env.CONSOLE_CACHE,
      refreshers: env.CATALOGUE_REFRESHERS,
      registryUrl: registry.base,
      fetch: async (url, init) => await fetch(url, init),
      github: { tokenFor },
      clock: testClock(),
      log: createLog('silent'),
    });
  const owner = { subject: { type: 'user', id: 'with-token' } };

  it('reads what GitHub shows nobody without one, and rests nowhere', async () => {
    await github.set({ folders: { brave: 'name: brave\ntype: server\n' }, left: 0 });
    await coolDown('docker');
    await service(async () => 'a-token-of-github').refresh('docker', owner, true);
    await refreshed('docker');
    expect(await store.state('docker')).toMatchObject({ entries: 1, warning: null });
    expect(JSON.stringify(await env.DB.prepare('SELECT * FROM catalogue_sources').all())).not.toContain('a-token-of');
    const kept = await runInDurableObject(env.CATALOGUE_REFRESHERS.getByName('docker'), async (_, { storage }) => [
      ...(await storage.list()).values(),
    ]);
    expect(JSON.stringify(kept)).not.toContain('a-token-of');
  });

  it('is done without when it leads nowhere', async () => {
    await github.set({ folders: { brave: 'name: brave\ntype: server\n' } });
    await coolDown('docker');
    await service(() => Promise.reject(new AppError('secret_unresolved'))).refresh('docker', owner, true);
    await refreshed('docker');
    expect(await store.state('docker')).toMatchObject({ entries: 1, warning: null });
  });
});

it('tells how old the copies are as series, by source', async () => {
  await store.putState('docker', { ...emptyState, entries: 7, refreshedMs: Date.now() - 5000 });
  const page = await house.fetch('/metrics', {
    headers: { Authorization: `Bearer ${Reflect.get(env, 'METRICS_TOKEN') as string}` },
  });
  const text = await page.text();
  expect(text).toMatch(/catalogue_age_seconds\{source="docker"\} [4-9]/);
  expect(text).toContain('catalogue_entries{source="docker"} 7');
});

it('is answered although its refresher cannot be reached', async () => {
  const failing = { getByName: () => ({ wake: () => Promise.reject(new Error('gone')) }) };
  const catalogue = new CatalogueService({
    db: env.DB,
    kv: env.CONSOLE_CACHE,
    refreshers: failing as never,
    registryUrl: registry.base,
    fetch: async (url, init) => await fetch(url, init),
    github: { tokenFor: async () => undefined },
    clock: testClock(),
    log: createLog('silent'),
  });
  const waited: Promise<unknown>[] = [];
  const search = { q: '', page: 1, page_size: 10, category: undefined, source: undefined };
  expect(await catalogue.search(search, (work) => void waited.push(work))).toMatchObject({ total: 0 });
  await Promise.all(waited);
});
