/** How a route answers that has begun a job: with its end where the caller waits for that, else with how it stands. */
import * as z from 'zod';
import type { JobView } from '../../../shared/jobs.schema.ts';
import { hasJobEnded } from '../../../shared/jobs.vocabulary.ts';
import { readQuery } from '../http.ts';
import type { Jobs } from './jobs.ts';

/** For routes that take `?async=true` and nothing else in the query. */
const asyncQuery = z.strictObject({ async: z.enum(['true', 'false']).optional() });

interface AnswerOptions {
  /** Does not wait. */
  readonly isAsync: boolean;
  /** Milliseconds to wait; below the deadline of the route. */
  readonly waitMs: number;
  /** Status of a job that has ended: 201 where something was made. */
  readonly doneStatus?: 200 | 201;
}

/** @throws AppError `bad_request` for another query. */
export function isAsyncRequest(request: Request): boolean {
  return readQuery(request, asyncQuery).async === 'true';
}

/** 202 while the job goes on, whatever it may become; the body is a `JobView` either way. */
export async function answerWithJob(
  jobs: Pick<Jobs, 'waitFor'>,
  begun: JobView,
  { isAsync, waitMs, doneStatus = 200 }: AnswerOptions,
): Promise<Response> {
  const view = isAsync ? begun : await jobs.waitFor(begun.job_id, waitMs);
  const isOver = hasJobEnded(view.status) && view.undo !== 'pending';
  return Response.json(view, {
    status: !isAsync && isOver ? doneStatus : 202,
    headers: { 'Cache-Control': 'no-store', Location: `/api/jobs/${view.job_id}` },
  });
}
