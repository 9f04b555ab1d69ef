/** The house with the job types of the tests, on a runtime of its own with the real local queue, and calls to it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { CancelJobReply, JobView } from '../../../shared/jobs.schema.ts';
import { freePort } from '../../lib/local-server.ts';
import { migrateStores } from '../../lib/migrated-stores.ts';
import { inProject } from '../../lib/project.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../../lib/runtime.ts';
import { bundleWorker } from '../../lib/worker-bundle.ts';
import { type Outside, startOutside } from './outside.ts';

/** Values for these tests only; any text that passes for a secret would do. */
export const ADMIN_TOKEN = '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23';
const BINDINGS = {
  JWT_SECRET: '3b0e5d1a7c924f68b1d04e8a95c7f2631f6a0bd8e4c37592',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  CONSOLE_ENABLED: 'true',
  SESSION_SECRET: '2b8e1f7c94d3a06b5e8c7d1f0a4b39e6c2d5f8071b3a6e9d',
  ENCRYPTION_KEY: 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=',
  ADMIN_TOKEN,
  LOG_LEVEL: 'error',
};
const ALL_TYPES = 'effects,hold,brief,poison';

export class JobHouse {
  readonly outside: Outside;
  readonly #folder: string;
  readonly #script: string;
  readonly #port: number;
  #runtime: Runtime | undefined;

  private constructor(outside: Outside, folder: string, script: string, port: number) {
    this.outside = outside;
    this.#folder = folder;
    this.#script = script;
    this.#port = port;
  }

  static async open(name: string): Promise<JobHouse> {
    mkdirSync(inProject('.wrangler'), { recursive: true });
    const folder = mkdtempSync(inProject('.wrangler', `${name}-`));
    const script = await bundleWorker(`${folder}/bundle`, 'workers/testing/jobs.worker.ts');
    await migrateStores(folder);
    const house = new JobHouse(await startOutside(), folder, script, await freePort());
    await house.restart();
    await house.ask('/test/setup');
    return house;
  }

  /** Kills it with SIGKILL, and starts it again on the same stores. @param types That it knows. */
  async restart(types: string = ALL_TYPES): Promise<void> {
    await this.#runtime?.kill();
    const bindings = { ...BINDINGS, OUTSIDE: this.outside.origin, KNOWN_TYPES: types };
    const worker = { name: 'jobs', script: this.#script, port: this.#port, bindings };
    this.#runtime = await startRuntime({ folder: this.#folder, workers: [worker] });
  }

  async close(): Promise<void> {
    await this.#runtime?.kill();
    await this.outside.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async ask<Reply>(path: string, init?: RequestInit): Promise<Reply> {
    const answer = await fetch(`http://${LOOPBACK}:${this.#port}${path}`, init);
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body}`);
    return JSON.parse(body) as Reply;
  }

  async admin<Reply>(path: string, method = 'GET'): Promise<Reply> {
    return await this.ask(path, { method, headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
  }

  async enqueue(type: string, nth: number): Promise<JobView> {
    return await this.ask(`/test/enqueue?type=${type}&nth=${nth}`);
  }

  async job(id: string): Promise<JobView> {
    return await this.ask(`/test/job?id=${id}`);
  }

  async cancel(id: string): Promise<CancelJobReply> {
    return await this.ask(`/test/cancel?id=${id}`);
  }
}
