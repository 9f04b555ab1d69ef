import { describe, expect, it } from 'vitest';
import { testClock } from '../../testing/harness.ts';
import { createLog } from '../log.ts';
import { METRICS } from './catalogue.ts';
import { type Sample, sumOf } from './cells.ts';
import {
  CARRIER_STALE_MS,
  FLIGHT_PATIENCE_INTERVALS,
  LABEL_CHARS_MAX,
  PARCEL_AGE_MAX_MS,
  PARCEL_SERIES_MAX,
} from './metrics.constants.ts';
import { type Parcel, Recorder } from './recorder.ts';

const INTERVAL_MS = 1000;

/** A recorder whose flights come back only when the test says so; time passes only while it waits. */
function heldRecorder() {
  const clock = testClock();
  const flights: { parcel: Parcel; departedMs: number; land: () => void; crash: () => void }[] = [];
  const background: Promise<unknown>[] = [];
  const logged: string[] = [];
  const startedMs = clock.nowMs();
  const recorder = new Recorder({
    send: (parcel) =>
      new Promise((resolve, reject) => {
        const departedMs = clock.nowMs() - startedMs;
        flights.push({ parcel, departedMs, land: resolve, crash: () => reject(new Error('shard is away')) });
      }),
    clock,
    log: createLog('debug', (_, line) => logged.push(line)),
    intervalMs: INTERVAL_MS,
    wait: async (ms) => {
      clock.advance(ms);
      await settled();
    },
  });
  const flush = () => recorder.flush((work) => background.push(work));
  const start = () => {
    recorder.count('rounds_started_total', {});
    flush();
  };
  return { recorder, clock, flights, background, logged, flush, start };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const started = (samples: readonly Sample[]) => totalOf(samples, 'rounds_started_total');

function totalOf(samples: readonly Sample[], name: string): number {
  const cell = sumOf([samples]).find((sample) => sample.name === name)?.cell;
  return cell === undefined ? 0 : cell.kind === 'buckets' ? cell.counts.reduce((one, two) => one + two) : cell.value;
}

describe('what is recorded', () => {
  it('adds up in one entry for each series', async () => {
    const { recorder, flights } = heldRecorder();
    for (const status of ['200', '200', '500'])
      recorder.count('http_requests_total', { route: '/a', method: 'GET', status });
    recorder.count('http_requests_total', { route: '/a', method: 'GET', status: '200' }, 5);
    recorder.raise('token_last_signed_timestamp_seconds', { kid: 'k' }, 7);
    recorder.raise('token_last_signed_timestamp_seconds', { kid: 'k' }, 5);
    void recorder.handOver();
    expect(flights[0]?.parcel.deltas).toEqual([
      { name: 'http_requests_total', labels: ['/a', 'GET', '200'], changes: 3, cell: { kind: 'sum', value: 7 } },
      { name: 'http_requests_total', labels: ['/a', 'GET', '500'], changes: 1, cell: { kind: 'sum', value: 1 } },
      { name: 'token_last_signed_timestamp_seconds', labels: ['k'], changes: 2, cell: { kind: 'max', value: 7 } },
    ]);
  });

  it('falls into the bucket whose bound it does not exceed, with the last request as exemplar', async () => {
    const { recorder, flights, clock } = heldRecorder();
    for (const [value, id] of [
      [0, 'r1'],
      [1, 'r2'],
      [1.0001, undefined],
      [120, 'r4'],
      [121, 'x'.repeat(65)],
    ] as const) {
      recorder.observe('token_age_seconds', {}, value, id);
    }
    void recorder.handOver();
    const cell = flights[0]?.parcel.deltas[0]?.cell;
    if (cell?.kind !== 'buckets') throw new TypeError('not a histogram');
    expect(cell.counts).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(cell.counts).toHaveLength(METRICS.token_age_seconds.buckets.length + 1);
    expect(cell.sum).toBeCloseTo(243.0001);
    expect(cell.exemplars[0]).toEqual({ requestId: 'r2', value: 1, atMs: clock.nowMs() });
    expect(cell.exemplars.filter((exemplar) => exemplar !== null)).toHaveLength(2);
  });

  it('keeps values apart that would look alike when joined', () => {
    const { recorder, flights } = heldRecorder();
    recorder.count('token_signed_with_total', { key: 'a|1:b', kid: '' });
    recorder.count('token_signed_with_total', { key: 'a', kid: '1:b' });
    void recorder.handOver();
    expect(flights[0]?.parcel.deltas).toHaveLength(2);
  });

  it('is lost, counted and never thrown when it makes no sense', () => {
    const { recorder, flights } = heldRecorder();
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      recorder.count('rounds_started_total', {}, wrong);
      recorder.observe('token_age_seconds', {}, wrong);
    }
    recorder.raise('token_last_signed_timestamp_seconds', { kid: 'k' }, Number.NaN);
    void recorder.handOver();
    expect(flights[0]?.parcel.deltas.map(({ name, cell }) => [name, cell])).toEqual([
      ['metrics_deltas_lost_total', { kind: 'sum', value: 7 }],
    ]);
  });

  it('is bounded in series and in the length of labels; what does not fit is counted', () => {
    const { recorder, flights } = heldRecorder();
    for (let nth = 0; nth < PARCEL_SERIES_MAX + 10; nth += 1) {
      recorder.count('rate_limit_errors_total', { policy: `${nth}`.padEnd(500, '\ud83d\ude00') });
    }
    void recorder.handOver();
    const deltas = flights[0]?.parcel.deltas ?? [];
    expect(deltas).toHaveLength(PARCEL_SERIES_MAX + 1);
    expect(totalOf(deltas, 'metrics_deltas_lost_total')).toBe(10);
    for (const { labels } of deltas) {
      for (const value of labels) expect(value.length).toBeLessThanOrEqual(LABEL_CHARS_MAX);
      for (const value of labels) expect(value.isWellFormed()).toBe(true);
    }
  });
});

