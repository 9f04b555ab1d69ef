/** The house on the plain runtime, with people who are signed in, for tests that drive a real engine through the console. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { JobView } from '../../../shared/jobs.schema.ts';
import { freePort } from '../../lib/local-server.ts';
import { migrateStores } from '../../lib/migrated-stores.ts';
import { inProject } from '../../lib/project.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../../lib/runtime.ts';
import { bundleWorker } from '../../lib/worker-bundle.ts';

const POLL_MS = 100;
const PATIENCE_MS = 60_000;
/** Values for these tests only; any text that passes for a secret would do. */
const SECRETS = {
  JWT_SECRET: '3b0e5d1a7c924f68b1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  SESSION_SECRET: '2b8e1f7c94d3a06b5e8c7d1f0a4b39e6c2d5f8071b3a6e9d',
  ENCRYPTION_KEY: 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=',
};

interface Reply<Body> {
  readonly status: number;
  readonly body: Body;
}

interface PersonsRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface Person {
  /** The session's own. */
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of a body.
  call<Body = any>(method: string, path: string, body?: unknown): Promise<Reply<Body>>;
  raw(path: string, init?: PersonsRequest): Promise<Response>;
  /** Waits until a job is over, and what it did is taken back where it has to be. */
  ended(jobId: string): Promise<JobView>;
}

export class ConsoleHouse {
  readonly baseUrl: string;
  readonly folder: string;
  #runtime: Runtime | undefined;
  readonly #start: () => Promise<Runtime>;

  private constructor(folder: string, baseUrl: string, start: () => Promise<Runtime>) {
    this.folder = folder;
    this.baseUrl = baseUrl;
    this.#start = start;
  }

  /** @param bindings Settings and secrets beyond the ordinary. */
  static async open(bindings: Readonly<Record<string, string>>): Promise<ConsoleHouse> {
    mkdirSync(inProject('.wrangler'), { recursive: true });
    const folder = mkdtempSync(inProject('.wrangler', 'console-test-'));
    const script = await bundleWorker(`${folder}/bundle`, 'workers/testing/console.worker.ts');
    await migrateStores(folder);
    const port = await freePort();
    const baseUrl = `http://${LOOPBACK}:${port}`;
    const all = { ...SECRETS, PUBLIC_URL: baseUrl, CONSOLE_ENABLED: 'true', LOG_LEVEL: 'info', ...bindings };
    const house = new ConsoleHouse(folder, baseUrl, () =>
      startRuntime({ folder, workers: [{ name: 'house', script, port, bindings: all }] }),
    );
    house.#runtime = await house.#start();
    return house;
  }

  /** What it printed: its log. */
  output(): string {
    return this.#runtime?.output() ?? '';
  }

  /** Ends it as a power cut would, and starts it again. */
  async dieAndReturn(): Promise<void> {
    await this.#runtime?.kill();
    this.#runtime = await this.#start();
  }

  async signIn(id: string): Promise<Person> {
    const response = await fetch(`${this.baseUrl}/test/sign-in?id=${id}`);
    const { own } = (await response.json()) as { own: Record<string, string> };
    const raw: Person['raw'] = (path, init = {}) =>
      fetch(`${this.baseUrl}${path}`, { ...init, headers: { ...own, Origin: this.baseUrl, ...init.headers } });
    const call: Person['call'] = async (method, path, body) => {
      const answer = await raw(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return { status: answer.status, body: (await answer.json()) as never };
    };
    const ended = async (jobId: string) => {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const { body } = await call<JobView>('GET', `/api/jobs/${jobId}`);
        if (!['queued', 'running'].includes(body.status) && body.undo !== 'pending') return body;
        if (Date.now() > deadline) throw new Error(`the job does not end: ${JSON.stringify(body)}`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    };
    return { headers: own, call, raw, ended };
  }

  async close(): Promise<void> {
    await this.#runtime?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
