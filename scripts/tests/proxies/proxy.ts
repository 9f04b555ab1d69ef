/** A proxy as a plain process of this test: in the foreground, on loopback, with everything it writes in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { isPortFree } from '../../lib/local-server.ts';
import { exitCode } from '../../lib/project.ts';
import { LOOPBACK } from '../../lib/runtime.ts';

const READY_TIMEOUT_MS = 20_000;
const READY_POLL_MS = 20;

/** One way in: with the documented configuration, or with the same and `?consistency=strict`. */
export interface Entrance {
  readonly port: number;
  /** Certificate to trust, for an entrance with TLS. */
  readonly ca?: string;
}

export interface DrivenProxy {
  readonly bounded: Entrance;
  readonly strict: Entrance;
  /** What it printed. */
  output(): string;
  stop(): Promise<void>;
}

/** What the documentation calls these is somewhere else in a test. */
export interface Surroundings {
  /** A folder that is there and empty. */
  readonly folder: string;
  readonly pagePort: number;
  readonly decisionPoint: { readonly port: number; readonly certificateFile: string };
}

export interface ProxyProcess {
  output(): string;
  stop(): Promise<void>;
}

/** Starts the program and waits until it listens. Throws with its output when it does not come up. */
export async function startProxyProcess(
  file: string,
  args: readonly string[],
  ports: readonly number[],
  env: Readonly<Record<string, string>>,
): Promise<ProxyProcess> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...env } });
  // However this process ends, nothing of it stays.
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    process.off('exit', killNow);
    const ended = exitCode(child);
    killNow();
    await ended;
  };
  try {
    for (const port of ports) await untilTaken(child, port);
  } catch (error) {
    await stop();
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}\n${output}`);
  }
  return { output: () => output, stop };
}

async function untilTaken(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (await isPortFree(LOOPBACK, port)) {
    if (child.exitCode !== null) throw new Error('It ended.');
    if (Date.now() > deadline) throw new Error('It does not listen.');
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
}
