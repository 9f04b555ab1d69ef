/** The routes of background jobs: for their owners under `/api/jobs`, for operators under `/admin/jobs`. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  cancelJobReply,
  deadLettersQuery,
  deadLettersReply,
  jobCountsReply,
  jobsReply,
  jobView,
  listJobsQuery,
  removedDeadLetterReply,
  replayReply,
} from './jobs.schema.ts';

const console = { tag: 'console', limits: CONSOLE_LIMITS } as const;

export const listJobsContract = {
  ...console,
  method: 'GET',
  path: '/api/jobs',
  id: 'listJobs',
  summary: apiText('Your jobs, newest first'),
  query: listJobsQuery,
  reply: jobsReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const jobContract = {
  ...console,
  method: 'GET',
  path: '/api/jobs/:job_id',
  id: 'getJob',
  summary: apiText('How a job of yours stands'),
  reply: jobView,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const cancelJobContract = {
  ...console,
  method: 'DELETE',
  path: '/api/jobs/:job_id',
  id: 'cancelJob',
  summary: apiText('Cancel a job, and learn what came of it'),
  description: apiText(
    '`cancelled`: it ends without a result, and what it had done is taken back. `too_late`: the part that cannot be stopped ' +
      'has begun. `already_done`: it had ended before.',
  ),
  reply: cancelJobReply,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const jobEventsContract = {
  ...console,
  method: 'GET',
  path: '/api/jobs/:job_id/events',
  id: 'followJob',
  summary: apiText('What happens with a job, as it happens'),
  description: apiText(
    'Each message is a `job` with a number as its id, and tells its status and progress; `Last-Event-ID` goes on behind it. ' +
      'The stream ends with the job, after a message `over`, or with the session.',
  ),
  streams: 'text/event-stream',
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const jobCountsContract = {
  method: 'GET',
  path: '/admin/jobs',
  id: 'countJobs',
  tag: 'admin',
  summary: apiText('How many jobs there are, by type and status'),
  reply: jobCountsReply,
  errors: [],
} as const satisfies RouteContract;

export const listDeadLettersContract = {
  method: 'GET',
  path: '/admin/jobs/dead',
  id: 'listDeadLetters',
  tag: 'admin',
  summary: apiText('What was put aside because nobody could work on it, newest first'),
  query: deadLettersQuery,
  reply: deadLettersReply,
  errors: [],
} as const satisfies RouteContract;

export const replayDeadLetterContract = {
  method: 'POST',
  path: '/admin/jobs/dead/:id/replay',
  id: 'replayDeadLetter',
  tag: 'admin',
  summary: apiText('Queue the job of a dead letter again, with a new deadline'),
  reply: replayReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const removeDeadLetterContract = {
  method: 'DELETE',
  path: '/admin/jobs/dead/:id',
  id: 'removeDeadLetter',
  tag: 'admin',
  summary: apiText('Forget a dead letter'),
  reply: removedDeadLetterReply,
  errors: ['not_found'],
} as const satisfies RouteContract;
