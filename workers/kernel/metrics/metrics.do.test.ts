import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import type { MetricName } from './catalogue.ts';
import { emptyCell, type Sample } from './cells.ts';
import type { Delta } from './deltas.ts';
import { PARCEL_AGE_MAX_MS, SEQUENCE_MEMORY_MS, SHARD_SERIES_MAX } from './metrics.constants.ts';
import type { MetricsShard } from './metrics.do.ts';

let serial = 0;
const freshShard = () => env.METRICS.getByName(`test-${serial++}`);
const parcel = (isolate: string, sequence: number, ...deltas: Delta[]) => ({
  isolate,
  sequence,
  packedAtMs: 0,
  deltas,
});
const finished = (value: number): Delta => ({
  name: 'rounds_finished_total',
  labels: [],
  changes: 1,
  cell: { kind: 'sum', value },
});
const signed = (value: number): Delta => ({
  name: 'token_last_signed_timestamp_seconds',
  labels: ['0123456789abcdef'],
  changes: 1,
  cell: { kind: 'max', value },
});

function age(bucket: number, requestId: string, atMs: number): Delta {
  const cell = emptyCell('token_age_seconds');
  if (cell.kind !== 'buckets') throw new TypeError('not a histogram');
  cell.counts[bucket] = 1;
  cell.sum = bucket + 0.5;
  cell.exemplars[bucket] = { requestId, value: bucket + 0.5, atMs };
  return { name: 'token_age_seconds', labels: [], changes: 1, cell };
}

async function cellOf(shard: DurableObjectStub<MetricsShard>, name: MetricName): Promise<Sample['cell'] | undefined> {
  const samples: Sample[] = await shard.read();
  return samples.find((sample) => sample.name === name)?.cell;
}

describe('MetricsShard', () => {
  it('adds counters, keeps the largest gauge, adds histograms and keeps the newest exemplar', async () => {
    const shard = freshShard();
    await shard.add(parcel('a', 1, finished(2), signed(50), age(0, 'old', 10), age(3, 'only', 5)));
    await shard.add(parcel('b', 1, finished(3), signed(40), age(0, 'new', 11)));
    await shard.add(parcel('c', 1, age(0, 'late', 9)));
    expect(await cellOf(shard, 'rounds_finished_total')).toEqual({ kind: 'sum', value: 5 });
    expect(await cellOf(shard, 'token_last_signed_timestamp_seconds')).toEqual({ kind: 'max', value: 50 });
    const cell = await cellOf(shard, 'token_age_seconds');
    expect(cell).toMatchObject({ sum: 5, counts: [3, 0, 0, 1, 0, 0, 0, 0, 0, 0] });
    expect(cell?.kind === 'buckets' && cell.exemplars.map((exemplar) => exemplar?.requestId)).toEqual(
      ['new', undefined, undefined, 'only'].concat(Array.from({ length: 6 })),
    );
  });

  it('takes each number of an isolate once, in whatever order repeats arrive', async () => {
    const shard = freshShard();
    for (const sequence of [1, 1, 2, 1, 2, 3, 2]) await shard.add(parcel('a', sequence, finished(1)));
    await shard.add(parcel('b', 1, finished(1)));
    expect(await cellOf(shard, 'rounds_finished_total')).toMatchObject({ value: 4 });
  });

  it('still knows counts and numbers after eviction', async () => {
    const shard = freshShard();
    await shard.add(parcel('a', 1, finished(1)));
    await evictDurableObject(shard);
    await shard.add(parcel('a', 1, finished(1)));
    await shard.add(parcel('a', 2, finished(1)));
    expect(await cellOf(shard, 'rounds_finished_total')).toMatchObject({ value: 2 });
  });

  it('takes a parcel as a whole or not at all, so that a repeat of one that failed counts once', async () => {
    const shard = freshShard();
    const broken = { ...signed(1), cell: { kind: 'max', value: 1n } } as unknown as Delta;
    await runInDurableObject(shard, async (instance: MetricsShard) => {
      await expect(instance.add(parcel('a', 1, finished(1), broken))).rejects.toThrow();
    });
    expect(await shard.read()).toEqual([]);
    await shard.add(parcel('a', 1, finished(1)));
    expect(await cellOf(shard, 'rounds_finished_total')).toMatchObject({ value: 1 });
  });

  it('counts as lost what this release does not know', async () => {
    const shard = freshShard();
    const foreign = { ...finished(9), name: 'retired_total' as MetricName, changes: 4 };
    await shard.add(parcel('a', 1, foreign, { ...finished(9), labels: ['one too many'], changes: 2 }, finished(1)));
    expect(await cellOf(shard, 'metrics_deltas_lost_total')).toMatchObject({ value: 6 });
    expect(await cellOf(shard, 'rounds_finished_total')).toMatchObject({ value: 1 });
  });

  it('starts a series anew when its layout changed, and shows none that another release stored', async () => {
    const shard = freshShard();
    await shard.add(parcel('a', 1, age(0, 'r', 1), finished(1)));
    await runInDurableObject(shard, (_, { storage }) => {
      storage.sql.exec(`UPDATE series SET layout = '["histogram",[],[1]]' WHERE name = 'token_age_seconds'`);
      storage.sql.exec(
        `INSERT INTO series VALUES ('retired_total', '[]', '["counter",[],[]]', '{"kind":"sum","value":1}')`,
      );
    });
    expect((await shard.read()).map(({ name }) => name)).toEqual(['rounds_finished_total']);
    await shard.add(parcel('a', 2, age(1, 'r', 1)));
    expect(await cellOf(shard, 'token_age_seconds')).toMatchObject({
      counts: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      sum: 1.5,
    });
  });

  it('holds a bounded number of series, goes on counting those it has, and counts the rest as lost', async () => {
    const shard = freshShard();
    await runInDurableObject(shard, (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < ?)
         INSERT INTO series SELECT 'x', n, '', '' FROM nth`,
        SHARD_SERIES_MAX,
      );
    });
    await shard.add(parcel('a', 1, finished(1), { ...signed(1), changes: 3 }));
    expect(await cellOf(shard, 'rounds_finished_total')).toMatchObject({ value: 1 });
    expect(await cellOf(shard, 'metrics_deltas_lost_total')).toMatchObject({ value: 3 });
    expect(await cellOf(shard, 'token_last_signed_timestamp_seconds')).toBeUndefined();
  });

  it('forgets an isolate only long after that has given up repeating', async () => {
    expect(SEQUENCE_MEMORY_MS).toBeGreaterThanOrEqual(2 * PARCEL_AGE_MAX_MS);
    const shard = freshShard();
    await shard.add(parcel('a', 1, finished(1)));
    const isolates = () =>
      runInDurableObject(shard, (_, { storage }) => storage.sql.exec('SELECT id FROM isolates').toArray().length);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + SEQUENCE_MEMORY_MS - 60_000);
    await shard.add(parcel('b', 1, finished(1)));
    expect(await isolates()).toBe(2);
    clock.mockReturnValue(Date.now() + 120_000);
    await shard.add(parcel('c', 1, finished(1)));
    clock.mockRestore();
    expect(await isolates()).toBe(2);
  });
});
