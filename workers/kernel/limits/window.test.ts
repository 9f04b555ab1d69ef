import { describe, expect, it } from 'vitest';
import { SlidingLog } from './window.ts';

const take = (log: SlidingLog, nowMs: number, cost: number, limit: number): boolean => {
  if (log.waitMs(nowMs, cost, limit) > 0) return false;
  log.charge(nowMs, cost);
  return true;
};

describe('SlidingLog', () => {
  it('does not admit twice the limit across the edge of a window', () => {
    const log = new SlidingLog(60_000);
    for (let nth = 0; nth < 10; nth += 1) expect(take(log, 59_900, 1, 10)).toBe(true);
    for (const nowMs of [60_000, 60_100, 119_899]) expect(take(log, nowMs, 1, 10)).toBe(false);
    expect(take(log, 119_900, 1, 10)).toBe(true);
  });

  it('admits one who was refused all the time at the same moment as one who waited', () => {
    const impatient = new SlidingLog(10_000);
    take(impatient, 0, 1, 1);
    for (let nowMs = 1; nowMs < 10_000; nowMs += 1) expect(take(impatient, nowMs, 1, 1)).toBe(false);
    expect(take(impatient, 10_000, 1, 1)).toBe(true);
  });

  it('admits nothing twice when the clock steps back, and says how long that takes', () => {
    const log = new SlidingLog(1000);
    take(log, 5000, 1, 1);
    expect(take(log, 3000, 1, 1)).toBe(false);
    expect(log.waitMs(3000, 1, 1)).toBe(3000);
    expect(take(log, 6000, 1, 1)).toBe(true);
  });

  it('counts down to the lowered limit, and never below nothing', () => {
    const log = new SlidingLog(1000);
    for (const nowMs of [0, 100, 200, 300]) take(log, nowMs, 1, 4);
    expect(log.remaining(400, 2)).toBe(0);
    expect(log.waitMs(400, 1, 2)).toBe(800);
    expect(log.waitMs(400, 1, 8)).toBe(0);
  });

  it('never admits what costs more than the limit', () => {
    expect(new SlidingLog(1000).waitMs(0, 3, 2)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is stored in about three bytes for each request, and refuses bytes that it did not write', () => {
    const log = new SlidingLog(60_000);
    const start = Date.UTC(2026, 10, 20);
    for (let nth = 0; nth < 100; nth += 1) log.charge(start + nth * 599, 1);
    const bytes = log.encode();
    expect(bytes.length).toBeLessThanOrEqual(100 * 3 + 8);
    expect(SlidingLog.decode(bytes, 60_000).encode()).toEqual(bytes);
    expect(() => SlidingLog.decode(bytes.slice(0, -1), 60_000)).toThrow(RangeError);
    expect(() => SlidingLog.decode(Uint8Array.of(9), 60_000)).toThrow(RangeError);
    expect(() => SlidingLog.decode(new Uint8Array(), 60_000)).toThrow(RangeError);
  });

  it('admits exactly the limit of 1,000,000 acquires of 8 callers', async () => {
    const limit = 12_345;
    const log = new SlidingLog(600_000);
    let acquires = 0;
    let admitted = 0;
    const caller = async () => {
      while (acquires < 1_000_000) {
        acquires += 1;
        // The clock moves, and now and then back, within one window.
        if (take(log, Math.floor(acquires / 2) - (acquires % 7), 1, limit)) admitted += 1;
        if (acquires % 16 === 0) await Promise.resolve();
      }
    };
    await Promise.all(Array.from({ length: 8 }, caller));
    expect(acquires).toBe(1_000_000);
    expect(admitted).toBe(limit);
  });
});
