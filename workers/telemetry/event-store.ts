/**
 * Telemetry in D1. A batch is one transaction: all of its events are there afterwards or none is, and the primary key
 * keeps a second copy out, also when the same events arrive in parallel.
 *
 * The events travel as one JSON parameter, since D1 takes a hundred parameters in a statement and a batch has more.
 */
import * as z from 'zod';
import type { TelemetryBatch } from '../../shared/telemetry.schema.ts';
import { answerOf, roundOf } from './identifiers.ts';
import { IDEMPOTENCY_TTL_MS } from './telemetry.constants.ts';

/** A batch that came with an `Idempotency-Key`. */
export interface KeyedRequest {
  readonly key: string;
  /** Digest of the batch, in hex. */
  readonly sha256: string;
}

export type StoreResult =
  | { readonly outcome: 'stored'; readonly stored: number; readonly duplicates: number }
  /** The key stands for another batch. Nothing was stored. */
  | { readonly outcome: 'key_reused' };

const INSERT_EVENTS = `INSERT INTO telemetry_events (client_id, app_version, tz, received_at_ms,
    event_id, name, ts_ms, round, question_idx, track, outcome, attrs)
  SELECT ?1, ?2, ?3, ?4, value->>'event_id', value->>'name', value->>'ts_ms', value->>'round', value->>'question_idx',
    value->>'track', value->>'outcome', value->>'attrs'
  FROM json_each(?5) WHERE %condition
  ON CONFLICT (client_id, event_id) DO NOTHING`;
const INSERT_ALWAYS = INSERT_EVENTS.replace('%condition', 'true');
const INSERT_UNDER_KEY = INSERT_EVENTS.replace(
  '%condition',
  `EXISTS (SELECT 1 FROM telemetry_requests WHERE client_id = ?1 AND idempotency_key = ?6 AND batch_sha256 = ?7)`,
);
const CLAIM_KEY = `INSERT INTO telemetry_requests (client_id, idempotency_key, batch_sha256, received_at_ms)
  VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (client_id, idempotency_key)
  DO UPDATE SET batch_sha256 = excluded.batch_sha256, received_at_ms = excluded.received_at_ms
  WHERE received_at_ms <= ?5`;
const FIND_KEY = `SELECT batch_sha256, received_at_ms FROM telemetry_requests
  WHERE client_id = ?1 AND idempotency_key = ?2`;

const requestRow = z.object({ batch_sha256: z.string(), received_at_ms: z.int() });

export class EventStore {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /**
   * Stores what is new of a batch.
   *
   * @throws Whatever D1 throws. It may have stored the batch nevertheless: to send it again is safe.
   */
  async store(batch: TelemetryBatch, nowMs: number, request?: KeyedRequest): Promise<StoreResult> {
    const { client_id, app_version = null, tz = null } = batch.client;
    const values = [client_id, app_version, tz, nowMs, JSON.stringify(await rowsOf(batch))];
    if (request === undefined) {
      const { meta } = await this.#db
        .prepare(INSERT_ALWAYS)
        .bind(...values)
        .run();
      return storedOf(batch, meta.changes);
    }
    const { key, sha256 } = request;
    const [, inserted, found] = await this.#db.batch([
      this.#db.prepare(CLAIM_KEY).bind(client_id, key, sha256, nowMs, nowMs - IDEMPOTENCY_TTL_MS),
      this.#db.prepare(INSERT_UNDER_KEY).bind(...values, key, sha256),
      this.#db.prepare(FIND_KEY).bind(client_id, key),
    ]);
    const holder = requestRow.parse(found?.results[0]);
    if (holder.batch_sha256 !== sha256) return { outcome: 'key_reused' };
    return storedOf(batch, inserted?.meta.changes ?? 0);
  }

  /** Whether this very batch was stored under this key within the last day. */
  async hasStored(clientId: string, { key, sha256 }: KeyedRequest, nowMs: number): Promise<boolean> {
    const row = requestRow
      .optional()
      .parse((await this.#db.prepare(FIND_KEY).bind(clientId, key).first()) ?? undefined);
    return row?.batch_sha256 === sha256 && row.received_at_ms > nowMs - IDEMPOTENCY_TTL_MS;
  }
}

function rowsOf({ events }: TelemetryBatch): Promise<object[]> {
  return Promise.all(
    events.map(async ({ id, name, ts, round_id, question_idx, attrs }) => ({
      event_id: id,
      name,
      ts_ms: Date.parse(ts),
      round: round_id === undefined ? undefined : await roundOf(round_id),
      question_idx,
      attrs,
      ...(name === 'answer_result' ? answerOf(attrs) : undefined),
    })),
  );
}

function storedOf({ events }: TelemetryBatch, stored: number): StoreResult {
  return { outcome: 'stored', stored, duplicates: events.length - stored };
}
