/**
 * A key rotation under load, on the Worker as it is deployed: no player's token is refused at any step, and after the last
 * one no token of the old key is taken any more.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiError, createClient } from '../../shared/client.ts';
import { TokenMint } from '../bench/token-mint.ts';
import { inProject } from '../lib/project.ts';
import { seededRandom } from './kill/player.ts';
import { Crowd, STAGES } from './rotation/crowd.ts';
import { type Deployments, OLD_KEY, openDeployments } from './rotation/deployments.ts';

const ROUNDS = 10_000;
const PLAYERS = 24;
/** Tokens of the old key that are tried after the rotation. */
const OLD_TOKENS = 1000;
const SEED = 20_261_120;

let folder: string;
let deployments: Deployments;

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'rotation-test-'));
  deployments = await openDeployments(folder);
}, 60_000);

afterAll(async () => {
  await deployments?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a key rotation under load', () => {
  it(`refuses no valid token in ${ROUNDS} rounds, and takes no token of the retired key`, async () => {
    const { urls } = deployments;
    const mint = await TokenMint.like(urls.before, OLD_KEY);

    const crowd = new Crowd(deployments, ROUNDS, seededRandom(SEED));
    await crowd.play(PLAYERS);
    expect(crowd.refused).toEqual([]);
    expect(crowd.finished.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(ROUNDS);
    // There was load in every stage, and rounds went on under another key than they began with.
    expect(Math.min(...crowd.finished)).toBeGreaterThan(ROUNDS / STAGES.length / 2);
    expect(crowd.crossed).toBeGreaterThan(0);

    // Fresh in everything but the key: where the key is still known, they are taken.
    const [switched, finished] = [createClient({ baseUrl: urls.switched }), createClient({ baseUrl: urls.finished })];
    let refused = 0;
    for (let nth = 0; nth < OLD_TOKENS; nth += 1) {
      const request = { continuationToken: mint.mint(), answer: 'a' } as const;
      expect((await switched.next(request)).result).toBeDefined();
      const { status, code } = (await finished.next(request).catch((error: unknown) => error)) as ApiError;
      if (status === 401 && code === 'invalid_token') refused += 1;
    }
    expect(refused).toBe(OLD_TOKENS);
  }, 600_000);
});
