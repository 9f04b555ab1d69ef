/**
 * A Worker for the tests of background jobs on the real local queue (scripts/tests/jobs-*.test.ts): the house, with job types
 * whose effects can be counted outside, and doors to begin jobs and to put anything into the queue.
 */
import * as z from 'zod';
import house from '../index.ts';
import { systemClock } from '../kernel/clock.ts';
import { AppError, errorResponse, toAppError } from '../kernel/errors.ts';
import { buildJobs } from '../kernel/jobs/build-jobs.ts';
import type { JobContext, JobType } from '../kernel/jobs/job-type.ts';
import { createLog } from '../kernel/log.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';

export * from '../index.ts';

interface TestEnv extends Cloudflare.Env {
  /** Origin of what counts effects. */
  readonly OUTSIDE: string;
  /** Types that this release knows, separated by commas. */
  readonly KNOWN_TYPES: string;
}

const input = z.strictObject({ nth: z.int() });
type Work = JobType<{ nth: number }, { nth: number }>;
const ALL_TYPES = 'effects,hold,brief,poison';
const OWNER = { subject: { type: 'user', id: 'tester' } };
/** Milliseconds that the work takes between its two effects. */
const PAUSE_MS = 40;

/** The effect of each step carries a key of its own: cut off before its result was kept, it is done again under the same. */
function typesOf({ DB, OUTSIDE, KNOWN_TYPES }: TestEnv): Work[] {
  const tell = async (path: string, { jobId, signal }: JobContext) => {
    const answer = await fetch(`${OUTSIDE}${path}`, { method: 'POST', headers: { 'Idempotency-Key': jobId }, signal });
    await answer.arrayBuffer();
    return answer.status;
  };
  const common = { input, result: input, deadlineSeconds: 180, attemptsMax: 5, keepSeconds: 600 };
  const hold: Work = {
    ...common,
    name: 'hold',
    // Ends when it is told to, and what it did is taken back.
    run: async (context, { nth }) => {
      await context.step('begin', () => tell('/begun', context));
      while ((await tell('/held', context)) === 202) await scheduler.wait(PAUSE_MS, { signal: context.signal });
      await context.commit();
      while ((await tell('/committed', context)) === 202) await scheduler.wait(PAUSE_MS, { signal: context.signal });
      return { nth };
    },
    undo: async (context) => {
      await tell(`/undone/${context.kept<number>('begin') ?? 'nothing'}`, context);
    },
  };
  const all: Work[] = [
    {
      ...common,
      name: 'effects',
      run: async (context, { nth }) => {
        await context.step('insert', async () => {
          await DB.prepare('INSERT OR IGNORE INTO effects (key, nth) VALUES (?, ?)')
            .bind(`${context.jobId}/insert`, nth)
            .run();
        });
        await scheduler.wait(PAUSE_MS);
        await context.step('call', () => tell('/effect', context));
        return { nth };
      },
    },
    hold,
    { ...hold, name: 'brief', deadlineSeconds: 2 },
    {
      ...common,
      name: 'poison',
      attemptsMax: 2,
      run: async (context, { nth }) => {
        if ((await tell('/poisoned', context)) !== 200) throw new Error('something nobody foresaw');
        return { nth };
      },
    },
  ];
  return all.filter(({ name }) => KNOWN_TYPES.split(',').includes(name));
}

/** Once per isolate, as the house is. */
let room: ReturnType<typeof buildRoom> | undefined;

function roomOf(env: TestEnv) {
  room ??= buildRoom(env);
  return room;
}

function buildRoom(env: TestEnv) {
  const background = buildJobs({ bindings: env, clock: systemClock, log: createLog('error'), metrics: noMetrics });
  return { ...background, runQueue: background.consumer(typesOf(env), true) };
}

export default {
  fetch: async (request, env, context) => {
    const { pathname, searchParams } = new URL(request.url);
    const id = searchParams.get('id') ?? '';
    const { jobs, recall } = roomOf(env);
    recall((work) => context.waitUntil(work));
    try {
      switch (pathname) {
        case '/test/setup':
          await env.DB.prepare('CREATE TABLE IF NOT EXISTS effects (key TEXT PRIMARY KEY, nth INTEGER)').run();
          return Response.json({});
        case '/test/enqueue': {
          const type = typesOf({ ...env, KNOWN_TYPES: ALL_TYPES }).find(
            ({ name }) => name === searchParams.get('type'),
          );
          if (type === undefined) throw new AppError('bad_request');
          const nth = Number(searchParams.get('nth'));
          return Response.json(
            await jobs.enqueue(type, { nth }, { owner: OWNER, idempotencyKey: `${type.name}-${nth}` }),
          );
        }
        case '/test/job':
          return Response.json(await jobs.get(id, OWNER.subject));
        case '/test/cancel':
          return Response.json(await jobs.cancel(id, OWNER.subject));
        case '/test/send':
          await env.JOB_QUEUE.send(await request.json());
          return Response.json({});
        case '/test/effects':
          return Response.json((await env.DB.prepare('SELECT nth FROM effects').all()).results);
        default:
          return await house.fetch(request, env, context);
      }
    } catch (error) {
      return errorResponse(toAppError(error), 'test');
    }
  },
  queue: (batch, env, context) => roomOf(env).runQueue(batch, (work) => context.waitUntil(work)),
} satisfies ExportedHandler<TestEnv>;
