/**
 * Finds an API key: memory of the isolate, KV, D1. What the caches hold counts only while the epoch of the owner is the one
 * it was read under, so a revocation makes it unreachable everywhere within the bound of that knowledge, and at once for a
 * strict check, however old KV's copy is.
 *
 * The epoch is always learnt before D1 is read. A key whose owner is not known yet is read once for the answer alone and
 * cached the next time.
 */
import * as z from 'zod';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import { inTime } from '../../kernel/in-time.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import type { Demand, Freshness } from '../freshness/freshness.ts';
import {
  KEY_KNOWN_MS,
  KEY_PATIENCE_MS,
  KEY_STORE_MS,
  KEY_TRUTH_MS,
  KNOWN_KEYS_MAX,
  UNKNOWN_KEY_MS,
  UNKNOWN_KEYS_MAX,
} from './api-keys.constants.ts';
import { type KeyFacts, keyFacts } from './key-record.ts';
import type { KeyTruth } from './key-truth.ts';

interface KnownKeysParts {
  readonly truth: KeyTruth;
  readonly kv: KVNamespace;
  readonly freshness: Pick<Freshness, 'epochOf'>;
  /** False: D1 is asked every time. */
  readonly isCaching: boolean;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

const storedSchema = z.object({ version: z.literal(1), epoch: z.int(), readAtMs: z.int(), facts: keyFacts });

interface Known {
  readonly facts: KeyFacts;
  /** Epoch of the owner that was known before D1 was read; undefined when the facts may not be used again. */
  readonly epoch: number | undefined;
  readonly readAtMs: number;
}

export class KnownKeys {
  readonly #parts: KnownKeysParts;
  readonly #known = new BoundedMap<string, Known>(KNOWN_KEYS_MAX);
  /** Ids that are nobody's, and until when that is believed. */
  readonly #unknown = new BoundedMap<string, number>(UNKNOWN_KEYS_MAX);
  readonly #reads: SingleFlight<KeyFacts | undefined>;

  constructor(parts: KnownKeysParts) {
    this.#parts = parts;
    this.#reads = new SingleFlight(parts.clock, KEY_PATIENCE_MS);
  }

  /** Whether this isolate has heard of a key, so that a question about it costs no look-up of an unknown one. */
  has(id: string): boolean {
    return this.#known.get(id) !== undefined || this.#isUnknown(id);
  }

  /**
   * What is known of a key.
   *
   * @throws AppError `unavailable` when neither cache nor truth can say as freshly as demanded.
   */
  async find(id: string, demand: Demand, waitUntil: WaitUntil): Promise<KeyFacts | undefined> {
    if (!this.#parts.isCaching) return await this.#readNow(id);
    if (demand === 'bounded' && this.#isUnknown(id)) {
      this.#count('memory');
      return undefined;
    }
    const inMemory = this.#known.get(id);
    const first = inMemory ?? (await this.#fromStore(id));
    if (first === undefined) return await this.#findFirst(id, demand, waitUntil);
    const stamp = await this.#parts.freshness.epochOf(first.facts.owner, demand, waitUntil);
    const isGood = (known: Known | undefined): known is Known =>
      known !== undefined &&
      stamp.isSettled &&
      known.epoch === stamp.number &&
      this.#parts.clock.nowMs() - known.readAtMs < KEY_KNOWN_MS;
    if (isGood(inMemory)) {
      this.#count('memory');
      return inMemory.facts;
    }
    const stored = inMemory === undefined ? first : await this.#fromStore(id);
    if (isGood(stored)) {
      this.#known.set(id, stored);
      this.#count('kv');
      return stored.facts;
    }
    this.#count('none');
    const readAtMs = this.#parts.clock.nowMs();
    // Those who join know the same epoch, so the read they join began after everything up to it was written. While a change
    // is under way that is not so: its write may come between two reads.
    const facts = await (stamp.isSettled ? this.#read(id, String(stamp.number), waitUntil) : this.#readNow(id));
    if (facts === undefined) this.#known.delete(id);
    else this.#remember(id, { facts, epoch: stamp.isSettled ? stamp.number : undefined, readAtMs }, waitUntil);
    return facts;
  }

  async #findFirst(id: string, demand: Demand, waitUntil: WaitUntil): Promise<KeyFacts | undefined> {
    this.#count('none');
    const nowMs = this.#parts.clock.nowMs();
    // What others have begun to read may be older than this question, by less than the bound.
    const facts = await (demand === 'bounded' ? this.#read(id, 'first', waitUntil) : this.#readNow(id));
    if (facts === undefined) this.#unknown.set(id, nowMs + UNKNOWN_KEY_MS);
    else this.#remember(id, { facts, epoch: undefined, readAtMs: nowMs }, waitUntil);
    return facts;
  }

  #remember(id: string, known: Known, waitUntil: WaitUntil): void {
    this.#known.set(id, known);
    if (known.epoch === undefined) return;
    waitUntil(this.#toStore(id, known));
  }

  /** Never rejects. */
  async #toStore(id: string, known: Known): Promise<void> {
    try {
      const value = JSON.stringify({ version: 1, ...known });
      await this.#parts.kv.put(keyOf(id), value, { expirationTtl: KEY_KNOWN_MS / 1000 });
    } catch (error) {
      this.#report('set', error);
    }
  }

  #isUnknown(id: string): boolean {
    return (this.#unknown.get(id) ?? 0) > this.#parts.clock.nowMs();
  }

  #read(id: string, flight: string, waitUntil: WaitUntil): Promise<KeyFacts | undefined> {
    return this.#reads.run(`${id}:${flight}`, () => this.#readNow(id), waitUntil);
  }

  async #readNow(id: string): Promise<KeyFacts | undefined> {
    const { truth, metrics } = this.#parts;
    metrics.count('authz_truth_reads_total', { kind: 'api_key' });
    try {
      const record = await inTime(truth.find(id), KEY_TRUTH_MS);
      return record && keyFacts.parse(record);
    } catch (cause) {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    }
  }

  /** A store that fails, hangs or holds something else is a miss. */
  async #fromStore(id: string): Promise<Known | undefined> {
    const { clock, metrics } = this.#parts;
    const startedMs = clock.nowMs();
    try {
      const text = await inTime(this.#parts.kv.get(keyOf(id)), KEY_STORE_MS);
      if (text === null) return undefined;
      const { facts, epoch, readAtMs } = storedSchema.parse(JSON.parse(text));
      return facts.id === id ? { facts, epoch, readAtMs } : undefined;
    } catch (error) {
      this.#report('get', error);
      return undefined;
    } finally {
      const seconds = Math.max(0, clock.nowMs() - startedMs) / 1000;
      metrics.observe('auth_cache_latency_seconds', { cache_type: 'api_key' }, seconds);
    }
  }

  #count(layer: 'memory' | 'kv' | 'none'): void {
    const { metrics } = this.#parts;
    if (layer === 'none') metrics.count('auth_cache_misses_total', { cache_type: 'api_key' });
    else metrics.count('auth_cache_hits_total', { cache_type: 'api_key', layer });
  }

  #report(operation: 'get' | 'set', error: unknown): void {
    this.#parts.metrics.count('auth_cache_errors_total', { cache_type: 'api_key', operation });
    this.#parts.log.warn('key_cache_failed', { operation, cause: describeThrown(error) });
  }
}

function keyOf(id: string): string {
  return `api-key:v1:${id}`;
}
