import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import questions from '../../content/questions.json';
import { type TelemetryNumbers, telemetryNumbersReply } from '../../shared/telemetry-numbers.schema.ts';
import { batchOf, event } from '../testing/events.ts';
import { errorOf, type TestHouse, testClock, testHouse } from '../testing/harness.ts';
import { EventStore } from './event-store.ts';

const ADMIN_TOKEN = '3c8e51f0d7b24a69815e0c4f7ad9b236e1f85047c9da3b62';
const NOW = Date.parse('2026-11-20T03:00:00Z');
const store = new EventStore(env.DB);
const house = await testHouse({ ADMIN_TOKEN }, testClock(NOW));

const ask = (query = '', token = ADMIN_TOKEN, from: TestHouse = house, method = 'GET') =>
  from.fetch(`/admin/telemetry${query}`, { method, headers: { Authorization: `Bearer ${token}` } });
async function numbers(query: string): Promise<TelemetryNumbers> {
  const response = await ask(query);
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  return telemetryNumbersReply.parse(await response.json());
}

const answered = (round_id: string, ts: string, questionId: string, outcome: string) =>
  event({ round_id, ts, attrs: { questionId, outcome } });
const completed = (round_id: string, ts: string) => event({ name: 'quiz_complete', round_id, ts, attrs: { total: 1 } });

beforeEach(async () => {
  await env.DB.prepare('DELETE FROM telemetry_events').run();
});

describe('GET /admin/telemetry', () => {
  it('adds up rounds by the day in Tokyo on which they began', async () => {
    await store.store(
      batchOf([
        // 14:59:59Z is still the 18th in Tokyo, 15:00Z is the 19th.
        answered('late', '2026-11-18T14:59:59.999Z', 'a', 'correct'),
        completed('late', '2026-11-18T15:01:00Z'),
        answered('first', '2026-11-18T15:00:00Z', 'a', 'correct'),
        answered('first', '2026-11-18T15:00:20Z', 'b', 'wrong'),
        completed('first', '2026-11-18T15:01:00Z'),
        answered('left', '2026-11-19T12:00:00Z', 'a', 'skip'),
        event({ name: 'answer_select', round_id: 'picked', ts: '2026-11-19T12:00:00Z' }),
        completed('end alone', '2026-11-19T15:00:00Z'),
        event({ name: 'settings_theme_toggle', round_id: 'no round', ts: '2026-11-19T12:00:00Z' }),
        { id: crypto.randomUUID(), name: 'answer_result', ts: '2026-11-19T12:00:00Z' },
      ]),
      NOW,
    );
    // The same round id of another client is another round.
    await store.store(batchOf([answered('first', '2026-11-19T01:00:00Z', 'a', 'timeout')]), NOW);
    const reply = await numbers('?from=2026-11-18&to=2026-11-20');
    expect(reply.days).toEqual([
      { date: '2026-11-18', started: 1, completed: 1, completion: 1 },
      { date: '2026-11-19', started: 4, completed: 1, completion: 0.25 },
      { date: '2026-11-20', started: 1, completed: 1, completion: 1 },
    ]);
    expect(reply.total).toEqual({ started: 6, completed: 3, completion: 0.5 });
  });

  it('counts a round once, on its first day, however the days are cut', async () => {
    const over = [answered('m', '2026-11-18T14:59:00Z', 'a', 'correct'), completed('m', '2026-11-18T15:01:00Z')];
    await store.store(batchOf(over), NOW);
    expect((await numbers('?from=2026-11-18&to=2026-11-18')).total).toEqual({
      started: 1,
      completed: 1,
      completion: 1,
    });
    expect((await numbers('?from=2026-11-19&to=2026-11-19')).total).toEqual({
      started: 0,
      completed: 0,
      completion: null,
    });
  });

  it('tells accuracy by track, most answered first, with names as far as they are known', async () => {
    const [known] = questions.tracks;
    if (known === undefined) throw new Error('no tracks');
    const at = '2026-11-19T12:00:00Z';
    const outcomes = ['correct', 'correct', 'wrong', 'timeout', 'skip'];
    await store.store(
      batchOf([
        ...outcomes.map((outcome) => answered('r', at, known.id, outcome)),
        answered('r', at, 'gone', 'wrong'),
        answered('r', at, 'also-gone', 'correct'),
        answered('r', at, known.id, 'won'),
        answered('r', '2026-11-17T12:00:00Z', known.id, 'correct'),
      ]),
      NOW,
    );
    const none = { wrong: 0, timeout: 0, skip: 0 };
    const { title, game } = known;
    expect((await numbers('?from=2026-11-19&to=2026-11-19')).tracks).toEqual([
      { track: known.id, title, game, answers: 5, correct: 2, wrong: 1, timeout: 1, skip: 1, accuracy: 0.4 },
      { track: 'also-gone', title: null, game: null, ...none, answers: 1, correct: 1, accuracy: 1 },
      { track: 'gone', title: null, game: null, ...none, answers: 1, correct: 0, wrong: 1, accuracy: 0 },
    ]);
  });

  it('shows four weeks up to today in Tokyo when no days are named', async () => {
    const { from, to, days } = await numbers('');
    expect([from, to, days.length]).toEqual(['2026-10-24', '2026-11-20', 28]);
    const evening = await testHouse({ ADMIN_TOKEN }, testClock(Date.parse('2026-11-20T15:00:00Z')));
    expect(await (await ask('', ADMIN_TOKEN, evening)).json()).toMatchObject({ to: '2026-11-21' });
  });

  it.each([
    '?from=2026-11-20&to=2026-11-19',
    '?from=2026-08-20&to=2026-11-20',
    '?from=2026-02-30',
    '?from=yesterday',
    '?to=',
    '?days=3',
    '?from=2026-11-19&from=2026-11-20',
    '?__proto__=1',
  ])('refuses %s', async (query) => {
    expect(await errorOf(await ask(query))).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('takes 92 days, and reads them by the index alone', async () => {
    expect((await numbers('?from=2026-08-21&to=2026-11-20')).days).toHaveLength(92);
    const query = `EXPLAIN QUERY PLAN SELECT min(ts_ms) FROM telemetry_events WHERE ts_ms >= 1 AND ts_ms < 2
      AND name IN ('answer_result', 'quiz_complete') AND round IS NOT NULL GROUP BY client_id, round`;
    const plan = await env.DB.prepare(query).all<{ detail: string }>();
    expect(plan.results[0]?.detail).toContain('USING COVERING INDEX telemetry_events_by_time');
  });

  it('says unavailable when the database fails', async () => {
    const down = { prepare: () => ({ bind: () => undefined }), batch: () => Promise.reject(new Error('D1 is down')) };
    const response = await ask('', ADMIN_TOKEN, await testHouse({ ADMIN_TOKEN, DB: down }));
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'unavailable' });
  });
});

