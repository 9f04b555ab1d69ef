import { describe, expect, it } from 'vitest';
import type { TelemetryBatch } from '../../shared/telemetry.schema.ts';
import { ATTRS_BYTES_MAX, BATCH_BYTES_MAX, TELEMETRY_EVENT_NAMES } from '../../shared/telemetry.vocabulary.ts';
import { batchOf, event, rowsOf } from '../testing/events.ts';
import { errorOf, testHouse } from '../testing/harness.ts';

const HOUR_MS = 3_600_000;
const house = await testHouse();
const send = (batch: unknown) => house.post('/v1/metrics', batch);
const at = (ms: number) => new Date(house.clock.nowMs() + ms).toISOString();

/** A batch of one event that breaks one rule. */
const broken = (change: object) => ({ ...batchOf([]), events: [{ ...event(), ...change }] });
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });

describe('POST /v1/metrics', () => {
  it('stores a batch as the quiz page sends it, and answers 202 without a body', async () => {
    const batch = batchOf([event({ ts: at(-1000) }), { id: crypto.randomUUID(), name: 'artwork_open', ts: at(0) }]);
    const response = await send(batch);
    expect(response.status).toBe(202);
    expect(response.body).toBeNull();
    const [first, second] = await rowsOf(batch.client.client_id);
    expect(first).toEqual({
      client_id: batch.client.client_id,
      event_id: batch.events[0]?.id,
      name: 'answer_result',
      ts_ms: Date.parse(batch.events[0]?.ts ?? ''),
      received_at_ms: house.clock.nowMs(),
      round: 'round-1',
      question_idx: 1,
      track: 't29tqt2h',
      outcome: 'correct',
      attrs: JSON.stringify(batch.events[0]?.attrs),
      app_version: '0.1.0',
      tz: '+09:00',
    });
    expect(second).toMatchObject({ name: 'artwork_open', round: null, question_idx: null, track: null, attrs: null });
  });

  it('takes a bare client, every name, a hundred events and a time a day away', async () => {
    const events = Array.from({ length: 100 }, (_, index) =>
      event({
        name: TELEMETRY_EVENT_NAMES[index % TELEMETRY_EVENT_NAMES.length] ?? 'artwork_open',
        ts: at((index % 2 === 0 ? 24 : -24) * HOUR_MS),
      }),
    );
    const clientId = crypto.randomUUID();
    expect((await send({ client: { client_id: clientId }, events })).status).toBe(202);
    expect(await rowsOf(clientId)).toHaveLength(100);
  });

  it('keeps attributes as they came, whatever is in them', async () => {
    const attrs = { nul: '\u0000', lone: '\ud800', quote: `'";--`, deep: { list: [1, 2.5, null, true] }, '': 'ゲーム' };
    const batch = batchOf([event({ name: 'embed_error', attrs })]);
    expect((await send(batch)).status).toBe(202);
    const [row] = await rowsOf(batch.client.client_id);
    expect(row?.attrs).toBe(JSON.stringify(attrs));
  });

  it.each<[string, object, string]>([
    ['no client', { events: [event()] }, '/client'],
    ['a client without id', { client: {}, events: [event()] }, '/client/client_id'],
    ['a client id of 65 characters', batchOf([event()], 'x'.repeat(65)), '/client/client_id'],
    ['a client id with white space', batchOf([event()], 'a b'), '/client/client_id'],
    ['a field that is not known', { ...batchOf([event()]), token: 'x' }, '/token'],
    ['a client field that is not known', { client: { client_id: 'x', ip: '::1' }, events: [event()] }, '/client/ip'],
    ['an offset that is a name', { client: { client_id: 'x', tz: 'Asia/Tokyo' }, events: [event()] }, '/client/tz'],
    ['no events', batchOf([]), '/events'],
    ['101 events', batchOf(Array.from({ length: 101 }, () => event())), '/events'],
    ['an event field that is not known', broken({ retryCount: 1 }), '/events/0/retryCount'],
    ['an id that is not a UUID', broken({ id: 'event-1' }), '/events/0/id'],
    ['a name that is not known', broken({ name: 'page_view' }), '/events/0/name'],
    ['a name of an object', broken({ name: 'constructor' }), '/events/0/name'],
    ['a time without a zone', broken({ ts: '2026-01-01T00:00:00' }), '/events/0/ts'],
    ['a day that does not exist', broken({ ts: '2026-02-30T00:00:00Z' }), '/events/0/ts'],
    ['a time as a number', broken({ ts: 1_763_600_000_000 }), '/events/0/ts'],
    ['an event from 24 hours ago and more', broken({ ts: at(-24 * HOUR_MS - 1) }), '/events/0/ts'],
    ['an event from 24 hours ahead and more', broken({ ts: at(24 * HOUR_MS + 1) }), '/events/0/ts'],
    ['an empty round', broken({ round_id: '' }), '/events/0/round_id'],
    ['a question that is a half', broken({ question_idx: 1.5 }), '/events/0/question_idx'],
    ['a question beyond any round', broken({ question_idx: 51 }), '/events/0/question_idx'],
    ['attributes that are a list', broken({ attrs: [] }), '/events/0/attrs'],
    ['attributes that are too deep', broken({ attrs: nested(8) }), '/events/0/attrs'],
    ['attributes with a long name', broken({ attrs: { ['k'.repeat(65)]: 1 } }), `/events/0/attrs/${'k'.repeat(65)}`],
  ])('refuses %s and says where it is', async (_, batch, pointer) => {
    expect(await errorOf(await send(batch))).toMatchObject({ status: 400, code: 'bad_request', details: { pointer } });
  });

  it('counts attributes in bytes of UTF-8', async () => {
    const fits = { text: 'x'.repeat(ATTRS_BYTES_MAX - '{"text":""}'.length) };
    expect((await send(batchOf([event({ attrs: fits })]))).status).toBe(202);
    for (const text of [`${fits.text}x`, 'ゲ'.repeat(ATTRS_BYTES_MAX / 3)]) {
      expect(await errorOf(await send(batchOf([event({ attrs: { text } })])))).toMatchObject({ status: 400 });
    }
  });

  it('stores nothing of a batch with one bad event', async () => {
    const batch = batchOf([event(), event(), { ...event(), ts: at(-25 * HOUR_MS) }]);
    expect((await errorOf(await send(batch))).details).toEqual({ pointer: '/events/2/ts' });
    expect(await rowsOf(batch.client.client_id)).toEqual([]);
  });

  it.each([
    `{"client":{"client_id":"x"},"events":${'['.repeat(120_000)}${']'.repeat(120_000)}}`,
    `{"client":{"client_id":"x"},"events":[{"attrs":{"a":${'['.repeat(120_000)}${']'.repeat(120_000)}}}]}`,
    `{"client":{"client_id":"x"},"events":[{"attrs":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}]}`,
  ])('refuses what is nested without an end', async (body) => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    expect(body.length).toBeLessThan(BATCH_BYTES_MAX);
    expect(await errorOf(await house.fetch('/v1/metrics', init))).toMatchObject({ status: 400 });
  });

  it('takes the beacon that a page sends when it goes away', async () => {
    const batch = batchOf([event({ name: 'quiz_complete', attrs: { total: 10, correct: 7 } })]);
    const body = new Blob([JSON.stringify(batch)], { type: 'application/json' });
    expect((await house.fetch('/v1/metrics', { method: 'POST', body })).status).toBe(202);
    expect(await rowsOf(batch.client.client_id)).toHaveLength(1);
  });
});

