import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { JobView } from '../../../shared/jobs.schema.ts';
import { type JobDesk, jobDesk, jobOwner } from '../../testing/job-desk.ts';
import '../../testing/migrate.ts';
import { AppError } from '../errors.ts';
import type { Job } from './job.do.ts';
import type { JobContext, JobType } from './job-type.ts';

type Named = JobType<{ name: string }, { greeting: string }>;

function typeThat(run: Named['run'], more: Partial<Named> = {}): Named {
  return {
    name: 'greet',
    input: z.strictObject({ name: z.string() }),
    result: z.strictObject({ greeting: z.string() }),
    deadlineSeconds: 60,
    attemptsMax: 3,
    keepSeconds: 600,
    run,
    ...more,
  };
}
const greet = typeThat((_, { name }) => Promise.resolve({ greeting: `Hello ${name}` }));
const ADA = { name: 'Ada' };

/** A job of a type, begun and worked on as far as it goes without waiting. */
async function begun(desk: JobDesk, type: Named) {
  const owner = jobOwner();
  const { job_id: id } = await desk.jobs.enqueue(type, ADA, { owner });
  return { id, owner, view: () => desk.jobs.get(id, owner.subject) };
}

const object = (id: string) => env.JOBS.getByName(id);

describe('a job', () => {
  it('runs once its message arrives, and tells its result to its owner', async () => {
    const desk = jobDesk({ types: [greet] });
    const owner = jobOwner();
    const first = await desk.jobs.enqueue(greet, ADA, { owner });
    expect(first).toMatchObject({ status: 'queued', type: 'greet', waiting_for: 'delivery', attempts: [] });
    expect(desk.waiting).toEqual([{ job_id: first.job_id }]);
    await desk.deliverAll();
    expect(await desk.jobs.get(first.job_id, owner.subject)).toMatchObject({
      status: 'succeeded',
      result: { greeting: 'Hello Ada' },
      attempts: [{ outcome: 'succeeded' }],
    });
  });

  it('that is soon over has one row written for its beginning and its end', async () => {
    const desk = jobDesk({ types: [greet] });
    const { id, owner } = await begun(desk, greet);
    const batch = vi.fn((statements: D1PreparedStatement[]) => env.DB.batch(statements));
    await runInDurableObject(object(id), (job: Job) => {
      const db = { prepare: (sql: string) => env.DB.prepare(sql), batch };
      Reflect.set(job, 'env', Object.assign(Object.create(null), env, { DB: db }));
    });
    await desk.deliverAll();
    await vi.waitFor(async () => {
      const row = await env.DB.prepare('SELECT status FROM jobs WHERE id = ?').bind(id).first();
      expect(row).toEqual({ status: 'succeeded' });
    });
    expect(batch).toHaveBeenCalledTimes(1);
    expect((await desk.jobs.get(id, owner.subject)).status).toBe('succeeded');
  });

  it('is there for its owner alone', async () => {
    const desk = jobDesk({ types: [greet] });
    const { id } = await begun(desk, greet);
    const { subject } = jobOwner();
    await expect(desk.jobs.get(id, subject)).rejects.toMatchObject({ code: 'not_found' });
    await expect(desk.jobs.cancel(id, subject)).rejects.toMatchObject({ code: 'not_found' });
    await expect(desk.jobs.get(crypto.randomUUID(), subject)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does its work once although its message comes many times', async () => {
    const run = vi.fn(greet.run);
    const type = typeThat(run);
    const desk = jobDesk({ types: [type] });
    const { id, view } = await begun(desk, type);
    await Promise.all(Array.from({ length: 5 }, () => desk.deliver({ job_id: id })));
    await desk.deliver({ job_id: id });
    expect(run).toHaveBeenCalledTimes(1);
    expect((await view()).attempts).toHaveLength(1);
  });

  it('can be waited for, and answers how it stands when that takes too long', async () => {
    const release = Promise.withResolvers<void>();
    const type = typeThat(async () => {
      await release.promise;
      return { greeting: 'at last' };
    });
    const desk = jobDesk({ types: [type], delivers: true });
    const { id } = await begun(desk, type);
    expect((await desk.jobs.waitFor(id, 50)).status).toBe('running');
    const waiting = desk.jobs.waitFor(id, 5000);
    release.resolve();
    expect(await waiting).toMatchObject({ status: 'succeeded', result: { greeting: 'at last' } });
  });

  it('is refused without a trace when its input is not what the type takes', async () => {
    const desk = jobDesk({ types: [greet] });
    await expect(desk.jobs.enqueue(greet, { name: 1 } as never, { owner: jobOwner() })).rejects.toThrow(z.ZodError);
    await expect(desk.jobs.enqueue(greet, { name: 'x'.repeat(40_000) }, { owner: jobOwner() })).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(desk.waiting).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('leads to one job for the same owner and input, however often it comes', async () => {
    const desk = jobDesk({ types: [greet] });
    const owner = jobOwner();
    const enqueue = () => desk.jobs.enqueue(greet, ADA, { owner, idempotencyKey: 'key-1' });
    const all = await Promise.all(Array.from({ length: 8 }, enqueue));
    expect(new Set(all.map(({ job_id }) => job_id)).size).toBe(1);
    expect(desk.waiting).toHaveLength(1);
    await desk.deliverAll();
    expect((await enqueue()).status).toBe('succeeded');
  });

  it('is refused with another input, and is nobody else’s', async () => {
    const desk = jobDesk({ types: [greet] });
    const [owner, other] = [jobOwner(), jobOwner()];
    const mine = await desk.jobs.enqueue(greet, ADA, { owner, idempotencyKey: 'key' });
    await expect(desk.jobs.enqueue(greet, { name: 'Bob' }, { owner, idempotencyKey: 'key' })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    const theirs = await desk.jobs.enqueue(greet, ADA, { owner: other, idempotencyKey: 'key' });
    expect(theirs.job_id).not.toBe(mine.job_id);
  });

  it.each(['', 'two words', 'ü', 'k'.repeat(201)])('is refused as %j', async (idempotencyKey) => {
    const desk = jobDesk({ types: [greet] });
    const enqueue = desk.jobs.enqueue(greet, ADA, { owner: jobOwner(), idempotencyKey });
    await expect(enqueue).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('a queue that is away', () => {
  it('leaves the job waiting with the reason, and its alarm sends the message', async () => {
    const desk = jobDesk({ types: [greet] });
    desk.isQueueUp = false;
    const owner = jobOwner();
    const view = await desk.jobs.enqueue(greet, ADA, { owner });
    expect(view).toMatchObject({ status: 'queued', waiting_for: 'queue_unavailable' });
    const sent: unknown[] = [];
    let isUp = false;
    await runInDurableObject(object(view.job_id), (job: Job) => {
      const queue = {
        send: (body: unknown) => (isUp ? Promise.resolve(sent.push(body)) : Promise.reject(new Error('away'))),
      };
      Reflect.set(job, 'env', Object.assign(Object.create(null), env, { JOB_QUEUE: queue }));
    });
    // The object reads its record once: it is told by its own alarm that the time has come.
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(object(view.job_id));
      expect((await desk.jobs.get(view.job_id, owner.subject)).waiting_for).toBe('queue_unavailable');
    });
    isUp = true;
    await vi.waitFor(() => expect(sent).toContainEqual({ job_id: view.job_id }), { timeout: 15_000, interval: 100 });
    await desk.deliver(sent[0]);
    expect((await desk.jobs.get(view.job_id, owner.subject)).status).toBe('succeeded');
  });
});

describe('an attempt that fails', () => {
  it('is made again after a pause, and finds what its steps brought', async () => {
    const effect = vi.fn(() => Promise.resolve({ made: 1 }));
    const type = typeThat(async (context) => {
      const { made } = await context.step('make', effect);
      if (context.attempt === 1) throw new AppError('upstream_failed');
      return { greeting: `${made} in attempt ${context.attempt}` };
    });
    const desk = jobDesk({ types: [type] });
    const { id, view } = await begun(desk, type);
    await desk.deliverAll();
    expect(await view()).toMatchObject({ status: 'queued', waiting_for: 'retry', attempts: [{ outcome: 'failed' }] });
    await vi.waitFor(
      async () => {
        await desk.deliver({ job_id: id });
        expect(await view()).toMatchObject({ status: 'succeeded', result: { greeting: '1 in attempt 2' } });
      },
      { timeout: 5000, interval: 100 },
    );
    expect(effect).toHaveBeenCalledTimes(1);
  });

  it('for good ends the job with what its owner may know, and what it did is taken back', async () => {
    const taken: unknown[] = [];
    const type = typeThat(
      async (context) => {
        await context.step('make', () => Promise.resolve('a thing'));
        throw new AppError('conflict', { message: 'The name is taken.', cause: new Error('internal detail') });
      },
      {
        undo: (context: JobContext) => {
          taken.push(context.kept('make'), context.kept('other'));
          return Promise.resolve();
        },
      },
    );
    const desk = jobDesk({ types: [type] });
    const { view } = await begun(desk, type);
    await desk.deliverAll();
    const failed = await view();
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'conflict', message: 'The name is taken.', retryable: false },
      undo: 'done',
    });
    expect(taken).toEqual(['a thing', undefined]);
    expect(JSON.stringify(failed)).not.toContain('internal detail');
  });

  it('tells nothing of an error that nobody foresaw, nor of a result that is not what the type says', async () => {
    const faults = [
      typeThat(() => Promise.reject(new Error('postgres://u:p@db')), { name: 'throws', attemptsMax: 1 }),
      typeThat(() => Promise.resolve({ greeting: 1 } as never), { name: 'lies', attemptsMax: 1 }),
      typeThat((context) => context.step('big', () => Promise.resolve({ greeting: 'x'.repeat(40_000) })), {
        name: 'swells',
        attemptsMax: 1,
      }),
    ];
    const desk = jobDesk({ types: faults });
    for (const type of faults) {
      const { view } = await begun(desk, type);
      await desk.deliverAll();
      expect(await view()).toMatchObject({
        status: 'failed',
        error: { code: 'internal_error', message: 'Something went wrong on our side.' },
      });
    }
  });
});

describe('progress', () => {
  it('is told in numbered events, of which the last ones can be read again', async () => {
    const type = typeThat(async (context) => {
      for (let nth = 0; nth < 230; nth += 1) await context.progress({ step: `step_${nth}`, done: nth, total: 230 });
      return { greeting: 'done' };
    });
    const desk = jobDesk({ types: [type] });
    const { id } = await begun(desk, type);
    await desk.deliverAll();
    const { events, isOver } = await desk.jobs.newsAfter(id, 0, 0);
    expect(isOver).toBe(true);
    expect(events).toHaveLength(200);
    const numbers = events.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, nth) => (numbers[0] ?? 0) + nth));
    expect(events.at(-1)).toMatchObject({ status: 'succeeded' });
    expect((await desk.jobs.newsAfter(id, numbers.at(-2) ?? 0, 0)).events).toHaveLength(1);
  });

  it('of one step is not told more often than anybody can read', async () => {
    const type = typeThat(async (context) => {
      for (let nth = 1; nth <= 500; nth += 1) await context.progress({ step: 'pull', done: nth, total: 500 });
      return { greeting: 'done' };
    });
    const desk = jobDesk({ types: [type] });
    const { id } = await begun(desk, type);
    await desk.deliverAll();
    const { events } = await desk.jobs.newsAfter(id, 0, 0);
    expect(events.length).toBeLessThan(20);
    expect(events.at(-1)?.progress).toEqual({ step: 'pull', done: 500, total: 500 });
  });
});

