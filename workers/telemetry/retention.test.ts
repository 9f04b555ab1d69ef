import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import worker from '../index.ts';
import { batchOf, event, rowsOf } from '../testing/events.ts';
import { EventStore } from './event-store.ts';
import { deleteExpired } from './retention.ts';
import {
  CLEANUP_CRON,
  CLEANUP_ROWS_PER_STATEMENT,
  CLEANUP_STATEMENTS_MAX,
  EVENT_RETENTION_MS,
  IDEMPOTENCY_TTL_MS,
} from './telemetry.constants.ts';

const MINUTE_MS = 60_000;
const store = new EventStore(env.DB);

async function runScheduled(cron: string, bindings: Cloudflare.Env = env): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController({ cron }), bindings);
  await waitOnExecutionContext(context);
}
const at = (ms: number) => new Date(ms).toISOString();
const countOf = async (table: string) =>
  (await env.DB.prepare(`SELECT count(*) AS rows FROM ${table}`).first<number>('rows')) ?? Number.NaN;

beforeEach(async () => {
  await env.DB.batch(['telemetry_events', 'telemetry_requests'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

describe('the cleanup cron', () => {
  it('deletes events and keys whose time is over, and no others', async () => {
    const now = Date.now();
    const kept = [event({ ts: at(now - EVENT_RETENTION_MS + MINUTE_MS) }), event({ ts: at(now) })];
    const batch = batchOf([event({ ts: at(now - EVENT_RETENTION_MS) }), event({ ts: at(0) }), ...kept]);
    const clientId = batch.client.client_id;
    await store.store(batch, now - IDEMPOTENCY_TTL_MS, { key: 'over', sha256: 'a' });
    await store.store(batchOf([event()], clientId), now - IDEMPOTENCY_TTL_MS + MINUTE_MS, { key: 'kept', sha256: 'b' });
    await runScheduled(CLEANUP_CRON);
    const ids = (await rowsOf(clientId)).map(({ event_id }) => event_id);
    expect(ids).toEqual(expect.arrayContaining(kept.map(({ id }) => id)));
    expect(ids).toHaveLength(3);
    expect(await store.hasStored(clientId, { key: 'kept', sha256: 'b' }, now)).toBe(true);
    expect(await countOf('telemetry_requests')).toBe(1);
  });

  it.each(['* * * * *', '', '18 * * * *', `${CLEANUP_CRON} `])('throws for %j and deletes nothing', async (cron) => {
    await store.store(batchOf([event({ ts: at(0) })]), 0);
    await expect(runScheduled(cron)).rejects.toThrow('no job for the cron string');
    expect(await countOf('telemetry_events')).toBe(1);
  });

  it('fails when the database does, so that the failure shows', async () => {
    const down = { prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('D1 is down')) }) }) };
    await expect(runScheduled(CLEANUP_CRON, { ...env, DB: down } as never)).rejects.toThrow('D1 is down');
  });

  it('fails in a house that is not configured', async () => {
    await expect(runScheduled(CLEANUP_CRON, { ...env, JWT_SECRET: 'short' } as never)).rejects.toThrow(
      /not configured/,
    );
  });
});

describe('deleteExpired', () => {
  const fill = (rows: number) =>
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO telemetry_events (client_id, event_id, name, ts_ms, received_at_ms) SELECT 'c', i, 'artwork_open', i, i FROM n`,
    )
      .bind(rows)
      .run();

  it('works in chunks, so many in a run, and the next run goes on where it stopped', async () => {
    const perRun = (CLEANUP_STATEMENTS_MAX / 2) * CLEANUP_ROWS_PER_STATEMENT;
    await fill(perRun + 500);
    const now = Date.now();
    expect(await deleteExpired(env.DB, now)).toEqual({ events_deleted: perRun, requests_deleted: 0, complete: false });
    expect(await deleteExpired(env.DB, now)).toEqual({ events_deleted: 500, requests_deleted: 0, complete: true });
  });

  it('finds what is old by the index', async () => {
    const query = `EXPLAIN QUERY PLAN SELECT client_id, event_id FROM telemetry_events WHERE ts_ms <= 1 ORDER BY ts_ms LIMIT 1`;
    const plan = await env.DB.prepare(query).all<{ detail: string }>();
    expect(plan.results.map(({ detail }) => detail).join()).toContain(
      'COVERING INDEX telemetry_events_by_time (ts_ms<?)',
    );
  });
});
