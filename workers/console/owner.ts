/** On whose behalf a call of the console acts. */
import type { RequestContext } from '../kernel/app.ts';
import type { JobOwner } from '../kernel/jobs/job-type.ts';

/** @throws Error on a route without a guard: that is a fault of ours. */
export function requireOwner({ principal }: Pick<RequestContext, 'principal'>): JobOwner {
  if (principal === undefined) throw new Error('the guard names who was let in');
  return { subject: principal.subject, sessionId: principal.sessionId };
}
