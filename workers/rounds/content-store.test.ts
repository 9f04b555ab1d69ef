import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import questions from '../../content/questions.json';
import { contentKeys } from '../../shared/content-keys.ts';
import { createLog } from '../kernel/log.ts';
import { testClock, testHouse } from '../testing/harness.ts';
import { ContentStore } from './content-store.ts';
import { CONTENT_FIRST_LOOK_MS, CONTENT_REFRESH_MS, CONTENT_RETRY_MS } from './rounds.constants.ts';

/** A later version with other tracks in front, so that the order of a seed differs. */
const later = (version: number) => ({ ...questions, version, tracks: questions.tracks.toReversed().slice(7) });

async function publish(version: number, set: object = later(version)): Promise<void> {
  await env.CONTENT.put(contentKeys.version(version), JSON.stringify(set));
  await env.CONTENT.put(contentKeys.current, String(version));
}

function freshStore() {
  const clock = testClock();
  const lines: string[] = [];
  const log = createLog('error', (_, line) => lines.push(line));
  const background: Promise<unknown>[] = [];
  const store = new ContentStore({ kv: env.CONTENT, bundled: questions, clock, log });
  const current = async () => (await store.current((work) => background.push(work))).version;
  return { store, clock, lines, current, settled: () => Promise.all(background) };
}

beforeEach(async () => {
  await env.CONTENT.delete(contentKeys.current);
});

describe('ContentStore', () => {
  it('plays the deployed set when nothing is published', async () => {
    expect(await freshStore().current()).toBe(questions.version);
  });

  it('plays a published set from the first request of an isolate on', async () => {
    await publish(12);
    expect(await freshStore().current()).toBe(12);
  });

  it('finds a newer set within a minute without making a request wait', async () => {
    const { clock, current, settled } = freshStore();
    await current();
    await publish(13);
    clock.advance(CONTENT_REFRESH_MS - 1);
    expect(await current()).toBe(questions.version);
    clock.advance(1);
    expect(await current()).toBe(questions.version);
    await settled();
    expect(await current()).toBe(13);
  });

  it('goes back to an older set when the operator points there', async () => {
    await publish(14);
    const { clock, current, settled } = freshStore();
    expect(await current()).toBe(14);
    await env.CONTENT.put(contentKeys.current, String(questions.version));
    clock.advance(CONTENT_REFRESH_MS);
    await current();
    await settled();
    expect(await current()).toBe(questions.version);
  });

  it.each<[string, () => Promise<void>]>([
    ['breaks a rule', () => publish(15, { ...later(15), tracks: [] })],
    ['has another number inside', () => publish(16, later(17))],
    ['is missing', () => env.CONTENT.put(contentKeys.current, '18')],
    ['has no number', () => env.CONTENT.put(contentKeys.current, 'newest')],
  ])('refuses a published set that %s, says so, and plays on', async (_, prepare) => {
    await prepare();
    const { current, lines } = freshStore();
    expect(await current()).toBe(questions.version);
    expect(lines.join()).toContain('content_look_failed');
  });

  it('plays on when KV does not answer, and says no_questions for a version it never saw', async () => {
    const kv = { get: () => Promise.reject(new Error('KV is down')) } as unknown as KVNamespace;
    const store = new ContentStore({ kv, bundled: questions, clock: testClock(), log: createLog('silent') });
    expect((await store.current(() => undefined)).version).toBe(questions.version);
    await expect(store.version(99)).rejects.toMatchObject({ code: 'no_questions' });
  });

  it('plays on when KV hangs, without making anybody wait for long or again', async () => {
    const kv = { get: () => new Promise(() => undefined) } as unknown as KVNamespace;
    const store = new ContentStore({ kv, bundled: questions, clock: testClock(), log: createLog('silent') });
    const startedMs = performance.now();
    expect((await store.current(() => undefined)).version).toBe(questions.version);
    expect((await store.current(() => undefined)).version).toBe(questions.version);
    expect(performance.now() - startedMs).toBeLessThan(2 * CONTENT_FIRST_LOOK_MS);
  });

  it('tells all of its first callers the same, also when they come at once', async () => {
    await publish(19);
    const { current } = freshStore();
    expect(await Promise.all([current(), current(), current()])).toEqual([19, 19, 19]);
  });

  it('looks again soon after KV did not answer', async () => {
    await publish(19);
    let fails = true;
    const kv = { get: (key: string) => (fails ? Promise.reject(new Error('down')) : env.CONTENT.get(key)) };
    const clock = testClock();
    const parts = { kv: kv as unknown as KVNamespace, bundled: questions, clock, log: createLog('silent') };
    const store = new ContentStore(parts);
    expect((await store.current(() => undefined)).version).toBe(questions.version);
    fails = false;
    clock.advance(CONTENT_RETRY_MS);
    expect((await store.current(() => undefined)).version).toBe(19);
  });

  it('keeps the deployed set in KV for rounds that outlive the deployment', async () => {
    await env.CONTENT.delete(contentKeys.version(questions.version));
    await freshStore().current();
    const next = new ContentStore({
      kv: env.CONTENT,
      bundled: later(40),
      clock: testClock(),
      log: createLog('silent'),
    });
    expect((await next.version(questions.version)).version).toBe(questions.version);
  });

  it('says so when a version number means two different sets', async () => {
    await env.CONTENT.put(contentKeys.version(questions.version), JSON.stringify(later(questions.version)));
    const { current, lines } = freshStore();
    expect(await current()).toBe(questions.version);
    expect(lines.join()).toContain('content_version_conflict');
    await env.CONTENT.delete(contentKeys.version(questions.version));
  });

  it('keeps only a few versions in memory and finds the others again', async () => {
    const { store } = freshStore();
    for (let version = 20; version < 30; version += 1) await publish(version);
    for (let version = 20; version < 30; version += 1) expect((await store.version(version)).version).toBe(version);
    expect((await store.version(20)).version).toBe(20);
  });
});

it('keeps the version of a round that is under way when a new set is published', async () => {
  const house = await testHouse();
  const started = await house.start({ seed: 'keep', total: 3 });
  await publish(31);
  house.clock.advance(CONTENT_REFRESH_MS);
  await house.fetch('/v1/manifest');
  const fresh = await house.start({ seed: 'keep', total: 3 });
  expect(fresh.question).not.toEqual(started.question);
  const untouched = await testHouse({ CONTENT: { get: async () => null, put: async () => undefined } });
  const expected = await untouched.next((await untouched.start({ seed: 'keep', total: 3 })).continuationToken, 'a');
  const carriedOn = await house.next(started.continuationToken, 'a');
  expect(carriedOn.result).toEqual(expected.result);
  expect((await house.next(fresh.continuationToken, 'a')).finished).toBe(false);
});
