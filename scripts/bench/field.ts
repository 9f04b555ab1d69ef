/**
 * What is compared. Two contests: `next` as a whole against its floor and against itself without the ledger, and the
 * ways to place the ledger against no hop at all. They run side by side in one workerd, each Worker on its own port; only
 * the way that makes thousands of objects has one to itself, since putting those away would hold up the others.
 */
import path from 'node:path';
import { freePort } from '../lib/local-server.ts';
import { type HostedWorker, LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';
import type { Contestant } from './contest.ts';

/** Values for a run on this machine only; any text that passes for a secret would do. */
export const BENCH_SECRET = 'd7b1c05e94f24a83a60f1b7e3c58d29046a1f8e05b7c3d92';
const BINDINGS = {
  JWT_SECRET: BENCH_SECRET,
  ROUND_ORDER_SECRET: '0a9e61c7f3d54b28b85d2f90e7c416a3d1f08b64e2c95a73',
  // A line for each request would measure the terminal.
  LOG_LEVEL: 'warn',
};
const SHARD_COUNTS = [1, 8, 64, 512] as const;
/** Shards at which queueing without joining is measured too; one figure says enough. */
const QUEUED_SHARDS = 8;

export interface Field {
  readonly house: Place;
  readonly bare: Place;
  readonly noLedger: Place;
  readonly placement: Place;
  /** A second one like `placement`. */
  readonly churn: Place;
  /** The end of what the runtimes printed. */
  output(): string;
  close(): Promise<void>;
}

interface Place {
  readonly url: string;
  readonly runtimePid: number;
}

/** Bundles and starts everything that takes part. */
export async function openField(folder: string): Promise<Field> {
  const bundle = (name: string, entry?: string) => bundleWorker(path.join(folder, 'bundles', name), entry);
  const host = async (name: string, script: string, durableObjects = {}): Promise<HostedWorker> => {
    return { name, script, port: await freePort(), bindings: BINDINGS, durableObjects };
  };
  const placing = await bundle('placement', 'scripts/bench/worker/placement.ts');
  const house = await host('house', await bundle('house'));
  const bare = await host('bare', await bundle('bare', 'scripts/bench/worker/bare.ts'));
  const noLedger = await host('no-ledger', await bundle('no-ledger', 'scripts/bench/worker/no-ledger.ts'));
  const placement = await host('placement', placing, { OWN_OBJECT: 'OwnObject' });
  const churn = await host('churn', placing, { OWN_OBJECT: 'OwnObject' });
  const main = await startRuntime({ folder: path.join(folder, 'main'), workers: [house, bare, noLedger, placement] });
  const apart = await startRuntime({ folder: path.join(folder, 'apart'), workers: [churn] });
  const at = ({ port }: HostedWorker, { pid }: Runtime) => ({ url: `http://${LOOPBACK}:${port}`, runtimePid: pid });
  return {
    house: at(house, main),
    bare: at(bare, main),
    noLedger: at(noLedger, main),
    placement: at(placement, main),
    churn: at(churn, apart),
    output: () => main.output() + apart.output(),
    close: async () => {
      await Promise.all([main.kill(), apart.kill()]);
    },
  };
}

/** @param body Makes an answer to a question that was not answered before. */
export function nextContestants({ bare, noLedger, house }: Field, body: () => string): Contestant[] {
  const contestant = (id: string, label: string, { url, runtimePid }: Place): Contestant => {
    return { id, label, url: `${url}/v1/rounds/next`, body, runtimePid };
  };
  return [
    contestant('bare', 'bare handler, same cryptography', bare),
    contestant('no-ledger', 'next without ledger', noLedger),
    contestant('next', 'next', house),
  ];
}

export function placementContestants({ placement, churn }: Field): Contestant[] {
  const way = (id: string, label: string, { url, runtimePid } = placement): Contestant => {
    return { id, label, url: `${url}/${id}`, runtimePid };
  };
  const shards = (count: number) => (count === 1 ? '1 shard' : `${count} shards`);
  return [
    way('no-hop', 'no hop'),
    way('fresh-object', 'fresh object per round', churn),
    way('own-object', 'own object, one storage write per call'),
    ...SHARD_COUNTS.map((count) => way(`shards/${count}/direct`, `${shards(count)}, a hop per call`)),
    way(`shards/${QUEUED_SHARDS}/queued`, `${shards(QUEUED_SHARDS)}, one hop at a time`),
    ...SHARD_COUNTS.map((count) => way(`shards/${count}/coalesced`, `${shards(count)}, coalesced`)),
  ];
}
