/** Against the real KV, except where it is made to fail. */
import { env } from 'cloudflare:workers';
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { createLog } from '../../kernel/log.ts';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { type Counting, countingMetrics } from '../testing/counting-metrics.ts';
import { type WilfulKv, wilfulKv } from '../testing/kv.ts';
import { CacheBreaker } from './breaker.ts';
import { BREAKER_OPERATIONS_MIN, KV_TTL_SECONDS_MIN } from './cache.constants.ts';
import { TwoLayerCache } from './two-layer-cache.ts';

const TTL_MS = 300_000;
const log = createLog('silent');
let tests = 0;
let clock: TestClock;
let kv: WilfulKv;
let metrics: Counting;
let behind: Promise<unknown>[];
const waitUntil = (work: Promise<unknown>) => behind.push(work);
const settle = () => Promise.all(behind);

beforeEach(() => {
  tests += 1;
  clock = testClock();
  kv = wilfulKv(env.ACCESS_CACHE);
  metrics = countingMetrics();
  behind = [];
});

function isolate(entriesMax = 10) {
  const breaker = new CacheBreaker({ clock, metrics, log });
  const layer = {
    namespace: kv.namespace,
    prefix: `test-${tests}:`,
    schema: z.string(),
    encode: (value: string) => value,
    breaker,
    isJudgedByHits: true,
  };
  const cache = new TwoLayerCache<string>({ type: 'authorization', entriesMax, kv: layer, clock, metrics, log });
  let asked = 0;
  return {
    breaker,
    asked: () => asked,
    read: (key: string, ttlMs = TTL_MS) => {
      const truth = async () => {
        asked += 1;
        return { value: `${key} ${asked}`, ttlMs };
      };
      return cache.read(key, truth, waitUntil);
    },
  };
}

it('answers from the truth, then from memory, and another isolate from KV', async () => {
  const [here, elsewhere] = [isolate(), isolate()];
  expect(await here.read('a')).toMatchObject({ value: 'a 1', layer: 'truth' });
  await settle();
  expect(await here.read('a')).toMatchObject({ value: 'a 1', layer: 'memory' });
  expect(await elsewhere.read('a')).toMatchObject({ value: 'a 1', layer: 'kv', madeAtMs: clock.nowMs() });
  expect(await elsewhere.read('a')).toMatchObject({ layer: 'memory' });
  expect(metrics.of('auth_cache_hits_total', { cache_type: 'authorization', layer: 'memory' })).toBe(2);
  expect(metrics.of('auth_cache_hits_total', { cache_type: 'authorization', layer: 'kv' })).toBe(1);
  expect(metrics.of('auth_cache_misses_total', { cache_type: 'authorization' })).toBe(1);
  // Two reads that found nothing or something, one write.
  expect(metrics.observed('auth_cache_latency_seconds', { cache_type: 'authorization' })).toHaveLength(3);
});

it('ends a value when its own time is over, in both layers, although KV keeps it for longer', async () => {
  const shortMs = 40_000;
  expect(shortMs).toBeLessThan(KV_TTL_SECONDS_MIN * 1000);
  const [here, elsewhere] = [isolate(), isolate()];
  await here.read('a', shortMs);
  await settle();
  clock.advance(shortMs - 1);
  expect((await elsewhere.read('a', shortMs)).layer).toBe('kv');
  clock.advance(1);
  expect((await here.read('a', shortMs)).layer).toBe('truth');
  expect((await isolate().read('b', shortMs)).layer).toBe('truth');
});

it('keeps nothing that may not be kept, and in memory only what KV is too slow for', async () => {
  const here = isolate();
  expect((await here.read('never', 0)).layer).toBe('truth');
  expect((await here.read('never', 0)).layer).toBe('truth');
  await here.read('seconds', 5000);
  expect((await here.read('seconds', 5000)).layer).toBe('memory');
  await settle();
  expect(kv.calls.put).toBe(0);
});

it('asks the truth once for all who want the same', async () => {
  const here = isolate();
  const answers = await Promise.all(Array.from({ length: 25 }, () => here.read('a')));
  expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['a 1']));
  expect(here.asked()).toBe(1);
});

it('tells everybody who waits that the truth is away, and keeps nothing of it', async () => {
  const cache = new TwoLayerCache<string>({ type: 'subject', entriesMax: 10, clock, metrics, log });
  const away = () => Promise.reject(new Error('D1 is away'));
  const answers = await Promise.allSettled([cache.read('a', away, waitUntil), cache.read('a', away, waitUntil)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await cache.read('a', async () => ({ value: 'b', ttlMs: 1 }), waitUntil)).value).toBe('b');
});

it.each(['down', 'hanging'] as const)('goes to the truth when KV is %s, and counts it', async (mood) => {
  kv.mood = mood;
  const here = isolate();
  expect((await here.read('a')).layer).toBe('truth');
  await settle();
  expect((await here.read('a')).layer).toBe('memory');
  for (const operation of ['get', 'set']) {
    expect(metrics.of('auth_cache_errors_total', { cache_type: 'authorization', operation })).toBe(1);
  }
});

it.each([
  ['no JSON object', '"text"'],
  ['a value of another shape', JSON.stringify({ madeAtMs: 1, endsAtMs: 9e15, value: { allowed: true } })],
  ['a value without an end', JSON.stringify({ madeAtMs: 1, value: 'x' })],
])('takes %s in KV for a miss', async (_, text) => {
  await env.ACCESS_CACHE.put(`test-${tests}:a`, text);
  expect(await isolate().read('a')).toMatchObject({ value: 'a 1', layer: 'truth' });
  expect(metrics.of('auth_cache_errors_total', { cache_type: 'authorization', operation: 'get' })).toBe(1);
});

it('neither reads nor writes KV while it is bypassed, and goes on from memory', async () => {
  const here = isolate();
  await here.read('before');
  await settle();
  for (let nth = 0; nth < BREAKER_OPERATIONS_MIN; nth += 1) here.breaker.operated(1, false);
  const { get, put } = { ...kv.calls };
  expect((await here.read('before')).layer).toBe('memory');
  expect((await here.read('meanwhile')).layer).toBe('truth');
  expect((await here.read('meanwhile')).layer).toBe('memory');
  await settle();
  expect(kv.calls).toEqual({ get, put });
});

it('does not grow beyond its bound', async () => {
  const here = isolate(2);
  kv.mood = 'down';
  for (const key of ['a', 'b', 'c']) await here.read(key);
  expect((await here.read('c')).layer).toBe('memory');
  expect((await here.read('a')).layer).toBe('truth');
});
