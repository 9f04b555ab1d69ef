import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../kernel/log.ts';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { type Counting, countingMetrics } from '../testing/counting-metrics.ts';
import { type BypassReason, CacheBreaker } from './breaker.ts';
import {
  BREAKER_LOOKUPS_MIN,
  BREAKER_OPERATIONS_MIN,
  BREAKER_REST_MS,
  BREAKER_REST_MS_MAX,
  BREAKER_SLOW_MS,
  BREAKER_WINDOW_MS,
} from './cache.constants.ts';

let clock: TestClock;
let metrics: Counting;
let lines: string[];
let breaker: CacheBreaker;

beforeEach(() => {
  clock = testClock();
  metrics = countingMetrics();
  lines = [];
  breaker = new CacheBreaker({ clock, metrics, log: createLog('info', (_, line) => lines.push(line)) });
});

const SLOW_MS = BREAKER_SLOW_MS + 1;
const times = (count: number, act: (nth: number) => void) => Array.from({ length: count }, (_, nth) => act(nth));
const operations = (count: number, { failed = 0, slow = 0 }) =>
  times(count, (nth) => breaker.operated(nth < slow ? SLOW_MS : 1, nth >= failed));
const lookups = (count: number, misses: number) => times(count, (nth) => breaker.lookedUp(nth >= misses));
const changes = (reason: BypassReason, direction: 'on' | 'off') =>
  metrics.of('auth_cache_bypass_changes_total', { reason, direction });

const FAULTS: Record<BypassReason, () => void> = {
  errors: () => operations(BREAKER_OPERATIONS_MIN, { failed: BREAKER_OPERATIONS_MIN * 0.05 + 1 }),
  latency: () => operations(BREAKER_OPERATIONS_MIN, { slow: BREAKER_OPERATIONS_MIN * 0.01 + 1 }),
  hit_rate: () => lookups(BREAKER_LOOKUPS_MIN, BREAKER_LOOKUPS_MIN * 0.5 + 1),
};
const REASONS = Object.keys(FAULTS) as BypassReason[];

/** Good enough for the trial of any reason. */
function healthy() {
  operations(BREAKER_OPERATIONS_MIN, {});
  lookups(BREAKER_LOOKUPS_MIN, 0);
}

describe.each(REASONS)('bypassed for %s', (reason) => {
  it('leaves KV alone, says so once, and comes back after a trial', () => {
    FAULTS[reason]();
    expect(breaker.isOpenForUse).toBe(false);
    expect(breaker.stats()).toMatchObject({ state: 'bypassed', reason });
    expect(changes(reason, 'on')).toBe(1);
    const untilSeconds = (clock.nowMs() + BREAKER_REST_MS) / 1000;
    expect(metrics.raised('auth_cache_bypassed_until_timestamp_seconds', { reason })).toBe(untilSeconds);
    expect(lines).toHaveLength(1);

    clock.advance(BREAKER_REST_MS - 1);
    expect(breaker.isOpenForUse).toBe(false);
    clock.advance(1);
    expect(breaker.isOpenForUse).toBe(true);
    expect(breaker.stats().state).toBe('trial');
    expect(changes(reason, 'off')).toBe(0);
    healthy();
    expect(breaker.stats().state).toBe('used');
    expect(changes(reason, 'off')).toBe(1);
    expect(changes(reason, 'on')).toBe(1);
  });

  it('rests twice as long after each failed trial, up to a bound, and begins anew after a good one', () => {
    FAULTS[reason]();
    let restMs = BREAKER_REST_MS;
    while (restMs < BREAKER_REST_MS_MAX) {
      clock.advance(restMs);
      expect(breaker.isOpenForUse).toBe(true);
      FAULTS[reason]();
      restMs = Math.min(restMs * 2, BREAKER_REST_MS_MAX);
      clock.advance(restMs - 1);
      expect(breaker.isOpenForUse).toBe(false);
      clock.advance(1 - restMs);
    }
    clock.advance(restMs);
    expect(breaker.isOpenForUse).toBe(true);
    healthy();
    clock.advance(BREAKER_WINDOW_MS);
    FAULTS[reason]();
    clock.advance(BREAKER_REST_MS);
    expect(breaker.isOpenForUse).toBe(true);
  });
});

it('goes on at exactly the thresholds', () => {
  operations(BREAKER_OPERATIONS_MIN, { failed: BREAKER_OPERATIONS_MIN * 0.05, slow: BREAKER_OPERATIONS_MIN * 0.01 });
  lookups(BREAKER_LOOKUPS_MIN, BREAKER_LOOKUPS_MIN * 0.5);
  expect(breaker.stats().state).toBe('used');
});

it('does not judge by few samples', () => {
  operations(BREAKER_OPERATIONS_MIN - 1, { slow: BREAKER_OPERATIONS_MIN - 1 });
  lookups(BREAKER_LOOKUPS_MIN - 1, BREAKER_LOOKUPS_MIN - 1);
  expect(breaker.stats().state).toBe('used');
});

it('does not wait for a full sample when KV is down', () => {
  operations(BREAKER_OPERATIONS_MIN * 0.05 + 1, { failed: BREAKER_OPERATIONS_MIN });
  expect(breaker.stats().state).toBe('bypassed');
});

it('forgets what is older than the window', () => {
  operations(BREAKER_OPERATIONS_MIN - 1, { slow: BREAKER_OPERATIONS_MIN - 1 });
  clock.advance(BREAKER_WINDOW_MS);
  operations(BREAKER_OPERATIONS_MIN, {});
  expect(breaker.stats()).toMatchObject({ state: 'used', slow: 0, operations: BREAKER_OPERATIONS_MIN });
});

it('is stricter in a trial than before: a cache at the edge stays bypassed', () => {
  FAULTS.errors();
  clock.advance(BREAKER_REST_MS);
  expect(breaker.isOpenForUse).toBe(true);
  // 3 % of errors would not have started a bypass.
  operations(BREAKER_OPERATIONS_MIN, { failed: BREAKER_OPERATIONS_MIN * 0.03 });
  expect(breaker.stats().state).toBe('bypassed');
});

it('ends a trial with little traffic when the window has passed', () => {
  FAULTS.latency();
  clock.advance(BREAKER_REST_MS);
  expect(breaker.isOpenForUse).toBe(true);
  breaker.operated(1, true);
  clock.advance(BREAKER_WINDOW_MS);
  breaker.operated(1, true);
  expect(breaker.stats().state).toBe('used');
});
