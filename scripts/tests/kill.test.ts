/**
 * Kills the local runtime with SIGKILL while players answer, and holds the ledger to its promise: no answer that a
 * player saw acknowledged is lost, and none counts twice.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import type { Answer } from '../../shared/rounds.schema.ts';
import { inProject } from '../lib/project.ts';
import { MortalHouse } from './kill/mortal-house.ts';
import { type PlayedRound, Player, seededRandom } from './kill/player.ts';

const KILLS = 20;
const PLAYERS = 12;
const SEED = 20_261_120;

let folder: string;
let house: MortalHouse;

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'kill-test-'));
  house = await MortalHouse.open(folder, KILLS, seededRandom(SEED));
}, 60_000);

afterAll(async () => {
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Holds one round against the ledger as it is now. */
async function audit(round: PlayedRound): Promise<void> {
  const client = createClient({ baseUrl: house.baseUrl, clientId: crypto.randomUUID() });
  const last = round.at(-1)?.reply;
  if (!last?.finished) throw new Error('The round is not finished.');
  for (const { token, answer, reply } of round) {
    const again = await client.next({ continuationToken: token, answer });
    expect(again.result).toEqual(reply.result);
    if (again.finished) expect(again.receipt).toBe(last.receipt);
    const other: Answer = answer === 'a' ? 'b' : 'a';
    await expect(client.next({ continuationToken: token, answer: other })).rejects.toMatchObject({
      status: 409,
      code: 'already_answered',
    });
  }
  const { receipt } = await client.verifyReceipt({ receipt: last.receipt });
  expect(receipt.total).toBe(round.length);
  expect(receipt.correct).toBe(round.filter(({ reply }) => reply.result.correct).length);
}

describe('the ledger under SIGKILL', () => {
  it(`loses no acknowledged answer and counts none twice over ${KILLS} kills`, { timeout: 110_000 }, async () => {
    const players = Array.from({ length: PLAYERS }, (_, nth) => {
      return new Player(`player ${nth}`, house, seededRandom(SEED + nth + 1));
    });
    await Promise.all(players.map((player) => player.play()));
    await house.whenUp();

    expect(house.deaths).toBe(KILLS);
    // It died at work each time: answers came in every life, and requests were under way when it ended.
    expect(Math.min(...house.acknowledged)).toBeGreaterThan(0);
    const cutOff = players.reduce((sum, player) => sum + player.cutOff, 0);
    expect(cutOff).toBeGreaterThanOrEqual(KILLS);

    const rounds = players.flatMap((player) => player.rounds);
    expect(rounds.length).toBeGreaterThanOrEqual(PLAYERS);
    await Promise.all(rounds.map(audit));
  });
});