describe('without the admin token', () => {
  const everything = async (response: Response) => {
    const { request_id: _, ...body } = await errorOf(response);
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
    return { status: response.status, headers, body };
  };
  const wrong = [
    ADMIN_TOKEN.slice(0, -1),
    `${ADMIN_TOKEN}0`,
    ADMIN_TOKEN.toUpperCase(),
    '',
    'undefined',
    'x'.repeat(4000),
  ];

  it.each(['GET', 'POST', 'PUT', 'DELETE'])(
    '%s is byte for byte the answer of an address without anything',
    async (method) => {
      const nothing = await everything(await ask('x', ADMIN_TOKEN, house, method));
      expect(nothing.body).toMatchObject({ code: 'not_found' });
      for (const token of wrong) expect(await everything(await ask('?days=3', token, house, method))).toEqual(nothing);
      for (const headers of [{}, { Authorization: ADMIN_TOKEN }, { Authorization: `Basic ${ADMIN_TOKEN}` }]) {
        expect(await everything(await house.fetch('/admin/telemetry', { method, headers }))).toEqual(nothing);
      }
      const closed = await testHouse({ ADMIN_TOKEN: undefined });
      for (const token of [ADMIN_TOKEN, '', 'undefined']) {
        expect(await everything(await ask('', token, closed, method))).toEqual(nothing);
      }
    },
  );

  it('a HEAD tells nothing either', async () => {
    const headersOf = async (path: string) => {
      const { status, headers } = await house.fetch(path, { method: 'HEAD' });
      return [status, [...headers].filter(([name]) => name !== 'x-request-id')];
    };
    expect(await headersOf('/admin/telemetry')).toEqual(await headersOf('/admin/nothing'));
  });

  it('with it, another method is 405', async () => {
    const response = await ask('', ADMIN_TOKEN, house, 'POST');
    expect(response.headers.get('Allow')).toBe('GET, HEAD');
    expect(await errorOf(response)).toMatchObject({ status: 405 });
  });
});