describe('what is kept of a round', () => {
  const roundsOf = async (batch: TelemetryBatch) => {
    expect((await send(batch)).status).toBe(202);
    return (await rowsOf(batch.client.client_id)).map(({ round }) => round);
  };

  it('is its id: the tokens of one round are one round, and none of them is stored', async () => {
    const started = await house.start({ total: 2 });
    const next = await house.next(started.continuationToken, 'a');
    if (next.finished) throw new Error('finished too early');
    const tokens = [started.continuationToken, next.continuationToken, started.round.id];
    const rounds = await roundsOf(batchOf(tokens.map((round_id) => event({ round_id }))));
    expect(rounds).toEqual([started.round.id, started.round.id, started.round.id]);
  });

  it('is a digest when the text is neither an id nor a token with one', async () => {
    const claims = (value: unknown) => `x.${btoa(JSON.stringify(value)).replaceAll('=', '')}.${'y'.repeat(60)}`;
    const odd = [
      'with white space',
      'x'.repeat(65),
      claims({ rid: 'not-an-id' }),
      claims(null),
      `x.y.${'z'.repeat(70)}`,
    ];
    const rounds = await roundsOf(batchOf(odd.map((round_id) => event({ round_id }))));
    expect(new Set(rounds).size).toBe(odd.length);
    for (const round of rounds) expect(round).toMatch(/^sha256:[0-9a-f]{16}$/);
  });
});

it('leaves track and outcome empty when the page sends something else', async () => {
  const odd = [{}, { questionId: 7, outcome: 'correct' }, { questionId: 'a b', outcome: 'correct' }, undefined];
  const batch = batchOf([...odd, { questionId: 'x', outcome: 'won' }].map((attrs) => event({ attrs })));
  expect((await send(batch)).status).toBe(202);
  const rows = await rowsOf(batch.client.client_id);
  expect(rows).toHaveLength(5);
  for (const row of rows) expect(row).toMatchObject({ track: null, outcome: null });
});
