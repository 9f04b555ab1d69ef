/** Nothing is lost behind a 202, and nothing counts twice: resends, keys, and a database that fails. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { TelemetryBatch } from '../../shared/telemetry.schema.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { batchOf, event, rowsOf } from '../testing/events.ts';
import { gzip } from '../testing/gzip.ts';
import { errorOf, type TestHouse, testClock, testHouse } from '../testing/harness.ts';
import { EventStore } from './event-store.ts';
import { TelemetryService } from './telemetry.service.ts';

const DAY_MS = 86_400_000;
const house = await testHouse();

function send(batch: TelemetryBatch, headers: Record<string, string> = {}, to: TestHouse = house): Promise<Response> {
  const body = JSON.stringify(batch);
  return to.fetch('/v1/metrics', { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
}
const idsOf = async (clientId: string) => (await rowsOf(clientId)).map(({ event_id }) => event_id).toSorted();

describe('a resend', () => {
  it('adds what is new and nothing else', async () => {
    const [a, b, c] = [event(), event(), event()];
    const first = batchOf([a, b]);
    const clientId = first.client.client_id;
    expect((await send(first)).status).toBe(202);
    expect((await send(first)).status).toBe(202);
    expect((await send(batchOf([b, c], clientId))).status).toBe(202);
    expect(await idsOf(clientId)).toEqual([a.id, b.id, c.id].toSorted());
  });

  it('counts once within a batch, whatever the letters of the id', async () => {
    const one = event();
    const batch = batchOf([one, one, { ...one, id: one.id.toUpperCase() }]);
    expect((await send(batch)).status).toBe(202);
    expect(await rowsOf(batch.client.client_id)).toHaveLength(1);
  });

  it('of another client is another event', async () => {
    const one = event();
    const batches = [batchOf([one]), batchOf([one])];
    for (const batch of batches) expect((await send(batch)).status).toBe(202);
    for (const { client } of batches) expect(await rowsOf(client.client_id)).toHaveLength(1);
  });

  it('in parallel, of batches that overlap, leaves exactly one row for each event', async () => {
    const clientId = crypto.randomUUID();
    const events = Array.from({ length: 60 }, () => event());
    const batches = Array.from({ length: 40 }, (_, start) => batchOf(events.slice(start, start + 21), clientId));
    const responses = await Promise.all(batches.map((batch) => send(batch)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await idsOf(clientId)).toEqual(events.map(({ id }) => id).toSorted());
  });

  it('may be packed when the first try was not', async () => {
    const batch = batchOf(Array.from({ length: 100 }, () => event()));
    expect((await send(batch)).status).toBe(202);
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const body = await gzip(JSON.stringify(batch));
    expect((await house.fetch('/v1/metrics', { method: 'POST', headers, body })).status).toBe(202);
    expect(await rowsOf(batch.client.client_id)).toHaveLength(100);
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string) => ({ 'Idempotency-Key': key });

  it('lets the same batch through again, quoted or not', async () => {
    const batch = batchOf([event()]);
    for (const key of ['"key-1"', '"key-1"', 'key-1']) expect((await send(batch, keyed(key))).status).toBe(202);
    expect(await rowsOf(batch.client.client_id)).toHaveLength(1);
  });

  it('refuses another batch, and stores nothing of it', async () => {
    const batch = batchOf([event()]);
    const clientId = batch.client.client_id;
    await send(batch, keyed('k'));
    const error = await errorOf(await send(batchOf([event()], clientId), keyed('k')));
    expect(error).toMatchObject({ status: 422, code: 'idempotency_key_reused', retryable: false });
    expect(await idsOf(clientId)).toEqual(batch.events.map(({ id }) => id));
    expect((await send(batch, keyed('k'))).status).toBe(202);
  });

  it('belongs to its client, and to nobody after a day', async () => {
    const clock = testClock();
    const later = await testHouse({}, clock);
    const mine = batchOf([event()]);
    const clientId = mine.client.client_id;
    expect((await send(mine, keyed('k'), later)).status).toBe(202);
    expect((await send(batchOf([event()]), keyed('k'), later)).status).toBe(202);
    clock.advance(DAY_MS - 1);
    const fresh = batchOf([event({ ts: new Date(clock.nowMs()).toISOString() })], clientId);
    expect((await send(fresh, keyed('k'), later)).status).toBe(422);
    clock.advance(1);
    expect((await send(fresh, keyed('k'), later)).status).toBe(202);
    expect(await rowsOf(clientId)).toHaveLength(2);
  });

  it('keeps its answer when the events have become too old meanwhile', async () => {
    const clock = testClock();
    const later = await testHouse({}, clock);
    const old = batchOf([event({ ts: new Date(clock.nowMs() - DAY_MS + 1000).toISOString() })]);
    expect((await send(old, keyed('k'), later)).status).toBe(202);
    clock.advance(3_600_000);
    expect((await send(old, keyed('k'), later)).status).toBe(202);
    expect((await send(old, {}, later)).status).toBe(400);
    expect((await send(old, keyed('other'), later)).status).toBe(400);
    clock.advance(DAY_MS);
    expect((await send(old, keyed('k'), later)).status).toBe(400);
  });

  it('lets exactly one of several batches win in parallel', async () => {
    const clientId = crypto.randomUUID();
    const batches = Array.from({ length: 12 }, () => batchOf([event(), event()], clientId));
    const statuses = await Promise.all(batches.map(async (batch) => (await send(batch, keyed('race'))).status));
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 422)).toHaveLength(11);
    expect(await idsOf(clientId)).toEqual(batches[statuses.indexOf(202)]?.events.map(({ id }) => id).toSorted());
  });

  it.each(['', '""', '"a', 'a b', '"a b"', 'a"b', `"${'k'.repeat(256)}"`])('is refused as %j', async (key) => {
    const batch = batchOf([event()]);
    expect(await errorOf(await send(batch, keyed(key)))).toMatchObject({ status: 400, code: 'bad_request' });
    expect(await rowsOf(batch.client.client_id)).toEqual([]);
  });
});

/** D1 that fails for one call: before the transaction, or after it when the reply is lost. */
function failingOnce(when: 'before' | 'after'): { db: unknown; calls: () => number } {
  let calls = 0;
  const fail = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    calls += 1;
    if (calls > 1) return await work();
    if (when === 'after') await work();
    throw new Error('D1_ERROR: canary Network connection lost.');
  };
  const guard = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get: (target, name) => {
        if (name === 'run') return () => fail(() => target.run());
        if (name === 'bind') return (...values: unknown[]) => guard(target.bind(...values));
        return Reflect.get(target, name, target);
      },
    });
  const db = {
    prepare: (query: string) => guard(env.DB.prepare(query)),
    batch: (statements: D1PreparedStatement[]) => fail(() => env.DB.batch(statements)),
  };
  return { db, calls: () => calls };
}

