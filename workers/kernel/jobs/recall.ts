/**
 * Brings back what a queue that lives in memory forgot with its process: once per isolate, the messages of all jobs that
 * were waiting before are sent again. A job whose message is doubled by that is worked on once all the same, and what this
 * does not reach is brought back by the alarm of its object.
 */
import type { Clock } from '../clock.ts';
import type { WaitUntil } from '../coalescer.ts';
import { describeThrown, type Log } from '../log.ts';
import type { JobIndex } from './job-index.ts';
import type { JobMessage } from './job-message.ts';
import { MESSAGES_SENT_AT_ONCE_MAX, RECALLED_MAX } from './jobs.constants.ts';

/** Cheap after the first time. Never throws. */
export type Recall = (waitUntil: WaitUntil) => void;

interface RecallParts {
  readonly index: Pick<JobIndex, 'queuedBefore'>;
  readonly queue: Pick<Queue, 'sendBatch'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createRecall({ index, queue, clock, log }: RecallParts): Recall {
  let isDone = false;
  return (waitUntil) => {
    if (isDone) return;
    isDone = true;
    waitUntil(sendAgain(clock.nowMs()));
  };

  async function sendAgain(beforeMs: number): Promise<void> {
    try {
      const ids = await index.queuedBefore(beforeMs, RECALLED_MAX);
      for (let from = 0; from < ids.length; from += MESSAGES_SENT_AT_ONCE_MAX) {
        const some = ids.slice(from, from + MESSAGES_SENT_AT_ONCE_MAX);
        await queue.sendBatch(some.map((id) => ({ body: { job_id: id } satisfies JobMessage })));
      }
    } catch (error) {
      log.warn('jobs_not_recalled', { cause: describeThrown(error) });
    }
  }
}
