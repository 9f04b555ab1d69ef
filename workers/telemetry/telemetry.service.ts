/**
 * The telemetry feature without HTTP: take a batch of events, delete what is old, tell the product numbers.
 *
 * A batch is taken as a whole or refused as a whole. The page forgets its events when it hears 202, so nothing says 202
 * before D1 has them; when D1 fails the page is told to keep them, and what it sends again is stored once.
 */
import type { TelemetryBatch } from '../../shared/telemetry.schema.ts';
import type { TelemetryNumbers, TelemetryNumbersQuery } from '../../shared/telemetry-numbers.schema.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import type { EventStore, KeyedRequest } from './event-store.ts';
import { type NameTracks, numbersOf, querySums } from './product-numbers.ts';
import { type Cleaned, deleteExpired } from './retention.ts';
import { EVENT_TIME_TOLERANCE_MS, STORE_RETRY_AFTER_SECONDS } from './telemetry.constants.ts';
import { rangeOf } from './tokyo-day.ts';

export interface TelemetryParts {
  readonly db: D1Database;
  readonly events: EventStore;
  /** The names of tracks, which another feature has. */
  readonly nameTracks: NameTracks;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export class TelemetryService {
  readonly #parts: TelemetryParts;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
  }

  /**
   * Stores what is new of a batch.
   *
   * @param key Of the `Idempotency-Key` header, when the page sent one.
   * @throws AppError `bad_request` (an event too old or ahead), `idempotency_key_reused`, `unavailable`.
   */
  async ingest(batch: TelemetryBatch, key: string | undefined): Promise<void> {
    const { events, metrics, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const request = key === undefined ? undefined : { key, sha256: await digestOf(batch) };
    try {
      await this.#requireTimely(batch, request, nowMs);
      const result = await orComeBack(events.store(batch, nowMs, request));
      if (result.outcome === 'key_reused') throw new AppError('idempotency_key_reused');
      metrics.count('telemetry_events_total', { result: 'stored' }, result.stored);
      metrics.count('telemetry_events_total', { result: 'duplicate' }, result.duplicates);
    } catch (error) {
      const isRefusal = error instanceof AppError && error.status < 500;
      if (isRefusal) metrics.count('telemetry_events_total', { result: 'refused' }, batch.events.length);
      throw error;
    }
  }

  /** Deletes what has outlived its time. */
  clean(): Promise<Cleaned> {
    return deleteExpired(this.#parts.db, this.#parts.clock.nowMs());
  }

  /**
   * Rounds by day, completion and accuracy by track.
   *
   * @throws AppError `bad_request` (days), `unavailable`.
   */
  async numbers(query: TelemetryNumbersQuery, waitUntil: (work: Promise<unknown>) => void): Promise<TelemetryNumbers> {
    const { db, nameTracks, clock } = this.#parts;
    const range = rangeOf(query, clock.nowMs());
    const [sums, names] = await Promise.all([orComeBack(querySums(db, range)), nameTracks(waitUntil)]);
    return numbersOf(range, sums, names);
  }

  /** Refuses events from too far away in time, unless they belong to a batch that is stored already. */
  async #requireTimely(batch: TelemetryBatch, request: KeyedRequest | undefined, nowMs: number): Promise<void> {
    const index = batch.events.findIndex(({ ts }) => Math.abs(Date.parse(ts) - nowMs) > EVENT_TIME_TOLERANCE_MS);
    if (index === -1) return;
    const { client_id } = batch.client;
    if (request && (await orComeBack(this.#parts.events.hasStored(client_id, request, nowMs)))) return;
    throw new AppError('bad_request', {
      message: 'The request is not valid: the event is more than 24 hours away from now.',
      details: { pointer: `/events/${index}/ts` },
    });
  }
}

/** When the database fails, the caller comes back: a page with the events that it kept. */
async function orComeBack<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new AppError('unavailable', { headers: { 'Retry-After': String(STORE_RETRY_AFTER_SECONDS) }, cause });
  }
}

/** Digest of what a batch says, whatever its white space and packing. */
async function digestOf(batch: TelemetryBatch): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(batch)));
  return new Uint8Array(digest).toHex();
}
