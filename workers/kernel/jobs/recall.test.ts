import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { jobDesk, jobOwner } from '../../testing/job-desk.ts';
import '../../testing/migrate.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { JobIndex } from './job-index.ts';
import type { JobType } from './job-type.ts';
import { createRecall } from './recall.ts';

const input = z.strictObject({});
const nothing: JobType<object, object> = {
  name: 'nothing',
  input,
  result: input,
  deadlineSeconds: 60,
  attemptsMax: 1,
  keepSeconds: 600,
  run: () => Promise.resolve({}),
};

/** What is sent when a process begins, call by call. */
async function recalled(index: Pick<JobIndex, 'queuedBefore'>, times = 1) {
  const sent: unknown[][] = [];
  const sendBatch: Queue['sendBatch'] = (messages) => {
    sent.push([...messages].map(({ body }) => body));
    return Promise.resolve({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } });
  };
  const recall = createRecall({ index, queue: { sendBatch }, clock: systemClock, log: createLog('silent') });
  const begun: Promise<unknown>[] = [];
  for (let time = 0; time < times; time += 1) recall((work) => begun.push(work));
  await Promise.all(begun);
  return sent;
}

describe('a process that begins', () => {
  it('sends the messages of jobs that wait, and of no others', async () => {
    const desk = jobDesk({ types: [nothing] });
    const owner = jobOwner();
    const done = await desk.jobs.enqueue(nothing, {}, { owner });
    await desk.deliverAll();
    const waits = await desk.jobs.enqueue(nothing, {}, { owner });
    await vi.waitFor(async () => {
      const sent = (await recalled(new JobIndex(env.DB))).flat();
      expect(sent).toContainEqual({ job_id: waits.job_id });
      expect(sent).not.toContainEqual({ job_id: done.job_id });
    });
  });

  it('does so once, in as many calls as the queue needs', async () => {
    const ids = Array.from({ length: 250 }, () => crypto.randomUUID());
    const batches = await recalled({ queuedBefore: () => Promise.resolve(ids) }, 3);
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(ids.map((id) => ({ job_id: id })));
  });

  it('goes on when the index is away: the alarms bring the jobs back', async () => {
    await expect(recalled({ queuedBefore: () => Promise.reject(new Error('away')) })).resolves.toEqual([]);
  });
});
