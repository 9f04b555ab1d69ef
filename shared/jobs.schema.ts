/** Background jobs as their owners and operators see them. Inputs are in none of these. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { ERROR_CATALOGUE } from './errors.ts';
import { ATTEMPT_OUTCOMES, CANCEL_OUTCOMES, DEAD_LETTER_REASONS, JOB_STATUSES, JOB_WAITS } from './jobs.vocabulary.ts';

/** Jobs or dead letters on a page of a list, by default and at most. */
export const JOBS_PER_PAGE = 20;
export const JOBS_PER_PAGE_MAX = 50;

const moment = z.iso.datetime();
const typeName = z.string().describe(apiText('Kind of work, such as `install_server`.'));

/** As clients write it; anything else names no job. */
export const jobId = z.uuid().toLowerCase();

export const jobProgress = z.strictObject({
  step: z.string().describe(apiText('Name of the step, in `snake_case`.')),
  done: z.number().optional(),
  total: z.number().optional(),
});

export const jobError = z.strictObject({
  code: z.enum(Object.keys(ERROR_CATALOGUE) as [keyof typeof ERROR_CATALOGUE]),
  message: z.string(),
  retryable: z.boolean().describe(apiText('Whether beginning the same work again may help.')),
});

export const jobAttempt = z.strictObject({
  started_at: moment,
  ended_at: moment.optional(),
  outcome: z.enum(ATTEMPT_OUTCOMES).optional(),
  error_code: jobError.shape.code.optional(),
});

export const jobView = z.strictObject({
  job_id: jobId,
  type: typeName,
  status: z.enum(JOB_STATUSES),
  created_at: moment,
  started_at: moment.optional(),
  ended_at: moment.optional(),
  deadline_at: moment.describe(apiText('What has not ended by then is `timed_out`.')),
  attempts: z.array(jobAttempt),
  waiting_for: z.enum(JOB_WAITS).optional().describe(apiText('Why a queued job waits.')),
  progress: jobProgress.optional(),
  result: z.unknown().optional().describe(apiText('Of a job that succeeded; its form follows from the type.')),
  error: jobError.optional(),
  undo: z
    .enum(['pending', 'done', 'failed'])
    .optional()
    .describe(apiText('Of a job that ended without success: whether what it had done is taken back.')),
  kept_until: moment.optional().describe(apiText('When a job that has ended is forgotten.')),
});

/** In the list a job comes without what only its own page shows. */
export const jobSummary = jobView.omit({ attempts: true, result: true }).extend({ attempts: z.int() });

export const listJobsQuery = z.strictObject({
  status: z.enum(JOB_STATUSES).optional(),
  limit: z
    .string()
    .regex(/^[1-9][0-9]?$/, 'a whole number')
    .transform(Number)
    .refine((count) => count <= JOBS_PER_PAGE_MAX, `at most ${JOBS_PER_PAGE_MAX}`)
    .default(JOBS_PER_PAGE),
  after: z
    .string()
    .regex(/^[0-9]{1,15}\.[0-9a-f-]{36}$/, 'the `next` of the page before')
    .optional(),
});
export const jobsReply = z.strictObject({
  jobs: z.array(jobSummary),
  next: z.string().optional().describe(apiText('For `after`, when there are more.')),
});

export const cancelJobReply = z.strictObject({ outcome: z.enum(CANCEL_OUTCOMES), job: jobView });

/** The data of one message of the event stream; its `id` is `number`. */
export const jobEvent = z.strictObject({
  number: z.int().min(1),
  at: moment,
  status: z.enum(JOB_STATUSES),
  attempt: z.int().min(0),
  progress: jobProgress.optional(),
});

const deadLetterId = z.string().regex(/^[1-9][0-9]{0,15}$/);
export const deadLetter = z.strictObject({
  id: deadLetterId,
  at: moment,
  reason: z.enum(DEAD_LETTER_REASONS),
  job_id: jobId.optional(),
  type: typeName.optional(),
});
export const deadLettersQuery = z.strictObject({ after: deadLetterId.optional() });
export const deadLettersReply = z.strictObject({ dead_letters: z.array(deadLetter), next: deadLetterId.optional() });
export const replayReply = z.strictObject({ job_id: jobId, status: z.enum(JOB_STATUSES) });
export const removedDeadLetterReply = z.strictObject({ done: z.literal(true) });

export const jobCountsReply = z.strictObject({
  counts: z.array(z.strictObject({ type: typeName, status: z.enum(JOB_STATUSES), jobs: z.int() })),
  dead_letters: z.int(),
  oldest_unfinished_at: moment.optional(),
});

export type JobView = z.infer<typeof jobView>;
export type JobSummary = z.infer<typeof jobSummary>;
export type JobError = z.infer<typeof jobError>;
export type JobsReply = z.infer<typeof jobsReply>;
export type ListJobsQuery = z.infer<typeof listJobsQuery>;
export type CancelJobReply = z.infer<typeof cancelJobReply>;
export type JobEvent = z.infer<typeof jobEvent>;
export type DeadLetter = z.infer<typeof deadLetter>;
export type DeadLettersReply = z.infer<typeof deadLettersReply>;
export type JobCountsReply = z.infer<typeof jobCountsReply>;
