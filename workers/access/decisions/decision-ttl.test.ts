import { describe, expect, it } from 'vitest';
import type { Decided } from '../policies/model.ts';
import { decisionTtlMs } from './decision-ttl.ts';
import { ALLOW_TTL_MS, CIRCUMSTANCE_TTL_MS, DENY_TTL_MS, POLICY_TTL_MS_MAX } from './decisions.constants.ts';

const NOW_MS = 1_800_000_000_000;
const ttl = (change: Partial<Decided>) =>
  decisionTtlMs({ decision: true, path: [], dependsOn: { time: false, address: false }, ...change }, NOW_MS);

describe('a decision is kept', () => {
  it('for five minutes, and for one when it denies', () => {
    expect([ALLOW_TTL_MS, DENY_TTL_MS]).toEqual([300_000, 60_000]);
    expect(ttl({})).toBe(ALLOW_TTL_MS);
    expect(ttl({ decision: false })).toBe(DENY_TTL_MS);
  });

  it('for a shorter time when it depends on the time or the address', () => {
    expect(ttl({ dependsOn: { time: true, address: false } })).toBe(CIRCUMSTANCE_TTL_MS);
    expect(ttl({ dependsOn: { time: false, address: true } })).toBe(CIRCUMSTANCE_TTL_MS);
  });

  it('never beyond a time that it looked at', () => {
    expect(ttl({ dependsOn: { time: true, address: false }, validUntilMs: NOW_MS + 5 })).toBe(5);
    expect(ttl({ validUntilMs: NOW_MS - 5, ttlSeconds: 600 })).toBe(0);
  });

  it('as its policies say, within the bounds of all the others', () => {
    expect(ttl({ ttlSeconds: 0 })).toBe(0);
    expect(ttl({ ttlSeconds: 600 })).toBe(600_000);
    expect(ttl({ ttlSeconds: 1e9 })).toBe(POLICY_TTL_MS_MAX);
    expect(ttl({ ttlSeconds: 600, decision: false })).toBe(DENY_TTL_MS);
    expect(ttl({ ttlSeconds: 600, dependsOn: { time: false, address: true } })).toBe(CIRCUMSTANCE_TTL_MS);
    expect(ttl({ ttlSeconds: 10, decision: false })).toBe(10_000);
  });
});
