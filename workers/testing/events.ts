/** Telemetry as a page sends it, and what D1 has of it. */
import './migrate.ts';
import { env } from 'cloudflare:workers';
import type { TelemetryBatch, TelemetryEvent } from '../../shared/telemetry.schema.ts';

/** An event as the quiz page makes it, with what the test changes. */
export function event(change: Partial<TelemetryEvent> = {}): TelemetryEvent {
  return {
    id: crypto.randomUUID(),
    name: 'answer_result',
    ts: new Date().toISOString(),
    round_id: 'round-1',
    question_idx: 1,
    attrs: { questionId: 't29tqt2h', outcome: 'correct', points: 120, remainingSeconds: 9, choiceId: 'a' },
    ...change,
  };
}

export function batchOf(events: readonly TelemetryEvent[], clientId: string = crypto.randomUUID()): TelemetryBatch {
  return { client: { client_id: clientId, app_version: '0.1.0', tz: '+09:00' }, events };
}

export interface EventRow {
  readonly event_id: string;
  readonly name: string;
  readonly ts_ms: number;
  readonly round: string | null;
  readonly question_idx: number | null;
  readonly track: string | null;
  readonly outcome: string | null;
  readonly attrs: string | null;
  readonly app_version: string | null;
  readonly tz: string | null;
}

/** The rows of one client in the order of their time. */
export async function rowsOf(clientId: string): Promise<EventRow[]> {
  const query = 'SELECT * FROM telemetry_events WHERE client_id = ? ORDER BY ts_ms';
  return (await env.DB.prepare(query).bind(clientId).all<EventRow>()).results;
}