describe('a database that fails', () => {
  it.each<['before' | 'after', Record<string, string>]>([
    ['before', {}],
    ['after', {}],
    ['before', { 'Idempotency-Key': '"once"' }],
    ['after', { 'Idempotency-Key': '"once"' }],
  ])('%s the commit, with %j: 503, and the next try ends with one row for each event', async (when, headers) => {
    const { db, calls } = failingOnce(when);
    const failing = await testHouse({ DB: db });
    const batch = batchOf(Array.from({ length: 30 }, () => event()));
    const clientId = batch.client.client_id;
    const response = await send(batch, headers, failing);
    expect(Number(response.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
    expect(error.message).not.toContain('canary');
    expect(await rowsOf(clientId)).toHaveLength(when === 'after' ? 30 : 0);
    expect((await send(batch, headers, failing)).status).toBe(202);
    expect(calls()).toBe(2);
    expect(await idsOf(clientId)).toEqual(batch.events.map(({ id }) => id).toSorted());
  });

  it('in the middle of a batch takes back the key with the events', async () => {
    const [good, bad] = [event(), event()];
    const store = new EventStore(env.DB);
    // What the contract would never let through breaks the transaction at its second statement.
    const broken = { ...batchOf([good, bad]), events: [good, { ...bad, ts: 'never' }] };
    const clientId = broken.client.client_id;
    await expect(store.store(broken, Date.now(), { key: 'k', sha256: 'a' })).rejects.toThrow();
    expect(await rowsOf(clientId)).toEqual([]);
    const repaired = { ...broken, events: [good, bad] };
    expect(await store.store(repaired, Date.now(), { key: 'k', sha256: 'b' })).toMatchObject({ stored: 2 });
  });
});

it('counts events by what became of them', async () => {
  const counted: Record<string, number> = {};
  const metrics = {
    count: (name: string, { result }: { result: string }, amount: number) => {
      const key = `${name} ${result}`;
      counted[key] = (counted[key] ?? 0) + amount;
    },
  } as unknown as Metrics;
  const clock = testClock();
  const telemetry = new TelemetryService({
    db: env.DB,
    events: new EventStore(env.DB),
    nameTracks: async () => new Map(),
    metrics,
    clock,
  });
  const batch = batchOf([event(), event(), event()]);
  await telemetry.ingest(batch, undefined);
  await telemetry.ingest({ ...batch, events: [...batch.events, event()] }, undefined);
  clock.advance(2 * DAY_MS);
  await expect(telemetry.ingest(batch, undefined)).rejects.toMatchObject({ code: 'bad_request' });
  expect(counted).toEqual({
    'telemetry_events_total stored': 4,
    'telemetry_events_total duplicate': 3,
    'telemetry_events_total refused': 3,
  });
});
