import { describe, expect, it } from 'vitest';
import { type TelemetryBatch, type TelemetryEvent, telemetryBatch } from '../../../shared/telemetry.schema.ts';
import { createDeviceStorage, type DeviceStorage } from '../storage/device-storage.ts';
import { STORAGE_KEYS } from '../storage/storage-keys.ts';
import { createOutbox, type Delivery, GATHER_MS } from './outbox.ts';

const DONE: Delivery = { kind: 'done' };
const LATER: Delivery = { kind: 'again', afterMs: 60_000 };
const events = (count: number): TelemetryEvent[] =>
  Array.from({ length: count }, (_, nth) => ({
    id: crypto.randomUUID(),
    name: 'answer_select',
    ts: '2026-11-20T00:00:00.000Z',
    question_idx: nth % 50,
  }));

/** A page of a tab; pages that get the same storage come one after the other. The clock is moved by hand. */
function openPage(answers: Delivery[], storage: DeviceStorage = createDeviceStorage(undefined)) {
  const sent: TelemetryBatch[] = [];
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  let now = 0;
  let serial = 0;
  const outbox = createOutbox({
    storage,
    newClientId: () => crypto.randomUUID(),
    post: (body) => {
      sent.push(telemetryBatch.parse(JSON.parse(body)));
      return Promise.resolve(answers.shift() ?? DONE);
    },
    later: (run, ms) => {
      const id = serial++;
      timers.set(id, { at: now + ms, run });
      return () => timers.delete(id);
    },
  });
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    for (const [id, { at, run }] of timers) {
      if (at > now) continue;
      timers.delete(id);
      run();
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { outbox, sent, storage, pass };
}
const idsOf = (batches: readonly TelemetryBatch[]) => batches.flatMap((batch) => batch.events.map(({ id }) => id));

describe('an outbox', () => {
  it('gathers for a while and sends once', async () => {
    const { outbox, sent, pass } = openPage([]);
    const [first, second, third] = events(3) as [TelemetryEvent, TelemetryEvent, TelemetryEvent];
    outbox.add([first, second]);
    await pass(GATHER_MS - 1);
    expect(sent).toEqual([]);
    outbox.add([third]);
    await pass(1);
    expect(sent.map((batch) => batch.events)).toEqual([[first, second, third]]);
    await pass(10 * GATHER_MS);
    expect(sent).toHaveLength(1);
  });

  it('sends at once when the page is left', async () => {
    const { outbox, sent, pass } = openPage([]);
    outbox.add(events(2));
    await outbox.leave();
    expect(idsOf(sent)).toHaveLength(2);
    await pass(GATHER_MS);
    expect(sent).toHaveLength(1);
  });

  it('keeps what was not stored and leaves the server alone for as long as it asked', async () => {
    const { outbox, sent, pass } = openPage([LATER]);
    const waiting = events(2);
    outbox.add(waiting);
    await outbox.leave();
    outbox.add(events(1));
    await outbox.leave();
    await pass(59_999);
    expect(sent).toHaveLength(1);
    await pass(1);
    expect(idsOf(sent.slice(1)).slice(0, 2)).toEqual(waiting.map(({ id }) => id));
  });

  it('sends after a reload what was left, under the same client id', async () => {
    const { outbox, sent, storage } = openPage([LATER]);
    outbox.add(events(3));
    await outbox.leave();
    const next = openPage([], storage);
    await next.pass(GATHER_MS);
    expect(next.sent).toEqual(sent);
    const empty = openPage([], storage);
    await empty.pass(GATHER_MS);
    expect(empty.sent).toEqual([]);
    empty.outbox.add(events(1));
    await empty.outbox.leave();
    expect(empty.sent[0]?.client).toEqual(sent[0]?.client);
  });

  it('keeps the newest hundred and sends twenty at a time', async () => {
    const { outbox, sent, pass } = openPage([]);
    const many = events(130);
    outbox.add(many.slice(0, 70));
    outbox.add(many.slice(70));
    for (let turn = 0; turn < 8; turn += 1) await pass(GATHER_MS);
    expect(sent.map((batch) => batch.events.length)).toEqual([20, 20, 20, 20, 20]);
    expect(idsOf(sent)).toEqual(many.slice(30).map(({ id }) => id));
  });

  it('forgets, also what is under way, and is somebody else afterwards', async () => {
    const { outbox, sent, storage, pass } = openPage([LATER]);
    outbox.add(events(2));
    const leaving = outbox.leave();
    outbox.forget();
    await leaving;
    await pass(10 * GATHER_MS);
    expect(sent).toHaveLength(1);
    expect(storage.get(STORAGE_KEYS.telemetry)).toBeUndefined();
    outbox.add(events(1));
    await outbox.leave();
    expect(sent[1]?.client.client_id).not.toBe(sent[0]?.client.client_id);
  });

  it('begins anew when what is stored cannot be read', async () => {
    const storage = createDeviceStorage(undefined);
    storage.set(STORAGE_KEYS.telemetry, '{"version":1,"clientId":7}');
    const { outbox, sent } = openPage([], storage);
    outbox.add(events(1));
    await outbox.leave();
    expect(idsOf(sent)).toHaveLength(1);
  });
});
