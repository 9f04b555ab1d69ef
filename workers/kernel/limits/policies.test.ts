import { describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../../shared/limits.vocabulary.ts';
import { POLICIES, type Policy } from './policies.ts';

describe('the policy table', () => {
  it('has the limits of the contract', () => {
    const { start, next, telemetry, manifest } = POLICIES;
    expect([start.limit, start.windowSeconds, start.key]).toEqual([1, 1, 'client']);
    expect([next.limit, next.windowSeconds, next.key]).toEqual([10, 60, 'round']);
    expect([telemetry.limit, telemetry.windowSeconds, telemetry.key]).toEqual([100, 60, 'client']);
    expect([manifest.limit, manifest.windowSeconds, manifest.key]).toEqual([1, 60, 'client']);
  });

  it.each(POLICY_NAMES)('allows at least one request under %s', (name) => {
    const { cost, limit, windowSeconds }: Policy = POLICIES[name];
    for (const number of [cost, limit, windowSeconds]) expect(Number.isSafeInteger(number) && number > 0).toBe(true);
    expect(cost).toBeLessThanOrEqual(limit);
  });
});
