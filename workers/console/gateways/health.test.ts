import { describe, expect, it } from 'vitest';
import { type Check, healthOf } from './health.ts';

const check = (durationMs: number, fault?: Check['fault']): Check => ({
  atMs: 1_700_000_000_000 + durationMs,
  durationMs,
  fault,
});

describe('the health of a gateway', () => {
  it('is unknown before the first check', () => {
    expect(healthOf([])).toMatchObject({ status: 'unknown', p50_ms: 0, p99_ms: 0, checks: 0, checked_at: null });
  });

  it('has percentiles that were measured, of what was answered', () => {
    const answered = Array.from({ length: 100 }, (_, nth) => check(nth + 1));
    const health = healthOf([...answered.toReversed(), check(5000, 'timeout')]);
    expect(health).toMatchObject({ p50_ms: 50, p95_ms: 95, p99_ms: 99, checks: 101, failures: 1 });
    expect(healthOf([check(7)])).toMatchObject({ p50_ms: 7, p95_ms: 7, p99_ms: 7 });
  });

  it('is that of the last check, and names the last failure', () => {
    expect(healthOf([check(1, 'status'), check(2)])).toMatchObject({ status: 'healthy', last_error: 'status' });
    expect(healthOf([check(1), check(2, 'timeout')])).toMatchObject({ status: 'unhealthy', last_error: 'timeout' });
  });
});
