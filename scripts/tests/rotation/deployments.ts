/**
 * The house in every phase of a key rotation, side by side on one runtime and on the same stores. At the edge a change of
 * secrets reaches one data centre after the other, so two phases answer at the same time for a while.
 */
import path from 'node:path';
import { freePort } from '../../lib/local-server.ts';
import { openLimits } from '../../lib/open-limits.ts';
import { type HostedWorker, LOOPBACK, type Runtime, startRuntime } from '../../lib/runtime.ts';
import { bundleWorker } from '../../lib/worker-bundle.ts';

/** Values for this test only; any text that passes for a secret would do. */
export const OLD_KEY = '5e0b7d1f93ac4268b7e1d05c94f83a6271c0d9e8b3f45a12';
const NEW_KEY = 'e81c47a90d5f4b36a2d7c0f8169be3540b7a92d1c6e8f035';
const COMMON = {
  ADMIN_TOKEN: '40f7d2b9c61e8a35d0947b1ce85f3a62704e9bd8f15c6a23',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  LOG_LEVEL: 'error',
};

/** The secrets of each phase, as docs/runbooks/key-rotation.md has them. */
const SECRETS = {
  before: { JWT_SECRET: OLD_KEY },
  announced: { JWT_SECRET: OLD_KEY, JWT_SECRET_NEW: NEW_KEY },
  switched: { JWT_SECRET: OLD_KEY, JWT_SECRET_NEW: NEW_KEY, JWT_SIGNER: 'new' },
  finished: { JWT_SECRET: NEW_KEY },
} as const;
export type Phase = keyof typeof SECRETS;
const PHASES = Object.keys(SECRETS) as Phase[];

export interface Deployments {
  readonly urls: Readonly<Record<Phase, string>>;
  close(): Promise<void>;
}

/** Bundles the Worker once and starts it in all phases. */
export async function openDeployments(folder: string): Promise<Deployments> {
  const script = await bundleWorker(path.join(folder, 'bundle'));
  const workers: HostedWorker[] = [];
  for (const phase of PHASES) {
    const bindings = { ...COMMON, ...SECRETS[phase] };
    workers.push({ name: phase, script, port: await freePort(), bindings, objectsOf: 'before' });
  }
  const runtime: Runtime = await startRuntime({ folder, workers });
  const urls = Object.fromEntries(workers.map(({ name, port }) => [name, `http://${LOOPBACK}:${port}`]));
  await openLimits(urls.before ?? '', COMMON.ADMIN_TOKEN);
  return { urls: urls as Record<Phase, string>, close: () => runtime.kill() };
}