describe('a flight', () => {
  it('leaves after the answer, at once when there was none for a while', async () => {
    const { flights, start, background } = heldRecorder();
    start();
    expect(flights).toHaveLength(0);
    await settled();
    expect(flights[0]).toMatchObject({ departedMs: 0, parcel: { sequence: 1 } });
    flights[0]?.land();
    await Promise.all(background);
  });

  it('does not leave when nothing happened', () => {
    const { flush, background } = heldRecorder();
    flush();
    expect(background).toHaveLength(0);
  });

  it('takes along what a thousand requests did since the one before, and occupies one of them', async () => {
    const { flights, start, background } = heldRecorder();
    for (let request = 0; request < 1000; request += 1) start();
    await settled();
    expect(background).toHaveLength(1);
    expect(started(flights[0]?.parcel.deltas ?? [])).toBe(1000);
    for (let request = 0; request < 1000; request += 1) start();
    expect(background).toHaveLength(2);
    flights[0]?.land();
    await settled();
    await settled();
    expect(flights[1]).toMatchObject({ departedMs: INTERVAL_MS, parcel: { sequence: 2 } });
    expect(started(flights[1]?.parcel.deltas ?? [])).toBe(1000);
  });

  it('that failed is repeated unchanged, later, and what happened since goes in the next parcel', async () => {
    const { flights, start, background, logged } = heldRecorder();
    start();
    await settled();
    flights[0]?.crash();
    await Promise.all(background);
    expect(logged.join()).toContain('metrics_flight_failed');
    start();
    for (let step = 0; step <= FLIGHT_PATIENCE_INTERVALS; step += 1) await settled();
    expect(flights[1]?.departedMs).toBe(INTERVAL_MS * FLIGHT_PATIENCE_INTERVALS);
    expect(flights[1]?.parcel).toBe(flights[0]?.parcel);
    flights[1]?.land();
    await settled();
    expect(flights[2]?.parcel).toMatchObject({ sequence: 2, isolate: flights[0]?.parcel.isolate });
    flights[2]?.land();
    await Promise.all(background);
    expect(flights).toHaveLength(3);
  });

  it('that never comes back is given up, and its late return does no harm', async () => {
    const { flights, start, background } = heldRecorder();
    start();
    await settled();
    start();
    for (let step = 0; step <= FLIGHT_PATIENCE_INTERVALS; step += 1) await settled();
    expect(flights[1]?.parcel).toBe(flights[0]?.parcel);
    flights[1]?.land();
    await settled();
    flights[0]?.land();
    flights[2]?.land();
    await settled();
    // The first flight found nothing left to do but the parcel that was under way already.
    expect(new Set(flights.map(({ parcel }) => parcel.sequence))).toEqual(new Set([1, 2]));
    for (const { land } of flights) land();
    await Promise.all(background);
  });

  it('is carried by another request when the one that was to carry it is gone', async () => {
    const { recorder, flights, clock, background } = heldRecorder();
    recorder.count('rounds_started_total', {});
    // Its turn has not come yet.
    recorder.flush(() => undefined);
    recorder.flush((work) => background.push(work));
    expect(background).toHaveLength(0);
    clock.advance(CARRIER_STALE_MS);
    recorder.flush((work) => background.push(work));
    expect(background).toHaveLength(1);
    await settled();
    for (const { land } of flights) land();
  });
});

