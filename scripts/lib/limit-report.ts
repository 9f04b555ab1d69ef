/**
 * Proposes limits from what policies in shadow mode saw. The rule: a limit is half as much again as the peak that 99.9 % of
 * callers stay under, rounded up to the scale of the observations. It is a proposal: who is in the last 0.1 % decides.
 */
import { OBSERVED_BOUNDS } from '../../shared/limits.observed.ts';
import type { LimitsReply, ObservedReply } from '../../shared/limits.schema.ts';

/** Below this many callers the last 0.1 % is nobody, and a proposal a guess. */
const CALLERS_MIN = 1000;
const HEADROOM = 1.5;

export interface LimitReportRow {
  readonly policy: string;
  readonly mode: string;
  readonly limit: number;
  readonly window_seconds: number;
  readonly callers: number;
  /** Peaks that half, 99 % and 99.9 % of callers stay at or under; `max` of all. */
  readonly p50?: number;
  readonly p99?: number;
  readonly p999?: number;
  readonly max?: number;
  /** Callers who would meet the present limit. */
  readonly over_limit: number;
  readonly proposal: string;
}

/** One row for each policy, in the order of the table. */
export function limitReport(limits: LimitsReply, { observed }: ObservedReply): LimitReportRow[] {
  return limits.policies.map(({ policy, key, mode, limit, window_seconds }) => {
    const everybody = limits.overrides.find((override) => override.policy === policy && override.key === undefined);
    const present = { mode: everybody?.mode ?? mode, limit: everybody?.limit ?? limit };
    const peaks = observed.filter((row) => row.policy === policy);
    const callers = peaks.reduce((sum, row) => sum + row.callers, 0);
    const over = peaks.reduce((sum, row) => sum + (row.bound > present.limit ? row.callers : 0), 0);
    const row = { policy, ...present, window_seconds, callers, over_limit: over };
    if (key === 'round') return { ...row, proposal: 'not observed: the ledger counts it' };
    if (callers === 0) return { ...row, proposal: 'nothing observed: set mode to shadow for a while' };
    const quantile = (share: number) => quantileOf(peaks, callers, share);
    const numbers = { p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999), max: quantile(1) };
    if (callers < CALLERS_MIN) return { ...row, ...numbers, proposal: `too few callers (of ${CALLERS_MIN})` };
    const proposal = OBSERVED_BOUNDS.find((bound) => bound >= numbers.p999 * HEADROOM) ?? numbers.max;
    return { ...row, ...numbers, proposal: proposal === present.limit ? 'keep' : String(proposal) };
  });
}

/** The smallest bound at or under which a share of the callers stays. */
function quantileOf(peaks: ObservedReply['observed'], callers: number, share: number): number {
  let seen = 0;
  const rising = peaks.toSorted((one, two) => one.bound - two.bound);
  for (const { bound, callers: more } of rising) {
    seen += more;
    if (seen >= callers * share) return bound;
  }
  return rising.at(-1)?.bound ?? 0;
}
