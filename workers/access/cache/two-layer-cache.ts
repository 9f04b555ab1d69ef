/**
 * What was decided or read before: in the isolate's memory, behind it in KV, behind that the truth, asked once for all who
 * want the same. Keys must say everything the value depends on: nothing here is ever invalidated, it becomes unreachable.
 *
 * KV is best effort: an error, a slow answer or a value of another shape is a miss, and counted. A value carries its own
 * end, since KV keeps everything for a minute at least.
 */
import * as z from 'zod';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { inTime } from '../../kernel/in-time.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import type { CacheBreaker } from './breaker.ts';
import { FLIGHT_PATIENCE_MS, KV_TIMEOUT_MS, KV_TTL_SECONDS_MIN, KV_WORTHWHILE_MS } from './cache.constants.ts';

/** A value and the milliseconds for which it may be kept; 0 for not at all. */
export interface Fresh<Value> {
  readonly value: Value;
  readonly ttlMs: number;
}

export interface Answer<Value> {
  readonly value: Value;
  readonly layer: 'memory' | 'kv' | 'truth';
  /** When it was read from the truth, in milliseconds since the Unix epoch. */
  readonly madeAtMs: number;
  /** When it ends; equal to `madeAtMs` for what is not kept. */
  readonly endsAtMs: number;
}

interface Kept<Value> {
  readonly value: Value;
  readonly madeAtMs: number;
  readonly endsAtMs: number;
}

/** The layer behind the memory. */
interface KvLayer<Value> {
  readonly namespace: KVNamespace;
  /** First part of every key, with the version of the value's shape. */
  readonly prefix: string;
  /** Reads a value back out of JSON. */
  readonly schema: z.ZodType<Value>;
  /** Turns a value into what JSON can carry. */
  readonly encode: (value: Value) => unknown;
  readonly breaker: CacheBreaker;
  /** Whether look-ups here count for the breaker's hit rate. What is looked up beside every decision would drown it. */
  readonly isJudgedByHits: boolean;
}

interface CacheParts<Value> {
  /** Label `cache_type` of the metrics. */
  readonly type: 'authorization' | 'policies' | 'subject';
  readonly entriesMax: number;
  /** Without it the memory is all. */
  readonly kv?: KvLayer<Value>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

const envelope = z.object({ madeAtMs: z.int(), endsAtMs: z.int(), value: z.unknown() });

export class TwoLayerCache<Value> {
  readonly #parts: CacheParts<Value>;
  readonly #memory: BoundedMap<string, Kept<Value>>;
  readonly #flights: SingleFlight<Answer<Value>>;

  constructor(parts: CacheParts<Value>) {
    this.#parts = parts;
    this.#memory = new BoundedMap(parts.entriesMax);
    this.#flights = new SingleFlight(parts.clock, FLIGHT_PATIENCE_MS);
  }

  /** Values in memory, also those that have ended. */
  get size(): number {
    return this.#memory.size;
  }

  /** Whether the memory answers. */
  holds(key: string): boolean {
    return this.#live(key) !== undefined;
  }

  /**
   * Answers out of the nearest layer that has the value.
   *
   * @param truth Asked when no layer has it. What it throws is thrown to everybody who waits for it.
   * @param isAtHand Whether the truth needs no I/O: then KV is not asked for what is here already.
   */
  async read(
    key: string,
    truth: () => Promise<Fresh<Value>>,
    waitUntil: WaitUntil,
    isAtHand = false,
  ): Promise<Answer<Value>> {
    const kept = this.#live(key);
    if (kept !== undefined) {
      this.#hit('memory');
      return { ...kept, layer: 'memory' };
    }
    return await this.#flights.run(key, () => this.#fetch(key, truth, waitUntil, isAtHand), waitUntil);
  }

  #live(key: string): Kept<Value> | undefined {
    const kept = this.#memory.get(key);
    return kept !== undefined && kept.endsAtMs > this.#parts.clock.nowMs() ? kept : undefined;
  }

