/** 10,000 sealed records rotate on a runtime that is killed with SIGKILL in the middle, while they are read all the time. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encryptionKid } from '../lib/encryption-rotation.ts';
import { freePort } from '../lib/local-server.ts';
import { inProject } from '../lib/project.ts';
import { LOOPBACK, type Runtime, startRuntime } from '../lib/runtime.ts';
import { bundleWorker } from '../lib/worker-bundle.ts';

const RECORDS = 10_000;
const KILLS = 4;
const READERS = 3;
/** Values for this test only. */
const OLD_KEY = 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=';
const NEW_KEY = 'Qk1uV2h3eDl6QTBiMWMyZDNlNGY1ZzZoN2k4ajlrMGw=';
const SWITCHED = { ENCRYPTION_KEY: OLD_KEY, ENCRYPTION_KEY_NEW: NEW_KEY, ENCRYPTION_SIGNER: 'new' };

let folder: string;
let script: string;
let port: number;
let runtime: Runtime | undefined;
let up: Promise<void> = Promise.resolve();

async function restart(bindings: Readonly<Record<string, string>>): Promise<void> {
  await runtime?.kill();
  const durableObjects = { MANY_SEALED: 'ManySealed' };
  runtime = await startRuntime({ folder, workers: [{ name: 'many', script, port, bindings, durableObjects }] });
}

async function ask<Reply>(path: string): Promise<Reply> {
  const answer = await fetch(`http://${LOOPBACK}:${port}${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as Reply;
}

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'sealed-kill-test-'));
  script = await bundleWorker(`${folder}/bundle`, 'workers/testing/many-sealed.worker.ts');
  port = await freePort();
  await restart({ ENCRYPTION_KEY: OLD_KEY });
  for (let from = 0; from < RECORDS; from += 1000) await ask(`/fill?from=${from}&to=${from + 1000}`);
}, 120_000);

afterAll(async () => {
  await runtime?.kill();
  rmSync(folder, { recursive: true, force: true });
});

it(`loses no record over ${KILLS} kills, fails no read, and ends`, { timeout: 120_000 }, async () => {
  await restart(SWITCHED);
  let isOver = false;
  let kills = 0;
  let isDown = false;
  let reads = 0;
  const wrong: number[] = [];
  const reader = async (seed: number) => {
    for (let nth = seed; !isOver; nth = (nth * 7919 + 13) % RECORDS) {
      await up;
      const before = kills;
      // A read that a kill cut off got no answer; it is no wrong answer.
      const reply = await ask<{ isRight: boolean }>(`/read?nth=${nth}`).catch((error: unknown) => {
        if (kills === before && !isDown) throw error;
        return undefined;
      });
      if (reply?.isRight === false) wrong.push(nth);
      reads += reply === undefined ? 0 : 1;
    }
  };
  const readers = Array.from({ length: READERS }, (_, nth) => reader(nth + 1));

  const [oldKid, newKid] = [encryptionKid(OLD_KEY), encryptionKid(NEW_KEY)];
  let left = RECORDS;
  for (let part = 0; left > 0; part += 1) {
    const sweep = ask<{ census: Record<string, number> }>('/sweep');
    if (part % 8 === 7 && kills < KILLS) {
      kills += 1;
      // In the middle of a part: what it had sealed so far stays, or is sealed again.
      isDown = true;
      up = restart(SWITCHED);
      await Promise.all([up, sweep.catch(() => undefined)]);
      isDown = false;
      continue;
    }
    const { census } = await sweep;
    expect((census[oldKid] ?? 0) + (census[newKid] ?? 0)).toBe(RECORDS);
    expect(census[oldKid] ?? 0).toBeLessThanOrEqual(left);
    left = census[oldKid] ?? 0;
  }
  isOver = true;
  await Promise.all(readers);
  expect({ kills, wrong }).toEqual({ kills: KILLS, wrong: [] });
  expect(reads).toBeGreaterThan(100);

  // The old key is gone, and every record is what it was.
  await restart({ ENCRYPTION_KEY: NEW_KEY });
  for (let nth = 0; nth < RECORDS; nth += 97) expect(await ask(`/read?nth=${nth}`)).toEqual({ isRight: true });
});
