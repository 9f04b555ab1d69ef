/** The walk over a registry that is played over real HTTP, into the real store. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import '../../../testing/migrate.ts';
import { type PlayedRegistry, playedRegistry, registryVersion } from '../../../testing/played-catalogue.ts';
import { PAGES_PER_REFRESH, REFRESH_TIME_MS } from '../catalogue.constants.ts';
import { EntryStore } from '../entry-store.ts';
import type { WalkServices } from '../outside.ts';
import { afterRefresh, emptyState, nextRefreshMs, nextWalk, type WalkOutcome } from '../source-state.ts';
import { walkRegistry } from './registry-walk.ts';

const NOW = Date.parse('2026-11-20T00:00:00Z');
const store = new EntryStore(env.DB);
const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `io.test/s${String(index).padStart(5, '0')}`);

let hosts = 0;
let registry: PlayedRegistry;
let pauses: number[];
let nowMs: number;
let services: WalkServices;

beforeEach(async () => {
  hosts += 1;
  registry = playedRegistry(`r${hosts}.catalogue.test`);
  await env.DB.prepare('DELETE FROM catalogue_entries').run();
  pauses = [];
  nowMs = NOW;
  services = {
    fetch: async (url, init) => await fetch(url, init),
    store,
    nowMs: () => nowMs,
    pause: async (ms) => {
      pauses.push(ms);
      nowMs += ms;
    },
  };
});

const walk = async (state = emptyState): Promise<WalkOutcome> =>
  await walkRegistry(services, registry.base, nextWalk(state, nowMs));
const found = async () =>
  (await store.search({ q: '', page: 1, page_size: 100, category: undefined, source: undefined })).total;

it('reads page after page, with a pause in between, and asks for the latest versions only', async () => {
  await registry.set({ versions: names(230).map((name) => registryVersion(name)) });
  const outcome = await walk();
  expect(outcome).toMatchObject({ isFinished: true, warning: null, walk: { dropped: 0 } });
  expect(await found()).toBe(230);
  const { calls } = await registry.set({});
  expect(calls).toHaveLength(3);
  expect(calls.every((call) => call.includes('limit=100') && call.includes('version=latest'))).toBe(true);
  expect(pauses).toEqual([100, 100]);
});

describe('what comes up against a bound', () => {
  it('stops after so many pages, and the next walk goes on there', async () => {
    const count = PAGES_PER_REFRESH * 100 + 50;
    await registry.set({
      versions: names(count).map((name) => registryVersion(name, { server: { packages: [] } as never })),
    });
    const first = await walk();
    expect(first).toMatchObject({ isFinished: false, warning: 'page_limit', hasAnswered: true });
    const state = afterRefresh(emptyState, first, await store.count('official'), nowMs);
    expect(state).toMatchObject({ entries: PAGES_PER_REFRESH * 100, completeMs: null });
    const second = await walk(state);
    expect(second.isFinished).toBe(true);
    expect(await store.count('official')).toBe(count);
    expect((await registry.set({})).calls).toHaveLength(PAGES_PER_REFRESH + 1);
  });

  it('stops when its time is over', async () => {
    await registry.set({ versions: names(250).map((name) => registryVersion(name)) });
    const pause = async () => {
      nowMs += REFRESH_TIME_MS;
    };
    services = { ...services, pause };
    expect(await walk()).toMatchObject({ isFinished: false, warning: 'time_limit', hasAnswered: true });
    expect(await found()).toBe(200);
  });
});

describe('what is new', () => {
  const finished = async () => {
    const outcome = await walk();
    return afterRefresh(emptyState, outcome, await store.count('official'), nowMs);
  };

  it('is asked for by time, and what was deleted goes', async () => {
    await registry.set({ versions: ['io.test/a', 'io.test/b'].map((name) => registryVersion(name)) });
    const state = await finished();
    nowMs += 3_600_000;
    await registry.set({
      versions: [
        registryVersion('io.test/a', { status: 'deleted', updatedAt: '2026-11-20T00:30:00.000Z' }),
        registryVersion('io.test/b'),
        registryVersion('io.test/c', { updatedAt: '2026-11-20T00:40:00.000Z' }),
        registryVersion('io.test/d', { status: 'deprecated', updatedAt: '2026-11-20T00:50:00.000Z' }),
      ],
    });
    expect(await walk(state)).toMatchObject({ isFinished: true });
    const { calls } = await registry.set({});
    // Five minutes before the walk before began: clocks differ.
    expect(decodeURIComponent(calls.at(-1) ?? '')).toContain('updated_since=2026-11-19T23:55:00.000Z');
    expect(await store.get('official', 'io.test/a')).toBeUndefined();
    expect(await store.get('official', 'io.test/b')).toBeDefined();
    expect(await store.get('official', 'io.test/c')).toBeDefined();
    expect(await store.get('official', 'io.test/d')).toMatchObject({ status: 'deprecated' });
  });

  it('is not enough for ever: after a week everything is read, and what is no longer told goes', async () => {
    await registry.set({ versions: ['io.test/a', 'io.test/b'].map((name) => registryVersion(name)) });
    const state = await finished();
    nowMs += 8 * 86_400_000;
    await registry.set({ versions: [registryVersion('io.test/b')] });
    await walk(state);
    expect((await registry.set({})).calls.at(-1)).not.toContain('updated_since');
    expect(await found()).toBe(1);
  });
});

describe('a registry that does not answer as it should', () => {
  it.each(['html', 'down', 'status_500', 'not_json'] as const)('leaves the copy as it was: %s', async (fault) => {
    await registry.set({ versions: [registryVersion('io.test/a')] });
    await walk();
    nowMs += 8 * 86_400_000;
    await registry.set({ versions: [], faults: [fault] });
    const outcome = await walk();
    expect(outcome).toMatchObject({ isFinished: false, warning: 'source_failed', hasAnswered: false });
    expect(await found()).toBe(1);
    const state = afterRefresh(emptyState, outcome, 1, nowMs);
    expect(state).toMatchObject({ failures: 1, refreshedMs: null });
    expect(nextRefreshMs(state, outcome, nowMs) - nowMs).toBe(120_000);
  });

  it('keeps the pages before it broke', async () => {
    await registry.set({ versions: names(150).map((name) => registryVersion(name)), faults: ['none', 'html'] });
    expect(await walk()).toMatchObject({ isFinished: false, warning: 'source_failed', hasAnswered: true });
    expect(await found()).toBe(100);
  });

  it('is asked again only after the time that it names', async () => {
    await registry.set({ faults: ['too_often'] });
    const outcome = await walk();
    expect(outcome).toMatchObject({ warning: 'rate_limited', notBeforeMs: nowMs + 900_000 });
    expect(nextRefreshMs(afterRefresh(emptyState, outcome, 0, nowMs), outcome, nowMs)).toBe(nowMs + 900_000);
  });

  it.each(['same_cursor', 'endless'] as const)('does not hold the walk: %s', async (fault) => {
    await registry.set({ versions: names(3).map((name) => registryVersion(name)), faults: Array(600).fill(fault) });
    const outcome = await walk();
    expect(outcome.isFinished).toBe(false);
    expect(outcome.warning).toBe(fault === 'endless' ? 'page_limit' : 'cursor_lost');
    expect((await registry.set({})).calls.length).toBeLessThanOrEqual(PAGES_PER_REFRESH);
  });

  it('begins anew when the registry has forgotten the cursor', async () => {
    await registry.set({
      versions: names(150).map((name) => registryVersion(name)),
      faults: ['none', 'cursors_forgotten'],
    });
    const outcome = await walk();
    expect(outcome.warning).toBe('cursor_lost');
    expect(afterRefresh(emptyState, outcome, 100, nowMs).walk).toBeNull();
  });

  it('cannot put what no schema takes into the copy: it is dropped and counted', async () => {
    const odd = [null, 'text', { server: { name: 'no slash', description: '', version: '1' } }, { server: {} }];
    await registry.set({ versions: [registryVersion('io.test/a')], odd });
    expect(await walk()).toMatchObject({ isFinished: true, walk: { dropped: 4 } });
    expect(await found()).toBe(1);
  });
});