  async #fetch(
    key: string,
    truth: () => Promise<Fresh<Value>>,
    waitUntil: WaitUntil,
    isAtHand: boolean,
  ): Promise<Answer<Value>> {
    const { clock, metrics, type, kv } = this.#parts;
    const stored = !isAtHand && kv?.breaker.isOpenForUse ? await this.#readKv(kv, key) : undefined;
    if (stored !== undefined) {
      this.#hit('kv');
      this.#memory.set(key, stored);
      return { ...stored, layer: 'kv' };
    }
    metrics.count('auth_cache_misses_total', { cache_type: type });
    // What is at hand was found as well, if not in this form.
    if (kv?.isJudgedByHits) kv.breaker.lookedUp(isAtHand);
    const madeAtMs = clock.nowMs();
    const { value, ttlMs } = await truth();
    const kept = { value, madeAtMs, endsAtMs: madeAtMs + Math.max(0, Math.floor(ttlMs)) };
    if (kept.endsAtMs > clock.nowMs()) {
      this.#memory.set(key, kept);
      if (kv?.breaker.isOpenForUse && ttlMs >= KV_WORTHWHILE_MS) waitUntil(this.#writeKv(kv, key, kept));
    }
    return { ...kept, layer: 'truth' };
  }

  async #readKv(kv: KvLayer<Value>, key: string): Promise<Kept<Value> | undefined> {
    const json = await this.#operate('get', kv, () => kv.namespace.get<unknown>(kv.prefix + key, 'json'));
    if (json === undefined || json === null) return undefined;
    const outer = envelope.safeParse(json);
    const inner = outer.success ? kv.schema.safeParse(outer.data.value) : undefined;
    if (!outer.success || !inner?.success) {
      this.#failed('get', new Error('a value of another shape'));
      return undefined;
    }
    const { madeAtMs, endsAtMs } = outer.data;
    return endsAtMs > this.#parts.clock.nowMs() ? { value: inner.data, madeAtMs, endsAtMs } : undefined;
  }

  async #writeKv(kv: KvLayer<Value>, key: string, { value, madeAtMs, endsAtMs }: Kept<Value>): Promise<void> {
    const text = JSON.stringify({ madeAtMs, endsAtMs, value: kv.encode(value) });
    const expirationTtl = Math.max(KV_TTL_SECONDS_MIN, Math.ceil((endsAtMs - madeAtMs) / 1000));
    await this.#operate('set', kv, () => kv.namespace.put(kv.prefix + key, text, { expirationTtl }));
  }

  /** Runs an operation within its time, counts it, and turns a failure into undefined. */
  async #operate<Result>(
    operation: 'get' | 'set',
    { breaker }: KvLayer<Value>,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const { clock, metrics, type } = this.#parts;
    const beganMs = clock.nowMs();
    let isOk = true;
    try {
      return await inTime(work(), KV_TIMEOUT_MS);
    } catch (error) {
      isOk = false;
      this.#failed(operation, error);
      return undefined;
    } finally {
      const tookMs = Math.max(0, clock.nowMs() - beganMs);
      metrics.observe('auth_cache_latency_seconds', { cache_type: type }, tookMs / 1000);
      breaker.operated(tookMs, isOk);
    }
  }

  #failed(operation: 'get' | 'set', error: unknown): void {
    const { metrics, log, type } = this.#parts;
    metrics.count('auth_cache_errors_total', { cache_type: type, operation });
    log.warn('auth_cache_error', { cache_type: type, operation, cause: describeThrown(error) });
  }

  #hit(layer: 'memory' | 'kv'): void {
    const { metrics, type, kv } = this.#parts;
    metrics.count('auth_cache_hits_total', { cache_type: type, layer });
    if (kv?.isJudgedByHits) kv.breaker.lookedUp(true);
  }
}
