/**
 * A limit shard: a Durable Object that keeps the windows of many callers. Memory decides; what must outlive the object is
 * in storage before the answer leaves (the platform's output gate), so neither eviction nor a killed process lets a
 * caller begin anew. All limits of one address live in one shard: several are checked in one turn, all or nothing.
 *
 * Time is this object's own. A caller of the limiter cannot bring one along.
 */
import { DurableObject } from 'cloudflare:workers';
import { type Check, decide, preview, type Verdict } from './decide.ts';
import {
  CLOCK_STEP_BACK_MS,
  DEMAND_FACTOR_MAX,
  OBSERVED_SWEEP_MS,
  PERSISTED_WINDOW_MS_MIN,
  SHARD_MEMORY_SWEEP_MS,
  SHARD_SWEEP_MS,
} from './limits.constants.ts';
import { type Entry, isDemandKey, LogStore, logKey, type Observed } from './log-store.ts';
import { SlidingLog } from './window.ts';

export class LimitShard extends DurableObject {
  readonly #store: LogStore;
  readonly #entries = new Map<string, Entry>();
  /** Highest reading of the clock so far. */
  #seenMs = 0;
  #tidiedMs = 0;
  /** When the alarm rings, as far as this instance knows. */
  #sweepAtMs = Number.POSITIVE_INFINITY;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#store = new LogStore(state.storage);
  }

  /** Decides about requests in order, each with its checks, in one transaction. Verdicts stand in the order of checks. */
  async check(calls: readonly (readonly Check[])[]): Promise<Verdict[][]> {
    const now = this.#now();
    const changed = new Map<string, Entry>();
    try {
      const verdicts = calls.map((checks) => this.#decide(checks, now, changed));
      const kept = new Map([...changed].filter(([key, { log }]) => isPersisted(key, log)));
      if (kept.size > 0) {
        this.#store.save(kept);
        await this.#planSweep(now + SHARD_SWEEP_MS);
      }
      return verdicts;
    } catch (error) {
      // Memory must not know more than storage: the next call reads again what was written.
      for (const key of changed.keys()) this.#entries.delete(key);
      throw error;
    }
  }

  /** What a check would say now. Takes nothing. */
  peek(check: Check): Verdict {
    const now = this.#now();
    const { log } = this.#entry(logKey.taken(check.policy, check.key), check.windowMs);
    return preview({ check, log }, now);
  }

  /** Forgets what a caller has taken under one policy. */
  forget({ policy, key }: Pick<Check, 'policy' | 'key'>): void {
    const name = logKey.taken(policy, key);
    this.#entries.delete(name);
    this.#store.delete(name);
  }

  /** What policies in shadow mode saw. */
  observed(): Observed[] {
    return this.#store.observed();
  }

  /** Answers the readiness probe. */
  ping(): 'ok' {
    return 'ok';
  }

  /** Deletes what has expired; an object without open windows keeps neither state nor alarm. */
  override async alarm(): Promise<void> {
    const now = this.#now();
    this.#sweepAtMs = Number.POSITIVE_INFINITY;
    // Nothing may come between the last look into the tables and their end.
    const left = await this.ctx.blockConcurrencyWhile(() => this.#store.sweep(now));
    this.#tidyMemory(now);
    if (left !== 'nothing') await this.#planSweep(now + (left === 'windows' ? SHARD_SWEEP_MS : OBSERVED_SWEEP_MS));
  }

  #decide(checks: readonly Check[], now: number, changed: Map<string, Entry>): Verdict[] {
    const counted = checks.map((check) => {
      const name = logKey.taken(check.policy, check.key);
      return { check, name, log: this.#entry(name, check.windowMs).log };
    });
    const { admitted, verdicts, charged } = decide(counted, now);
    for (const { name, log } of charged) changed.set(name, { log, peak: 0 });
    if (admitted) for (const check of checks) if (check.mode === 'shadow') this.#follow(check, now, changed);
    return verdicts;
  }

  /** Counts what a caller wants under a policy that does not refuse. */
  #follow({ policy, key, cost, limit, windowMs }: Check, now: number, changed: Map<string, Entry>): void {
    const name = logKey.demand(policy, key);
    const { log, peak } = this.#entry(name, windowMs);
    if (log.waitMs(now, cost, limit * DEMAND_FACTOR_MAX) > 0) return;
    log.charge(now, cost);
    const entry = { log, peak: Math.max(peak, log.used(now)) };
    this.#entries.set(name, entry);
    changed.set(name, entry);
  }

  #entry(name: string, windowMs: number): Entry {
    const known = this.#entries.get(name) ?? this.#store.load(name, windowMs);
    const entry =
      known === undefined
        ? { log: new SlidingLog(windowMs, this.#latestMs()), peak: 0 }
        : // A deploy that changed the window meets logs of the old one.
          known.log.windowMs === windowMs
          ? known
          : { log: SlidingLog.decode(known.log.encode(), windowMs), peak: known.peak };
    this.#entries.set(name, entry);
    return entry;
  }

  #now(): number {
    const now = Date.now();
    this.#seenMs = Math.max(this.#seenMs, now);
    if (now - this.#tidiedMs >= SHARD_MEMORY_SWEEP_MS) this.#tidyMemory(now);
    return now;
  }

  /** For a log that begins now: a clock that was wrong by more than a small step must not stop the time of newcomers. */
  #latestMs(): number {
    return Math.min(this.#seenMs, Date.now() + CLOCK_STEP_BACK_MS);
  }

  #tidyMemory(now: number): void {
    this.#tidiedMs = now;
    for (const [name, { log }] of this.#entries) if (log.emptyAtMs() <= now) this.#entries.delete(name);
  }

  async #planSweep(atMs: number): Promise<void> {
    if (this.#sweepAtMs <= atMs) return;
    this.#sweepAtMs = atMs;
    const planned = await this.ctx.storage.getAlarm();
    if (planned === null || planned > atMs) await this.ctx.storage.setAlarm(atMs);
  }
}

/** Demand is kept until its peak is noted, however short the window. */
function isPersisted(name: string, { windowMs }: SlidingLog): boolean {
  return windowMs >= PERSISTED_WINDOW_MS_MIN || isDemandKey(name);
}