describe('a clock that falls', () => {
  it('keeps nothing on the ground', async () => {
    const { flights, start, clock, background } = heldRecorder();
    start();
    await settled();
    clock.advance(-3_600_000);
    start();
    await settled();
    expect(flights).toHaveLength(2);
    for (let round = 0; round < 3; round += 1) {
      for (const { land } of flights) land();
      await settled();
    }
    await Promise.all(background);
    expect(flights.map(({ parcel }) => parcel.sequence)).toEqual([1, 1, 2, 2]);
    clock.advance(-3_600_000);
    start();
    await settled();
    expect(flights.at(-1)?.parcel.sequence).toBe(3);
  });
});

describe('handing over', () => {
  it('joins a flight under way, and takes along what is newer', async () => {
    const { recorder, flights, start } = heldRecorder();
    start();
    await settled();
    recorder.count('rounds_started_total', {}, 4);
    const done = recorder.handOver();
    expect(flights[1]?.parcel).toBe(flights[0]?.parcel);
    flights[1]?.land();
    await settled();
    expect(flights[2]?.parcel).toMatchObject({ sequence: 2 });
    flights[2]?.land();
    await done;
  });

  it('rejects when the shard is away, and loses nothing', async () => {
    const { recorder, flights } = heldRecorder();
    recorder.count('rounds_started_total', {}, 4);
    const first = recorder.handOver();
    flights[0]?.crash();
    await expect(first).rejects.toThrow('shard is away');
    const second = recorder.handOver();
    expect(flights[1]?.parcel).toBe(flights[0]?.parcel);
    flights[1]?.land();
    await second;
  });

  it('gives up a parcel that the shard might count twice, and counts every change in it as lost', async () => {
    const { recorder, flights, clock } = heldRecorder();
    for (let change = 0; change < 3; change += 1) recorder.count('rounds_started_total', {}, 10);
    recorder.observe('token_age_seconds', {}, 1);
    const first = recorder.handOver();
    flights[0]?.crash();
    await expect(first).rejects.toThrow();
    clock.advance(PARCEL_AGE_MAX_MS + 1);
    void recorder.handOver();
    expect(flights[1]?.parcel.sequence).toBe(2);
    expect(flights[1]?.parcel.deltas.map(({ name, cell }) => [name, cell])).toEqual([
      ['metrics_deltas_lost_total', { kind: 'sum', value: 4 }],
    ]);
  });
});
