/**
 * What the queues bring. A message that names no job, or a job of a type that nobody here knows, goes back until the queue
 * moves it to the dead letters; the consumer of those keeps them for an operator. A queue without a consumer is an error.
 */
import type { Clock } from '../clock.ts';
import type { WaitUntil } from '../coalescer.ts';
import { describeThrown, type Log } from '../log.ts';
import type { ShippedMetrics } from '../metrics/metrics.ts';
import { askJob } from './ask-job.ts';
import type { Job } from './job.do.ts';
import { countFacts } from './job-facts.ts';
import { JobIndex } from './job-index.ts';
import { DEAD_JOB_QUEUE_NAME, JOB_QUEUE_NAME, jobMessage } from './job-message.ts';
import type { JobRunner } from './job-runner.ts';
import { LOCAL_JOBS_AT_ONCE_MAX } from './jobs.constants.ts';

export type RunQueue = (batch: MessageBatch, waitUntil: WaitUntil) => Promise<void>;

interface JobConsumerParts {
  readonly runner: JobRunner;
  readonly jobs: DurableObjectNamespace<Job>;
  readonly db: D1Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ShippedMetrics;
  /**
   * True where the queue hands out the next batch only when it has got this one back, as the local one does: then a
   * message is taken as soon as its work has begun. The object of the job sends another should the work break off.
   */
  readonly takesAtOnce: boolean;
}

/** Pause in milliseconds before it is seen again whether there is room. */
const ROOM_POLL_MS = 20;
/** Seconds before a message is tried again whose job did not answer. */
const RETRY_SECONDS = 2;

/** @returns The consumer of all queues. It rejects for a queue that it does not know. */
export function createJobConsumer({ runner, jobs, db, clock, log, metrics, takesAtOnce }: JobConsumerParts): RunQueue {
  const index = new JobIndex(db);
  let working = 0;

  return async (batch, waitUntil) => {
    switch (batch.queue) {
      case JOB_QUEUE_NAME:
        await Promise.all(batch.messages.map((message) => take(message, waitUntil)));
        break;
      case DEAD_JOB_QUEUE_NAME:
        for (const message of batch.messages) await keep(message);
        break;
      default:
        log.error('queue', { queue: batch.queue, status: 'unknown' });
        throw new RangeError(`no consumer for the queue "${batch.queue}"`);
    }
    metrics.flush(waitUntil);
  };

  async function take(message: Message, waitUntil: WaitUntil): Promise<void> {
    const parsed = jobMessage.safeParse(message.body);
    if (!parsed.success) {
      log.error('job_message_malformed', { message: message.id, attempt: message.attempts });
      message.retry();
      return;
    }
    while (takesAtOnce && working >= LOCAL_JOBS_AT_ONCE_MAX) await scheduler.wait(ROOM_POLL_MS);
    try {
      const taken = await runner.take(parsed.data.job_id);
      if (taken.kind === 'work') {
        const done = workOn(parsed.data.job_id, taken.work, waitUntil);
        if (takesAtOnce) waitUntil(done);
        else await done;
      }
      // Back to the queue, which gives it up in the end.
      if (taken.kind === 'unknown_type') message.retry();
      else message.ack();
    } catch (error) {
      log.warn('job_not_taken', { job: parsed.data.job_id, cause: describeThrown(error) });
      message.retry({ delaySeconds: RETRY_SECONDS });
    }
  }

  /** Never rejects: work that breaks off is taken up again when its lease has run out. */
  async function workOn(job: string, work: () => Promise<void>, waitUntil: WaitUntil): Promise<void> {
    working += 1;
    try {
      await work();
    } catch (error) {
      log.warn('job_broke_off', { job, cause: describeThrown(error) });
    } finally {
      working -= 1;
      metrics.flush(waitUntil);
    }
  }

  async function keep(message: Message): Promise<void> {
    try {
      const parsed = jobMessage.safeParse(message.body);
      if (parsed.success) {
        const told = await askJob(() => jobs.getByName(parsed.data.job_id).putAside(runner.knownTypes));
        countFacts(metrics, told?.facts ?? []);
        // One that can be worked on is sent again by its object.
        log.error('job_dead_letter', { job: parsed.data.job_id, status: told?.value === false ? 'goes_on' : 'ended' });
      } else {
        await index.writeMalformed(message.id, clock.nowMs());
        metrics.count('jobs_dead_letters_total', { reason: 'malformed' });
        log.error('job_dead_letter', { message: message.id, status: 'malformed' });
      }
      message.ack();
    } catch (error) {
      log.warn('job_dead_letter_not_kept', { message: message.id, cause: describeThrown(error) });
      message.retry();
    }
  }
}
