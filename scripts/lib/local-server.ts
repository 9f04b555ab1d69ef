/** The whole house on this machine: `wrangler dev` with every store embedded, started and ended as one process. */
import type { ChildProcess } from 'node:child_process';
import { unwatchFile, watchFile } from 'node:fs';
import { createServer } from 'node:net';
import { exitCode, requireTool, startTool } from './project.ts';

export interface LocalServerOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded stores. */
  readonly persistTo: string;
  /** File with the local secrets. */
  readonly secretsFile: string;
  /** Settings that differ from wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly stdio?: 'inherit' | 'ignore';
  /** Shows the Worker's own log, a line for each request, and what wrangler has to say. */
  readonly logs?: boolean;
}

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 150;
const STOP_PATIENCE_MS = 5000;
const SECRETS_POLL_MS = 500;

/** Applies the D1 migrations and starts the server. Does not wait until it answers. */
async function startLocalServer(options: LocalServerOptions): Promise<ChildProcess> {
  await requireTool('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', options.persistTo]);
  const args = ['dev', '--ip', options.host, '--port', String(options.port), '--persist-to', options.persistTo];
  const vars = Object.entries(options.vars ?? {}).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const quiet = ['--env-file', options.secretsFile, '--show-interactive-dev-session=false'];
  const level = ['--log-level', options.logs === true ? 'info' : 'warn'];
  return startTool('wrangler', [...args, ...quiet, ...level, ...vars], {
    // A process group of its own, so that all of it can be ended: wrangler, its bundler and the runtime.
    detached: true,
    stdio: ['ignore', options.stdio ?? 'inherit', 'inherit'],
  });
}

/** Ends the server: politely, and for good when it does not listen. Resolves when it is gone. */
async function stopLocalServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const group = -server.pid;
  const gone = exitCode(server);
  process.kill(group, 'SIGTERM');
  const timer = setTimeout(() => process.kill(group, 'SIGKILL'), STOP_PATIENCE_MS);
  await gone;
  clearTimeout(timer);
}

/**
 * Keeps a server running and starts it again when its secrets change: the runtime reads them when it starts, as a deployed
 * Worker has them from its version.
 */
export async function keepServing(options: LocalServerOptions): Promise<KeptServer> {
  let server = await startLocalServer(options);
  let isStopping = false;
  const serve = async (): Promise<number> => {
    for (;;) {
      const outcome = await Promise.race([exitCode(server), changeOf(options.secretsFile)]);
      unwatchFile(options.secretsFile);
      if (outcome !== 'changed') return outcome;
      if (isStopping) return await exitCode(server);
      await stopLocalServer(server);
      server = await startLocalServer(options);
    }
  };
  return {
    process: () => server,
    ended: serve(),
    stop: async () => {
      isStopping = true;
      unwatchFile(options.secretsFile);
      await stopLocalServer(server);
    },
  };
}

export interface KeptServer {
  /** The process that serves now. */
  process(): ChildProcess;
  /** Exit code of the server that ended without being started again. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

function changeOf(file: string): Promise<'changed'> {
  return new Promise((resolve) => watchFile(file, { interval: SECRETS_POLL_MS }, () => resolve('changed')));
}

/** Waits until `/health` says ready. Throws when the process ends first or the time is over. */
export async function waitUntilReady(baseUrl: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null) {
      throw new Error(`The local server ended (${server.exitCode ?? server.signalCode}).`);
    }
    try {
      const response = await fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(5000) });
      last = await response.text();
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new Error(`The local server is not ready after ${READY_TIMEOUT_MS / 1000} s. Last answer: ${last}`);
}

/** True when nothing listens on the address. */
export function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** A free port on the loopback address. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}
