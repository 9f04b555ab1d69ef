/**
 * One request against several limits, all or nothing: if one that is enforced refuses, none is charged. The same rule in
 * a shard, in the round ledger and in an isolate that is on its own.
 */
import type { LimitMode, PolicyName } from '../../../shared/limits.vocabulary.ts';
import type { SlidingLog } from './window.ts';

/** One limit to be checked, with the numbers that hold for this caller now. */
export interface Check {
  readonly policy: PolicyName;
  /** Hashed client or address, or a round id. */
  readonly key: string;
  readonly cost: number;
  readonly limit: number;
  readonly windowMs: number;
  readonly mode: Exclude<LimitMode, 'off'>;
}

/** What one limit says. Times are spans, so that two machines need not agree about the time of day. */
export interface Verdict {
  readonly admitted: boolean;
  /** Units left. */
  readonly remaining: number;
  /** Milliseconds until more units come back; 0 when none are taken. */
  readonly renewMs: number;
  /** Milliseconds until this cost is admitted when nobody else comes; 0 when it was. */
  readonly waitMs: number;
}

export interface Counted {
  readonly check: Check;
  readonly log: SlidingLog;
}

export interface Outcome<One extends Counted> {
  /** False when a limit that is enforced refused. */
  readonly admitted: boolean;
  /** In the order of the checks. */
  readonly verdicts: Verdict[];
  /** Those whose log has changed. */
  readonly charged: readonly One[];
}

/** Decides about one request and charges the logs. */
export function decide<One extends Counted>(counted: readonly One[], nowMs: number): Outcome<One> {
  const waits = counted.map(({ check, log }) => log.waitMs(nowMs, check.cost, check.limit));
  const admitted = counted.every(({ check }, nth) => check.mode !== 'enforce' || waits[nth] === 0);
  const charged = admitted ? counted.filter((_, nth) => waits[nth] === 0) : [];
  for (const { check, log } of charged) log.charge(nowMs, check.cost);
  const verdicts = counted.map(({ check, log }, nth) => verdictOf(log, check.limit, nowMs, waits[nth] ?? 0));
  return { admitted, verdicts, charged };
}

/** What one limit would say now. Takes nothing. */
export function preview({ check, log }: Counted, nowMs: number): Verdict {
  return verdictOf(log, check.limit, nowMs, log.waitMs(nowMs, check.cost, check.limit));
}

function verdictOf(log: SlidingLog, limit: number, nowMs: number, waitMs: number): Verdict {
  return { admitted: waitMs === 0, remaining: log.remaining(nowMs, limit), renewMs: log.renewMs(nowMs), waitMs };
}
