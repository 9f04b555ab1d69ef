/**
 * Kills the local runtime with SIGKILL while callers use up their limits, and holds the limits to their promise: a window
 * that was begun before a kill goes on after it, and who was denied stays denied for exactly as long as was said.
 *
 * Only what callers see counts: answers, and the times between which each must have been decided.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import { POLICIES } from '../../workers/kernel/limits/policies.ts';
import { inProject } from '../lib/project.ts';
import { MortalHouse } from './kill/mortal-house.ts';
import { seededRandom } from './kill/player.ts';

const SEED = 20_261_121;
/** So many that the callers' limit is not used up before the last one. */
const KILLS = 8;
const CALLERS = 6;
/** Milliseconds that a caller rests after a denial. */
const REST_MS = 20;
const { limit, windowSeconds } = POLICIES.address;
const WINDOW_MS = windowSeconds * 1000;
const ADDRESS = '198.51.100.7';

/** An answer, and when its request left and when it came. The decision fell in between. */
interface Answered {
  readonly status: number;
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly retryAfterSeconds: number;
}

let folder: string;
let house: MortalHouse;

beforeAll(async () => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'limits-kill-test-'));
  house = await MortalHouse.open(folder, KILLS, seededRandom(SEED), 'on');
}, 60_000);

afterAll(async () => {
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<Answered> {
  const sentMs = performance.now();
  const headers = {
    'Content-Type': 'application/json',
    'CF-Connecting-IP': ADDRESS,
    'X-Client-Id': crypto.randomUUID(),
  };
  const response = await fetch(`${house.baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await response.arrayBuffer();
  const retryAfterSeconds = Number(response.headers.get('Retry-After'));
  return { status: response.status, sentMs, receivedMs: performance.now(), retryAfterSeconds };
}

/** Uses up the limit of the address through all kills. A new client each time, so that no other limit is in the way. */
async function useUp(): Promise<{ admitted: Answered[]; denied: Answered[]; cutOff: number }> {
  const admitted: Answered[] = [];
  const denied: Answered[] = [];
  let cutOff = 0;
  const call = async (): Promise<void> => {
    while (house.isDoomed || denied.length === 0) {
      await house.whenUp();
      const life = house.deaths;
      try {
        const answered = await post('/v1/rounds/start', {});
        (answered.status === 200 ? admitted : denied).push(answered);
        if (answered.status === 200) house.noteAcknowledged();
        else await pause(REST_MS);
      } catch (error) {
        if (house.deaths === life) throw error;
        cutOff += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  return { admitted, denied, cutOff };
}

/** The most answers that must have been admitted in one window, wherever it begins. */
function fullestWindow(admitted: readonly Answered[]): number {
  const within = ({ sentMs }: Answered) =>
    admitted.filter((other) => other.sentMs >= sentMs && other.receivedMs < sentMs + WINDOW_MS).length;
  return Math.max(...admitted.map(within));
}

/** Between which times a denial ends: `Retry-After` is rounded up, and counts from somewhere between request and answer. */
function endOf({ sentMs, receivedMs, retryAfterSeconds }: Answered): { earliest: number; latest: number } {
  return { earliest: sentMs + (retryAfterSeconds - 1) * 1000, latest: receivedMs + retryAfterSeconds * 1000 };
}

/** Both denials may mean the same moment. */
function expectSameEnd(before: Answered | undefined, after: Answered): void {
  if (before === undefined) throw new Error('Nobody was denied before the kill.');
  expect(endOf(after).earliest).toBeLessThanOrEqual(endOf(before).latest);
  expect(endOf(before).earliest).toBeLessThanOrEqual(endOf(after).latest);
}

describe('the limits under SIGKILL', () => {
  it(`admit no more than the limit in a window that ${KILLS} kills fall into, and deny for as long as they say`, {
    timeout: 110_000,
  }, async () => {
    const { admitted, denied, cutOff } = await useUp();
    expect(house.deaths).toBe(KILLS);
    expect(Math.min(...house.acknowledged)).toBeGreaterThan(0);
    expect(new Set(denied.map(({ status }) => status))).toEqual(new Set([429]));
    expect(fullestWindow(admitted)).toBeLessThanOrEqual(limit);
    // Nor less: what is missing was admitted to requests that a kill cut off.
    expect(admitted.length + cutOff).toBeGreaterThanOrEqual(limit);

    await house.dieNow();
    const still = await post('/v1/rounds/start', {});
    expect(still.status).toBe(429);
    expectSameEnd(denied.at(-1), still);
    // Units come back a window after they were taken: nobody was admitted before the first request had left.
    const firstSentMs = Math.min(...admitted.map(({ sentMs }) => sentMs));
    expect(endOf(still).latest).toBeGreaterThanOrEqual(firstSentMs + WINDOW_MS);
  });

  it('keep a round over its limit where it was', { timeout: 60_000 }, async () => {
    const client = createClient({ baseUrl: house.baseUrl, clientId: crypto.randomUUID() });
    const { continuationToken } = await client.start();
    const answer = () => post('/v1/rounds/next', { continuationToken, answer: 'a' });
    const statuses: number[] = [];
    for (let nth = 0; nth < POLICIES.next.limit; nth += 1) statuses.push((await answer()).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const denied = await answer();
    await house.dieNow();
    const still = await answer();
    expect([denied.status, still.status]).toEqual([429, 429]);
    expectSameEnd(denied, still);
  });
});
