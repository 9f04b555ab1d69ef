/**
 * Runs bundled Workers on workerd with embedded stores, without the development server in between: fast enough to be
 * measured, and one process group that can be killed as a power cut would. Each Worker listens on a port of its own.
 *
 * Bindings are named by wrangler.toml; secrets and changed settings come from the caller, never from `.dev.vars`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { V4MiniflareOptions } from 'miniflare';
import { isPortFree } from './local-server.ts';
import { confinedEnv } from './project.ts';
import type { RuntimeReport } from './runtime-process.ts';
import { readWorkerSettings } from './worker-settings.ts';

export const LOOPBACK = '127.0.0.1';
/** Below the folder that `startRuntime` gets. */
export const STORES_FOLDER = 'state';
const END_TIMEOUT_MS = 10_000;
const END_POLL_MS = 5;
/** Characters of output that are kept for the report of a failure. */
const OUTPUT_CHARS_MAX = 20_000;

export interface HostedWorker {
  readonly name: string;
  /** Path of the bundled module. */
  readonly script: string;
  /** Port on the loopback address. */
  readonly port: number;
  /** Secrets, and settings that differ from wrangler.toml. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Durable Object bindings beyond those of wrangler.toml: name of the binding to name of the class. */
  readonly durableObjects?: Readonly<Record<string, string>>;
  /** Name of the Worker whose Durable Objects it uses; its own when left out. */
  readonly objectsOf?: string;
}

export interface RuntimeOptions {
  readonly workers: readonly HostedWorker[];
  /** Folder of the embedded stores; what is in it survives a kill. */
  readonly folder: string;
  /** Gets everything that the processes print, as it comes. */
  readonly onOutput?: (text: string) => void;
}

export interface Runtime {
  readonly pid: number;
  /** The end of what the processes printed. */
  output(): string;
  /** Ends all processes at once with SIGKILL; resolves when the ports are free again. */
  kill(): Promise<void>;
}

/** Starts the Workers in one workerd. Throws with its output when it does not come up. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const child = fork(path.join(import.meta.dirname, 'runtime-process.ts'), {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: confinedEnv(),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARS_MAX);
      options.onOutput?.(text);
    });
  }
  const exit = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error('The runtime could not be started.');
  child.send(miniflareOptions(options));
  const report = await Promise.race([once(child, 'message') as Promise<[RuntimeReport]>, exit.then(() => undefined)]);
  const [result] = report ?? [{ failure: 'The process ended.' }];
  const runtime: Runtime = { pid, output: () => output, kill: () => killGroup(child, exit, options) };
  if ('ready' in result) return runtime;
  await runtime.kill();
  throw new Error(`The runtime did not start: ${result.failure}\n${output}`);
}

async function killGroup(child: ChildProcess, exit: Promise<unknown>, { workers }: RuntimeOptions): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    process.kill(-child.pid, 'SIGKILL');
    await exit;
  }
  const deadline = Date.now() + END_TIMEOUT_MS;
  for (const { name, port } of workers) {
    while (!(await isPortFree(LOOPBACK, port))) {
      if (Date.now() > deadline) throw new Error(`The port of ${name} is still taken.`);
      await new Promise((resolve) => setTimeout(resolve, END_POLL_MS));
    }
  }
}

function miniflareOptions({ workers, folder }: RuntimeOptions): V4MiniflareOptions {
  const { vars, durableObjects, kvNamespaces, d1Databases, queueProducers, queueConsumers, ...compatibility } =
    readWorkerSettings();
  return {
    host: LOOPBACK,
    cf: false,
    resourcePersistencePath: path.join(folder, STORES_FOLDER),
    resourceTmpPath: path.join(folder, 'tmp'),
    workers: workers.map((worker, nth) => ({
      ...compatibility,
      name: worker.name,
      modules: [{ type: 'ESModule', path: worker.script }],
      modulesRoot: path.dirname(worker.script),
      bindings: { ...vars, ...worker.bindings },
      durableObjects: sqliteObjects({ ...durableObjects, ...worker.durableObjects }, worker.objectsOf ?? worker.name),
      kvNamespaces,
      d1Databases,
      queueProducers,
      // A queue has one consumer.
      ...(nth === 0 ? { queueConsumers } : {}),
      unsafeDirectSockets: [{ host: LOOPBACK, port: worker.port }],
    })),
  };
}

function sqliteObjects(classes: Readonly<Record<string, string>>, scriptName: string) {
  return Object.fromEntries(
    Object.entries(classes).map(([binding, className]) => [binding, { className, scriptName, useSQLite: true }]),
  );
}
