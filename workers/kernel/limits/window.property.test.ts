/** The sliding log against a reference that keeps everything and counts naively. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingLog, secondsUp } from './window.ts';

const RUNS = 10_000;
const HOUR_MS = 3_600_000;

interface Step {
  readonly clockStepMs: number;
  readonly cost: number;
  /** The object goes between two requests: only the stored form is left. */
  readonly evicted: boolean;
}

const schedule = fc.integer({ min: 1000, max: HOUR_MS }).chain((windowMs) =>
  fc.record({
    windowMs: fc.constant(windowMs),
    limit: fc.integer({ min: 1, max: 100 }),
    steps: fc.array(
      fc.record({
        clockStepMs: fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: 0, max: Math.ceil(windowMs / 20) }) },
          { weight: 2, arbitrary: fc.integer({ min: -2000, max: 0 }) },
          { weight: 1, arbitrary: fc.constantFrom(windowMs - 1, windowMs, windowMs + 1) },
          { weight: 1, arbitrary: fc.integer({ min: -2000, max: HOUR_MS }) },
        ),
        cost: fc.integer({ min: 1, max: 5 }),
        evicted: fc.boolean(),
      }),
      { minLength: 20, maxLength: 120 },
    ),
  }),
);

/** Units in the fullest rolling window, by counting each window that begins with something admitted. */
function fullestWindow(admitted: readonly { at: number; cost: number }[], windowMs: number): number {
  let fullest = 0;
  for (const [first, { at }] of admitted.entries()) {
    let units = 0;
    for (let nth = first; nth < admitted.length; nth += 1) {
      const event = admitted[nth];
      if (event === undefined || event.at >= at + windowMs) break;
      units += event.cost;
    }
    fullest = Math.max(fullest, units);
  }
  return fullest;
}

function play({ windowMs, limit, steps }: { windowMs: number; limit: number; steps: readonly Step[] }): void {
  let log = new SlidingLog(windowMs);
  let stored = log.encode();
  let nowMs = 1_700_000_000_000;
  let highestMs = 0;
  const admitted: { at: number; cost: number }[] = [];
  for (const { clockStepMs, cost, evicted } of steps) {
    nowMs += clockStepMs;
    // What is stored was written when something was last admitted, and knows of no later reading of the clock.
    if (evicted) {
      log = SlidingLog.decode(stored, windowMs);
      highestMs = admitted.at(-1)?.at ?? 0;
    }
    highestMs = Math.max(highestMs, nowMs);
    const waitMs = log.waitMs(nowMs, cost, limit);
    if (waitMs === 0) {
      log.charge(nowMs, cost);
      stored = log.encode();
      admitted.push({ at: highestMs, cost });
    } else if (cost > limit) {
      expect(waitMs).toBe(Number.POSITIVE_INFINITY);
    } else {
      const before = log.encode();
      expect(log.waitMs(nowMs, cost, limit)).toBe(waitMs);
      expect(log.encode()).toEqual(before);
      const retryAfterSeconds = secondsUp(waitMs);
      expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
      const later = (ms: number) => SlidingLog.decode(before, windowMs).waitMs(nowMs + ms, cost, limit);
      expect(later(retryAfterSeconds * 1000)).toBe(0);
      expect(later(waitMs)).toBe(0);
      expect(later(waitMs - 1)).toBe(1);
      expect(log.renewMs(nowMs)).toBeLessThanOrEqual(waitMs);
    }
    expect(log.remaining(nowMs, limit)).toBeGreaterThanOrEqual(0);
    expect(log.remaining(nowMs, limit)).toBe(limit - log.used(nowMs));
    expect(log.renewMs(nowMs)).toBeGreaterThanOrEqual(log.used(nowMs) > 0 ? 1 : 0);
  }
  expect(fullestWindow(admitted, windowMs)).toBeLessThanOrEqual(limit);
}

describe('SlidingLog', () => {
  it(`keeps every rolling window, remaining and Retry-After right in ${RUNS} random schedules`, () => {
    fc.assert(fc.property(schedule, play), { numRuns: RUNS, seed: 20_261_120 });
  }, 180_000);
});
