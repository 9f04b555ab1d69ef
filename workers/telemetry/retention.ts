/**
 * Telemetry leaves D1 when its time is over: in chunks, so that no statement holds the database for long, and so many
 * in one run at most. What is left is for the next run.
 */
import {
  CLEANUP_ROWS_PER_STATEMENT,
  CLEANUP_STATEMENTS_MAX,
  EVENT_RETENTION_MS,
  IDEMPOTENCY_TTL_MS,
} from './telemetry.constants.ts';

export interface Cleaned {
  readonly events_deleted: number;
  readonly requests_deleted: number;
  /** False when more is left than one run deletes. */
  readonly complete: boolean;
}

const DELETE_EVENTS = `DELETE FROM telemetry_events WHERE (client_id, event_id) IN (
  SELECT client_id, event_id FROM telemetry_events WHERE ts_ms <= ?1 ORDER BY ts_ms LIMIT ?2)`;
const DELETE_REQUESTS = `DELETE FROM telemetry_requests WHERE (client_id, idempotency_key) IN (
  SELECT client_id, idempotency_key FROM telemetry_requests WHERE received_at_ms <= ?1 ORDER BY received_at_ms LIMIT ?2)`;

/**
 * Deletes what has outlived its time.
 *
 * @throws Whatever D1 throws. The chunks before are deleted; to run again is safe.
 */
export async function deleteExpired(db: D1Database, nowMs: number): Promise<Cleaned> {
  const half = CLEANUP_STATEMENTS_MAX / 2;
  const requests = await deleteChunks(db.prepare(DELETE_REQUESTS), nowMs - IDEMPOTENCY_TTL_MS, half);
  const events = await deleteChunks(db.prepare(DELETE_EVENTS), nowMs - EVENT_RETENTION_MS, half);
  return {
    requests_deleted: requests.deleted,
    events_deleted: events.deleted,
    complete: requests.complete && events.complete,
  };
}

async function deleteChunks(
  statement: D1PreparedStatement,
  untilMs: number,
  statementsMax: number,
): Promise<{ deleted: number; complete: boolean }> {
  let deleted = 0;
  for (let nth = 0; nth < statementsMax; nth += 1) {
    const { meta } = await statement.bind(untilMs, CLEANUP_ROWS_PER_STATEMENT).run();
    deleted += meta.changes;
    if (meta.changes < CLEANUP_ROWS_PER_STATEMENT) return { deleted, complete: true };
  }
  return { deleted, complete: false };
}
