/** The routes of jobs: for their owners, behind the guard of the room whose jobs they are. */
import { cancelJobContract, jobContract, jobEventsContract, listJobsContract } from '../../../shared/jobs.contract.ts';
import { jobId } from '../../../shared/jobs.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../app.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Subject } from '../principal.ts';
import { eventStream, lastEventNumber } from './event-stream.ts';
import type { Jobs } from './jobs.ts';

export function jobEndpoints(jobs: Jobs, guard: Guard, clock: Clock): Endpoint[] {
  return [
    endpoint(listJobsContract, (query, context) => jobs.list(ownerOf(context), query), guard),
    endpoint(jobContract, (_, context) => jobs.get(idOf(context), ownerOf(context)), guard),
    endpoint(cancelJobContract, (_, context) => jobs.cancel(idOf(context), ownerOf(context)), guard),
    endpoint(
      jobEventsContract,
      async (_, context) => {
        const id = idOf(context);
        await jobs.get(id, ownerOf(context));
        return eventStream({
          lastNumber: lastEventNumber(context.request),
          newsAfter: (number, holdMs) => jobs.newsAfter(id, number, holdMs),
          guard: () => guard(context.request, context.waitUntil),
          clock,
        });
      },
      guard,
    ),
  ];
}

function ownerOf({ principal }: RequestContext): Subject {
  if (principal === undefined) throw new Error('the guard names who was let in');
  return principal.subject;
}

/** @throws AppError `not_found`: what has another form names no job. */
function idOf({ params }: RequestContext): string {
  const parsed = jobId.safeParse(params.job_id);
  if (!parsed.success) throw new AppError('not_found');
  return parsed.data;
}
