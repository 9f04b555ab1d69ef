import { env, runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUDGET_WINDOW_MS, LIMITED_ACCESS_MS, PERMANENT_PROOF_MS } from '../zaim.constants.ts';
import { accessOf, afterFailure, afterSuccess, connectedState } from './account-state.ts';
import { CallBudget } from './call-budget.ts';
import { nextFetchMs } from './next-fetch.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const situation = { nowMs: NOW, intervalMs: 15 * MINUTE, failures: 0, roomMs: NOW, random: 0.5 };

describe('the next fetch', () => {
  it.each([
    [0, 15],
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 15],
    [500, 15],
  ])('after %i failures in a row comes in %i minutes', (failures, minutes) => {
    expect(nextFetchMs({ ...situation, failures })).toBe(NOW + minutes * MINUTE);
  });

  it('varies by a tenth, and waits for the budget', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(100),
        fc.nat(7_200_000),
        (random, failures, roomMs) => {
          const at = nextFetchMs({ ...situation, random, failures, roomMs: NOW + roomMs });
          expect(at).toBeGreaterThanOrEqual(NOW + Math.max(roomMs, 0.9 * MINUTE));
          expect(at).toBeLessThanOrEqual(NOW + Math.max(roomMs, 16.5 * MINUTE));
        },
      ),
    );
  });
});

describe('the budget', () => {
  it('admits the calls of an hour in any hour, and knows when a fetch fits', async () => {
    await runInDurableObject(env.ZAIM_ACCOUNTS.getByName('budget'), (_, { storage }) => {
      const budget = new CallBudget(storage.sql);
      for (let call = 0; call < 10; call += 1) expect(budget.spend(10, NOW + call)).toBe(true);
      expect(budget.spend(10, NOW + 10)).toBe(false);
      expect(budget.roomForFetchMs(10, 3, NOW + 10)).toBe(NOW + 2 + BUDGET_WINDOW_MS);
      // A fetch that needs more than an hour has is tried when the hour is empty.
      expect(budget.roomForFetchMs(10, 50, NOW + 10)).toBe(NOW + 9 + BUDGET_WINDOW_MS);
      expect(budget.spend(10, NOW + BUDGET_WINDOW_MS - 1)).toBe(false);
      expect(budget.spend(10, NOW + BUDGET_WINDOW_MS)).toBe(true);
      expect(budget.spend(10, NOW + BUDGET_WINDOW_MS)).toBe(false);
      expect(budget.roomForFetchMs(10, 3, NOW + 2 * BUDGET_WINDOW_MS)).toBe(NOW + 2 * BUDGET_WINDOW_MS);
    });
  });
});

describe('access', () => {
  const state = connectedState('home', NOW);
  it('ends after a day unless it was registered otherwise, or has proven to last', () => {
    expect(accessOf(state, true)).toEqual({ kind: 'permanent' });
    expect(accessOf(state, false)).toEqual({ kind: 'limited', endsMs: NOW + LIMITED_ACCESS_MS });
    const justBefore = afterSuccess(state, NOW + LIMITED_ACCESS_MS + PERMANENT_PROOF_MS, 5);
    expect(accessOf(justBefore, false).kind).toBe('limited');
    const proven = afterSuccess(state, NOW + LIMITED_ACCESS_MS + PERMANENT_PROOF_MS + 1, 5);
    expect(accessOf(afterSuccess(proven, NOW + 2 * LIMITED_ACCESS_MS, 5), false).kind).toBe('permanent');
  });

  it('is lost by a refusal alone, and comes back with a success', () => {
    expect(afterFailure(state, 'timeout')).toMatchObject({ isAuthenticated: true, failures: 1 });
    const lost = afterFailure(afterFailure(state, 'unauthorized'), 'timeout');
    expect(lost).toMatchObject({ isAuthenticated: false, failures: 2, failure: 'timeout' });
    const back = afterSuccess(lost, NOW + 1, 5);
    expect(back).toMatchObject({ isAuthenticated: true, failures: 0, isFetching: false });
    expect(back.failure).toBeUndefined();
  });
});