describe('the list', () => {
  it('has the newest first in pages, by status, and nobody else’s', async () => {
    const desk = jobDesk({ types: [greet] });
    const owner = jobOwner();
    const ids: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) {
      ids.unshift((await desk.jobs.enqueue(greet, { name: String(nth) }, { owner })).job_id);
      await scheduler.wait(2);
    }
    await desk.deliver({ job_id: ids[1] });
    const first = await desk.jobs.list(owner.subject, { limit: 2 });
    expect(first.jobs.map(({ job_id, status }) => [job_id, status])).toEqual([
      [ids[0], 'queued'],
      [ids[1], 'succeeded'],
    ]);
    const second = await desk.jobs.list(owner.subject, { limit: 10, after: first.next });
    expect(second.jobs.map(({ job_id }) => job_id)).toEqual(ids.slice(2));
    expect(second.next).toBeUndefined();
    const done = await vi.waitFor(async () => {
      const { jobs } = await desk.jobs.list(owner.subject, { limit: 10, status: 'succeeded' });
      expect(jobs).toHaveLength(1);
      return jobs;
    });
    expect(done[0]?.job_id).toBe(ids[1]);
    expect((await desk.jobs.list(jobOwner().subject, { limit: 10 })).jobs).toEqual([]);
  });

  it('catches up when D1 did not answer, and no job is lost by that', async () => {
    const desk = jobDesk({ types: [greet] });
    const { id, owner, view } = await begun(desk, greet);
    await runInDurableObject(object(id), (job: Job) => {
      const down = { prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('D1 is away')) };
      Reflect.set(job, 'env', Object.assign(Object.create(null), env, { DB: down }));
    });
    await desk.deliverAll();
    expect((await view()).status).toBe('succeeded');
    const row = () => env.DB.prepare('SELECT status FROM jobs WHERE id = ?').bind(id).first('status');
    expect(await row()).toBe('queued');
    await runInDurableObject(object(id), (job: Job) => Reflect.set(job, 'env', env));
    await vi.waitFor(async () => expect(await row()).toBe('succeeded'), { timeout: 10_000, interval: 100 });
    expect((await desk.jobs.list(owner.subject, { limit: 1 })).jobs).toHaveLength(1);
  });
});

