import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { jobDesk, jobOwner } from '../../testing/job-desk.ts';
import '../../testing/migrate.ts';
import type { JobType } from './job-type.ts';

const NAMED = {
  input: z.strictObject({ name: z.string() }),
  result: z.strictObject({ greeting: z.string() }),
  deadlineSeconds: 60,
  attemptsMax: 3,
  keepSeconds: 600,
} as const;
type Named = JobType<{ name: string }, { greeting: string }>;

function typeThat(run: Named['run'], more: Partial<Named> = {}): Named {
  return { ...NAMED, name: 'greet', run, ...more };
}
const greet = typeThat((_, { name }) => Promise.resolve({ greeting: `Hello ${name}` }));

describe('a job', () => {
  it('runs once its message arrives, and tells its result to its owner', async () => {
    const desk = jobDesk({ types: [greet] });
    const owner = jobOwner();
    const begun = await desk.jobs.enqueue(greet, { name: 'Ada' }, { owner });
    expect(begun).toMatchObject({ status: 'queued', type: 'greet', waiting_for: 'delivery', attempts: [] });
    await desk.deliverAll();
    const view = await desk.jobs.get(begun.job_id, owner.subject);
    expect(view).toMatchObject({ status: 'succeeded', result: { greeting: 'Hello Ada' } });
  });
});
