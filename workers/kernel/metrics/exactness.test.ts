/**
 * N is N: many isolates count through the real shards while flights fail before and after they were taken, arrive twice
 * or late, and shards are evicted in between.
 */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testClock } from '../../testing/harness.ts';
import { createLog } from '../log.ts';
import { METRICS_SHARDS } from './metrics.constants.ts';
import { type Parcel, Recorder } from './recorder.ts';
import { MetricsShards } from './shards.ts';

const ISOLATES = 24;
/** Requests that each isolate counts. */
const REQUESTS = 250;
const RUNS = 8;
const FAULTS = ['none', 'none', 'lost before', 'lost after', 'twice', 'late again', 'eviction'] as const;
type Fault = (typeof FAULTS)[number];

/** A way to the shards on which things go wrong as the list says, over and over. */
function roughRoad(faults: readonly Fault[]) {
  const shards = Array.from({ length: METRICS_SHARDS }, (_, nth) => {
    return new MetricsShards(env.METRICS, () => nth / METRICS_SHARDS);
  });
  const late: (() => Promise<void>)[] = [];
  let flights = 0;
  const send = async (shard: MetricsShards, ours: number, parcel: Parcel): Promise<void> => {
    const fault = faults[flights % faults.length] ?? 'none';
    flights += 1;
    if (fault === 'lost before') throw new Error('never arrived');
    if (fault === 'eviction') await evictDurableObject(env.METRICS.getByName(`metrics-${ours}`));
    await shard.send(parcel);
    if (fault === 'twice') await shard.send(parcel);
    if (fault === 'late again') late.push(() => shard.send(parcel));
    if (fault === 'lost after') throw new Error('the reply was lost');
  };
  return {
    late,
    sendOf: (isolate: number) => {
      const ours = isolate % METRICS_SHARDS;
      const shard = shards[ours] as MetricsShards;
      return (parcel: Parcel) => send(shard, ours, parcel);
    },
  };
}

let run = 0;

async function countThrough(faults: readonly Fault[]): Promise<{ counted: number; observed: number; lost: number }> {
  run += 1;
  const policy = `run ${run}`;
  const { sendOf, late } = roughRoad(faults);
  const background: Promise<unknown>[] = [];
  const recorders = Array.from({ length: ISOLATES }, (_, isolate) => {
    const options = { clock: testClock(), log: createLog('silent'), intervalMs: 0 };
    return new Recorder({ ...options, send: sendOf(isolate) });
  });
  for (let request = 0; request < REQUESTS; request += 1) {
    for (const recorder of recorders) {
      recorder.count('rate_limit_errors_total', { policy });
      recorder.observe('api_request_duration_seconds', { route: policy }, 0.003, `request ${request}`);
      recorder.flush((work) => background.push(work));
    }
    if (request % 50 === 0) await Promise.all(background.splice(0));
  }
  await Promise.all(background);
  for (const recorder of recorders) {
    // As the next requests of that isolate would. A list of faults has at least one flight that arrives.
    for (let call = 0; call < 4 * faults.length; call += 1) await recorder.handOver().catch(() => undefined);
  }
  await Promise.all(late.map((again) => again()));
  const samples = await new MetricsShards(env.METRICS).read();
  const cellOf = (label: string | undefined, name: string) =>
    samples.find((sample) => sample.name === name && sample.labels[0] === label)?.cell;
  const sum = (cell: ReturnType<typeof cellOf>) => (cell?.kind === 'sum' ? cell.value : 0);
  const histogram = cellOf(policy, 'api_request_duration_seconds');
  return {
    counted: sum(cellOf(policy, 'rate_limit_errors_total')),
    observed: histogram?.kind === 'buckets' ? histogram.counts.reduce((one, two) => one + two) : 0,
    lost: sum(cellOf(undefined, 'metrics_deltas_lost_total')),
  };
}

describe('exactness', () => {
  const exact = { counted: ISOLATES * REQUESTS, observed: ISOLATES * REQUESTS, lost: 0 };

  it('holds when all is well', async () => {
    expect(await countThrough(['none'])).toEqual(exact);
  });

  it(`holds for ${ISOLATES} isolates over ${RUNS} random roads with failures, repeats and evictions`, {
    timeout: 60_000,
  }, async () => {
    const road = fc.array(fc.constantFrom(...FAULTS), { minLength: 3, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(road, async (faults) => {
        expect(await countThrough([...faults, 'none', 'lost after', 'eviction'])).toEqual(exact);
      }),
      { numRuns: RUNS, seed: 20_261_120 },
    );
  });
});
