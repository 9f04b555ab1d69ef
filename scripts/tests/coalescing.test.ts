/**
 * Calls joined across requests, in workerd itself and for long enough that the engine has compiled the hot path: what it
 * does to a promise then is not what it does in the first thousand calls, and a test of the class alone never gets there.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyLoad } from '../bench/load.ts';
import { freePort } from '../lib/local-server.ts';
import { inProject } from '../lib/project.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';

/** A coalescer that loses track of whose request is whose began to fail at 14,000 to 21,000. */
const ANSWERS = 45_000;

let folder: string;
let runtime: Runtime;
let url: string;

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'coalescing-test-'));
  const script = await bundleWorker(path.join(folder, 'bundle'), 'scripts/bench/worker/placement.ts');
  const port = await freePort();
  const worker = { name: 'placement', script, port, bindings: {}, durableObjects: { OWN_OBJECT: 'OwnObject' } };
  runtime = await startRuntime({ folder, workers: [worker] });
  url = `http://${LOOPBACK}:${port}/shards/1/coalesced`;
}, 60_000);

afterAll(async () => {
  await runtime?.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('calls joined across requests', () => {
  it(`come back to their own request, ${ANSWERS} times`, { timeout: 110_000 }, async () => {
    let answers = 0;
    while (answers < ANSWERS) {
      const slice = await applyLoad({ url, connections: 64, seconds: 2 });
      expect(slice.failures, runtime.output().slice(0, 1000)).toBe(0);
      answers += slice.answers;
    }
  });
});
