/**
 * 500 jobs on the real local queue while the runtime is killed with SIGKILL ten times in the middle of their work. The local
 * queue forgets its messages then, as a queue may deliver late or never: every job still comes to an end, and what it does
 * has an effect once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { JobCountsReply, JobView } from '../../shared/jobs.schema.ts';
import { hasJobEnded } from '../../shared/jobs.vocabulary.ts';
import { JobHouse } from './jobs/job-house.ts';
import { seededRandom } from './kill/player.ts';

const JOBS = 500;
const KILLS = 10;
/** Effects in one life, before the kill is due; lives differ by up to as many again. */
const EFFECTS_BEFORE_KILL = 15;
const KILL_DELAY_MS_MAX = 30;
const ENQUEUED_AT_ONCE = 10;
const SEED = 20_261_120;
/** Of the type `effects` (workers/testing/jobs.worker.ts). */
const DEADLINE_MS = 180_000;

/** Milliseconds for the bundle and the start: seconds alone, more than a minute beside many others. */
const HOOK_MS = 240_000;

let house: JobHouse;
beforeAll(async () => {
  house = await JobHouse.open('jobs-kill-test');
}, HOOK_MS);
afterAll(async () => {
  await house?.close();
}, HOOK_MS);

it(`end all ${JOBS} over ${KILLS} kills, each effect once`, { timeout: 600_000 }, async () => {
  const random = seededRandom(SEED);
  let kills = 0;
  let up: Promise<void> = Promise.resolve();
  let due = EFFECTS_BEFORE_KILL;
  house.outside.onCall = () => {
    due -= 1;
    if (due !== 0 || kills === KILLS) return;
    due = EFFECTS_BEFORE_KILL + Math.floor(random() * EFFECTS_BEFORE_KILL);
    up = pause(random() * KILL_DELAY_MS_MAX).then(() => house.restart());
    kills += 1;
  };
  const untilAnswered = async <Reply>(call: () => Promise<Reply>): Promise<Reply> => {
    for (;;) {
      await up;
      const life = kills;
      try {
        return await call();
      } catch (error) {
        if (life === kills && !(error instanceof TypeError)) throw error;
        await pause(5);
      }
    }
  };

  const ids: string[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: ENQUEUED_AT_ONCE }, async () => {
      while (next < JOBS) {
        const nth = next;
        next += 1;
        ids[nth] = (await untilAnswered(() => house.enqueue('effects', nth))).job_id;
      }
    }),
  );
  await vi.waitFor(
    async () => {
      const { counts } = await untilAnswered(() => house.admin<JobCountsReply>('/admin/jobs'));
      expect(kills).toBe(KILLS);
      expect(counts.filter(({ status }) => !hasJobEnded(status))).toEqual([]);
    },
    { timeout: 300_000, interval: 500 },
  );

  const views: JobView[] = [];
  for (const id of ids) views.push(await house.job(id));
  expect(new Set(ids).size).toBe(JOBS);
  expect(views.filter(({ status }) => status !== 'succeeded')).toEqual([]);
  expect(views.map(({ result }) => result)).toEqual(ids.map((_, nth) => ({ nth })));
  const lateMs = views.map(({ created_at, ended_at = '' }) => Date.parse(ended_at) - Date.parse(created_at));
  expect(Math.max(...lateMs)).toBeLessThan(2 * DEADLINE_MS);
  // It died at work: attempts broke off in which something had been done.
  const broken = views.flatMap(({ attempts }) => attempts.filter(({ outcome }) => outcome === 'lease_lost'));
  expect(broken.length).toBeGreaterThanOrEqual(KILLS);

  const effects = await house.ask<readonly { readonly nth: number }[]>('/test/effects');
  expect(effects.map(({ nth }) => nth).sort((a, b) => a - b)).toEqual(ids.map((_, nth) => nth));
  // Calls outside may come twice, under the one key of their job.
  expect([...house.outside.calls('/effect').keys()].sort()).toEqual([...ids].sort());
});