it('is forgotten with all that was kept of it when its time is over', async () => {
  const type = typeThat((context) => context.step('make', () => Promise.resolve({ greeting: 'short' })), {
    keepSeconds: 1,
  });
  const desk = jobDesk({ types: [type] });
  const { id, owner, view } = await begun(desk, type);
  await desk.deliverAll();
  expect((await view()).kept_until).toBeDefined();
  await vi.waitFor(
    async () => {
      await expect(view()).rejects.toMatchObject({ code: 'not_found' });
    },
    { timeout: 5000, interval: 100 },
  );
  const left = await runInDurableObject(object(id), async (_: Job, { storage }) => ({
    keys: [...storage.kv.list()],
    alarm: await storage.getAlarm(),
  }));
  expect(left).toEqual({ keys: [], alarm: null });
  expect((await desk.jobs.list(owner.subject, { limit: 5 })).jobs).toEqual([]);
});

it('keeps nothing for a job that nobody began', async () => {
  const id = crypto.randomUUID();
  const desk = jobDesk({ types: [greet] });
  await expect(desk.jobs.get(id, jobOwner().subject)).rejects.toMatchObject({ code: 'not_found' });
  expect((await desk.deliver({ job_id: id })).explicitAcks).toHaveLength(1);
  const size = await runInDurableObject(object(id), (_: Job, { storage }) => [...storage.kv.list()].length);
  expect(size).toBe(0);
});

it('refuses a queue that it does not know', async () => {
  const desk = jobDesk({ types: [greet] });
  await expect(desk.deliver({}, 'another-queue')).rejects.toThrow('no consumer');
});

it('shows its owner the same in every answer', async () => {
  const desk = jobDesk({ types: [greet] });
  const { id, view } = await begun(desk, greet);
  await desk.deliverAll();
  const views: JobView[] = [await view(), await desk.jobs.waitFor(id, 10), await view()];
  expect(new Set(views.map((one) => JSON.stringify(one))).size).toBe(1);
});
