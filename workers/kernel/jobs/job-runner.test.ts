import { env } from 'cloudflare:workers';
import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { jobDesk, jobOwner } from '../../testing/job-desk.ts';
import '../../testing/migrate.ts';
import { createLog } from '../log.ts';
import { noMetrics } from '../metrics/metrics.ts';
import type { Job } from './job.do.ts';
import { JobRunner } from './job-runner.ts';
import type { JobType } from './job-type.ts';
import { LEASE_MS } from './jobs.constants.ts';

afterEach(() => vi.useRealTimers());

it('a worker that its job has not heard of for as long as a lease lasts tells its work to stop', async () => {
  const began = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<unknown>();
  const type: JobType<object, null> = {
    name: 'cut_off',
    input: z.strictObject({}),
    result: z.null(),
    deadlineSeconds: 600,
    attemptsMax: 2,
    keepSeconds: 600,
    run: async ({ signal }) => {
      signal.addEventListener('abort', () => stopped.resolve(signal.reason));
      began.resolve();
      await stopped.promise;
      return null;
    },
  };
  const desk = jobDesk({ types: [type] });
  const { job_id: id } = await desk.jobs.enqueue(type, {}, { owner: jobOwner() });
  // The way from the worker to the job is cut once the work is taken; others may still find theirs.
  const silent = { heartbeat: () => Promise.reject(new Error('no way there')) };
  let isCut = false;
  const jobs = { getByName: (name: string) => (isCut ? silent : env.JOBS.getByName(name)) };
  const runner = new JobRunner({
    jobs: jobs as unknown as DurableObjectNamespace<Job>,
    types: [type],
    log: createLog('silent'),
    metrics: noMetrics,
  });
  const taken = await runner.take(id);
  if (taken.kind !== 'work') throw new Error('there is work');
  vi.useFakeTimers({ toFake: ['Date'] });
  isCut = true;
  const working = taken.work().catch(() => undefined);
  await began.promise;
  await vi.waitFor(
    async () => {
      vi.setSystemTime(Date.now() + LEASE_MS / 3);
      const reason = await Promise.race([stopped.promise, Promise.resolve('goes on')]);
      expect(reason).toMatchObject({ name: 'JobStopped' });
    },
    { timeout: 4000, interval: 300 },
  );
  await working;
});
