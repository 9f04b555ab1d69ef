/** The operator's routes of jobs, all behind the admin guard. Nothing of what a job is about is shown. */
import {
  jobCountsContract,
  listDeadLettersContract,
  removeDeadLetterContract,
  replayDeadLetterContract,
} from '../../../shared/jobs.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../app.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { JobIndex } from './job-index.ts';

export function jobsAdminEndpoints(index: JobIndex, letters: DeadLetters, guard: Guard): Endpoint[] {
  return [
    endpoint(jobCountsContract, () => index.counts(), guard),
    endpoint(listDeadLettersContract, ({ after }) => letters.list(after), guard),
    endpoint(replayDeadLetterContract, (_, { params }) => letters.replay(params.id ?? ''), guard),
    endpoint(
      removeDeadLetterContract,
      async (_, { params }) => {
        await letters.remove(params.id ?? '');
        return { done: true as const };
      },
      guard,
    ),
  ];
}
