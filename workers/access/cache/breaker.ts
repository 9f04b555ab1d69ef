/**
 * Decides whether KV is worth asking. When its hit rate, its errors or its time cross a threshold in the last minute, this
 * isolate leaves KV alone for a while, then tries it again, and takes it back only when the trial keeps to stricter shares.
 *
 * Bypassed is the layer that does I/O. What the isolate remembers itself goes on answering: it costs nothing and was
 * computed here, and without it a KV outage would become an overload of D1.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import {
  BREAKER_LOOKUPS_MIN,
  BREAKER_OPERATIONS_MIN,
  BREAKER_REST_MS,
  BREAKER_REST_MS_MAX,
  BREAKER_RESUME,
  BREAKER_SLOW_MS,
  BREAKER_TRIP,
  BREAKER_WINDOW_MS,
} from './cache.constants.ts';
import { type Counts, SlidingCounts } from './sliding-counts.ts';

/** Why the cache is bypassed: the names of the thresholds. */
export type BypassReason = 'hit_rate' | 'errors' | 'latency';
type Shares = { readonly [Name in keyof typeof BREAKER_TRIP]: number };

type State =
  | { readonly kind: 'used' }
  | { readonly kind: 'bypassed'; readonly reason: BypassReason; readonly untilMs: number }
  | { readonly kind: 'trial'; readonly reason: BypassReason; readonly untilMs: number };

interface BreakerParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What the breaker of this isolate sees. */
export interface BreakerStats extends Readonly<Counts> {
  readonly state: State['kind'];
  readonly reason?: BypassReason;
}

export class CacheBreaker {
  readonly #parts: BreakerParts;
  readonly #window = new SlidingCounts();
  #state: State = { kind: 'used' };
  #restMs = BREAKER_REST_MS;

  constructor(parts: BreakerParts) {
    this.#parts = parts;
  }

  /** Whether KV is to be asked now. */
  get isOpenForUse(): boolean {
    const now = this.#parts.clock.nowMs();
    const state = this.#state;
    if (state.kind === 'bypassed' && now >= state.untilMs) {
      this.#window.clear();
      this.#state = { kind: 'trial', reason: state.reason, untilMs: now + BREAKER_WINDOW_MS };
      this.#parts.log.info('auth_cache_trial', { reason: state.reason });
    }
    return this.#state.kind !== 'bypassed';
  }

  /** Takes in how a look-up ended, whichever layer answered. */
  lookedUp(isHit: boolean): void {
    const now = this.#parts.clock.nowMs();
    this.#window.add('lookups', now);
    if (!isHit) this.#window.add('misses', now);
    this.#judge(now);
  }

  /** Takes in an operation on KV. */
  operated(tookMs: number, isOk: boolean): void {
    const now = this.#parts.clock.nowMs();
    this.#window.add('operations', now);
    if (!isOk) this.#window.add('errors', now);
    if (tookMs > BREAKER_SLOW_MS) this.#window.add('slow', now);
    this.#judge(now);
  }

  stats(): BreakerStats {
    const counts = this.#window.total(this.#parts.clock.nowMs());
    const state = this.#state;
    return { state: state.kind, ...(state.kind === 'used' ? {} : { reason: state.reason }), ...counts };
  }

  #judge(now: number): void {
    const state = this.#state;
    if (state.kind === 'bypassed') return;
    const counts = this.#window.total(now);
    const fault = faultOf(counts, state.kind === 'used' ? BREAKER_TRIP : BREAKER_RESUME);
    if (state.kind === 'used') {
      if (fault !== undefined) this.#bypass(fault, now);
    } else if (fault !== undefined) {
      this.#restMs = Math.min(this.#restMs * 2, BREAKER_REST_MS_MAX);
      this.#rest(fault, now);
    } else if (now >= state.untilMs || hasEnough(counts, state.reason)) {
      this.#restMs = BREAKER_REST_MS;
      this.#state = { kind: 'used' };
      this.#tell(state.reason, 'off');
    }
  }

  #bypass(reason: BypassReason, now: number): void {
    this.#rest(reason, now);
    this.#tell(reason, 'on');
  }

  #rest(reason: BypassReason, now: number): void {
    const untilMs = now + this.#restMs;
    this.#state = { kind: 'bypassed', reason, untilMs };
    this.#parts.metrics.raise('auth_cache_bypassed_until_timestamp_seconds', { reason }, untilMs / 1000);
  }

  #tell(reason: BypassReason, direction: 'on' | 'off'): void {
    this.#parts.metrics.count('auth_cache_bypass_changes_total', { reason, direction });
    this.#parts.log.warn('auth_cache_bypass', { reason, direction });
  }
}

function faultOf(counts: Counts, shares: Shares): BypassReason | undefined {
  const { lookups, misses, operations, errors, slow } = counts;
  // Errors are judged before the sample is full: they are enough as soon as they would be enough in the smallest one.
  if (errors > shares.errorShare * Math.max(operations, BREAKER_OPERATIONS_MIN)) return 'errors';
  if (operations >= BREAKER_OPERATIONS_MIN && slow > shares.slowShare * operations) return 'latency';
  if (lookups >= BREAKER_LOOKUPS_MIN && misses > shares.missShare * lookups) return 'hit_rate';
  return undefined;
}

/** Whether a trial has seen enough of what the bypass was for. */
function hasEnough({ lookups, operations }: Counts, reason: BypassReason): boolean {
  return reason === 'hit_rate' ? lookups >= BREAKER_LOOKUPS_MIN : operations >= BREAKER_OPERATIONS_MIN;
}
