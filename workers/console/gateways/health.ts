/** What a window of checks says about a gateway. Pure. */
import type { GatewayHealth } from '../../../shared/gateways.schema.ts';
import type { GatewayFault } from '../../../shared/gateways.vocabulary.ts';
import { RECENT_MAX } from './gateways.constants.ts';

export interface Check {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly durationMs: number;
  /** Undefined when it went well. */
  readonly fault?: GatewayFault | undefined;
}

/** @param checks Oldest first. */
export function healthOf(checks: readonly Check[]): GatewayHealth {
  const last = checks.at(-1);
  const answered = checks.filter(({ fault }) => fault === undefined).map(({ durationMs }) => durationMs);
  const sorted = answered.toSorted((one, other) => one - other);
  return {
    status: last === undefined ? 'unknown' : last.fault === undefined ? 'healthy' : 'unhealthy',
    p50_ms: percentile(sorted, 50),
    p95_ms: percentile(sorted, 95),
    p99_ms: percentile(sorted, 99),
    last_error: checks.findLast(({ fault }) => fault !== undefined)?.fault ?? null,
    checks: checks.length,
    failures: checks.length - answered.length,
    checked_at: last === undefined ? null : new Date(last.atMs).toISOString(),
    recent: checks.slice(-RECENT_MAX).map(({ atMs, durationMs, fault }) => ({
      at: new Date(atMs).toISOString(),
      duration_ms: durationMs,
      error: fault ?? null,
    })),
  };
}

/** Nearest rank: a duration that was measured, never one in between. @param sorted Rising. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
