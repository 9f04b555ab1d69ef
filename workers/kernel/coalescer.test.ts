import { describe, expect, it } from 'vitest';
import { testClock } from '../testing/harness.ts';
import { Coalescer } from './coalescer.ts';

/** A place whose hops come back only when the test says so. */
function heldPlace(batchMax = 100) {
  const hops: { items: readonly number[]; land: () => void; crash: (reason: Error) => void }[] = [];
  const clock = testClock();
  const background: Promise<unknown>[] = [];
  const coalescer = new Coalescer<number, string>({
    send: (items) =>
      new Promise((resolve, reject) =>
        hops.push({ items, land: () => resolve(items.map((item) => `r${item}`)), crash: reject }),
      ),
    batchMax,
    staleAfterMs: 1000,
    clock,
  });
  return { hops, clock, background, call: (item: number) => coalescer.call(item, (work) => background.push(work)) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('Coalescer', () => {
  it('sends a lone call at once', async () => {
    const { hops, call } = heldPlace();
    const result = call(1);
    expect(hops[0]?.items).toEqual([1]);
    hops[0]?.land();
    expect(await result).toBe('r1');
  });

  it('joins the calls that arrive during a hop, and gives each its own result', async () => {
    const { hops, call } = heldPlace();
    const results = [call(1), call(2), call(3)];
    expect(hops).toHaveLength(1);
    hops[0]?.land();
    await settled();
    expect(hops[1]?.items).toEqual([2, 3]);
    hops[1]?.land();
    expect(await Promise.all(results)).toEqual(['r1', 'r2', 'r3']);
    const after = call(4);
    expect(hops[2]?.items).toEqual([4]);
    hops[2]?.land();
    expect(await after).toBe('r4');
  });

  it('never sends more than the bound at once and leaves nobody behind', async () => {
    const { hops, call } = heldPlace(3);
    const results = Array.from({ length: 8 }, (_, item) => call(item));
    for (let hop = 0; hop < hops.length; hop += 1) {
      hops[hop]?.land();
      await settled();
    }
    expect(hops.map(({ items }) => items.length)).toEqual([1, 3, 3, 1]);
    expect(await Promise.all(results)).toEqual(Array.from({ length: 8 }, (_, item) => `r${item}`));
  });

  it('fails only the calls of the hop that failed', async () => {
    const { hops, call } = heldPlace();
    const first = call(1);
    const second = call(2);
    const outcome = first.catch((error: Error) => error.message);
    hops[0]?.crash(new Error('gone'));
    expect(await outcome).toBe('gone');
    await settled();
    hops[1]?.land();
    expect(await second).toBe('r2');
  });

  it('fails every call of a hop that brings back too few results', async () => {
    const coalescer = new Coalescer<number, string>({
      send: async () => [],
      batchMax: 9,
      staleAfterMs: 9,
      clock: testClock(),
    });
    await expect(coalescer.call(1, () => undefined)).rejects.toThrow('1 calls, 0 results');
  });

  it('goes round a hop that never comes back, and takes its late return without harm', async () => {
    const { hops, clock, call } = heldPlace();
    const lost = call(1);
    const waiting = call(2);
    clock.advance(1001);
    const next = call(3);
    expect(hops[1]?.items).toEqual([3, 2]);
    hops[0]?.land();
    expect(await lost).toBe('r1');
    const during = call(4);
    expect(hops).toHaveLength(2);
    hops[1]?.land();
    expect(await Promise.all([waiting, next])).toEqual(['r2', 'r3']);
    await settled();
    hops[2]?.land();
    expect(await during).toBe('r4');
  });

  it('keeps the request of every caller alive until its result is there', async () => {
    const { hops, background, call } = heldPlace();
    const results = [call(1), call(2)];
    expect(background).toHaveLength(2);
    hops[0]?.land();
    await settled();
    hops[1]?.land();
    await Promise.all([...results, ...background]);
  });
});
