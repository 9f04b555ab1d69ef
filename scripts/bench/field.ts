/**
 * The Workers that take part. They run side by side in one workerd, each on its own port; only the one that makes
 * thousands of objects has a runtime to itself, since putting those away would hold up the others.
 */
import path from 'node:path';
import { freePort } from '../lib/local-server.ts';
import { type HostedWorker, LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';

/** Values for a run on this machine only; any text that passes for a secret would do. */
export const BENCH_SECRET = 'd7b1c05e94f24a83a60f1b7e3c58d29046a1f8e05b7c3d92';
export const BENCH_BINDINGS = {
  JWT_SECRET: BENCH_SECRET,
  ROUND_ORDER_SECRET: '0a9e61c7f3d54b28b85d2f90e7c416a3d1f08b64e2c95a73',
  // A line for each request would measure the terminal.
  LOG_LEVEL: 'warn',
};

export interface Field {
  readonly house: Place;
  readonly bare: Place;
  readonly noLedger: Place;
  /** The house, with limits or metrics that do nothing. */
  readonly noLimits: Place;
  readonly noMetrics: Place;
  readonly placement: Place;
  /** A second one like `placement`. */
  readonly churn: Place;
  /** The end of what the runtimes printed. */
  output(): string;
  close(): Promise<void>;
}

export interface Place {
  readonly url: string;
  readonly runtimePid: number;
}

/** Bundles and starts everything that takes part. */
export async function openField(folder: string): Promise<Field> {
  const bundle = (name: string, entry?: string) => bundleWorker(path.join(folder, 'bundles', name), entry);
  const host = async (name: string, script: string, durableObjects = {}): Promise<HostedWorker> => {
    return { name, script, port: await freePort(), bindings: BENCH_BINDINGS, durableObjects };
  };
  const placing = await bundle('placement', 'scripts/bench/worker/placement.ts');
  const house = await host('house', await bundle('house'));
  const bare = await host('bare', await bundle('bare', 'scripts/bench/worker/bare.ts'));
  const noLedger = await host('no-ledger', await bundle('no-ledger', 'scripts/bench/worker/no-ledger.ts'));
  const noLimits = await host('no-limits', await bundle('no-limits', 'scripts/bench/worker/house-without-limits.ts'));
  const noMetrics = await host(
    'no-metrics',
    await bundle('no-metrics', 'scripts/bench/worker/house-without-metrics.ts'),
  );
  const placement = await host('placement', placing, { OWN_OBJECT: 'OwnObject' });
  const churn = await host('churn', placing, { OWN_OBJECT: 'OwnObject' });
  const workers = [house, bare, noLedger, noLimits, noMetrics, placement];
  const main = await startRuntime({ folder: path.join(folder, 'main'), workers });
  const apart = await startRuntime({ folder: path.join(folder, 'apart'), workers: [churn] });
  const at = ({ port }: HostedWorker, { pid }: Runtime) => ({ url: `http://${LOOPBACK}:${port}`, runtimePid: pid });
  return {
    house: at(house, main),
    bare: at(bare, main),
    noLedger: at(noLedger, main),
    noLimits: at(noLimits, main),
    noMetrics: at(noMetrics, main),
    placement: at(placement, main),
    churn: at(churn, apart),
    output: () => main.output() + apart.output(),
    close: async () => {
      await Promise.all([main.kill(), apart.kill()]);
    },
  };
}
