/**
 * Background jobs of a test: the real objects, D1 and messages of the platform's own making, with job types of the test. The
 * queue in between is the test's: it hands a message on when the test says so, or at once.
 */
import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { systemClock } from '../kernel/clock.ts';
import { buildJobs } from '../kernel/jobs/build-jobs.ts';
import { JOB_QUEUE_NAME } from '../kernel/jobs/job-message.ts';
import type { AnyJobType, JobOwner } from '../kernel/jobs/job-type.ts';
import type { Jobs } from '../kernel/jobs/jobs.ts';
import { createLog } from '../kernel/log.ts';
import { noMetrics, type ShippedMetrics } from '../kernel/metrics/metrics.ts';

export interface JobDesk {
  readonly jobs: Jobs;
  /** Bodies of messages that nobody has taken yet. */
  readonly waiting: unknown[];
  /** Hands a message to the consumer and waits for what comes of it. */
  deliver(body: unknown, queue?: string): ReturnType<typeof getQueueResult>;
  /** The same with all that wait. */
  deliverAll(): Promise<void>;
  /** While false, the queue takes nothing. */
  isQueueUp: boolean;
}

interface DeskOptions {
  readonly types: readonly AnyJobType[];
  /** Hands each message on as soon as it is sent, beside the sender. */
  readonly delivers?: boolean;
  readonly metrics?: ShippedMetrics;
}

export function jobDesk({ types, delivers = false, metrics = noMetrics }: DeskOptions): JobDesk {
  const waiting: unknown[] = [];
  const queue = {
    send: (body: unknown) => {
      if (!desk.isQueueUp) return Promise.reject(new Error('the queue is away'));
      if (delivers) void desk.deliver(body);
      else waiting.push(body);
      return Promise.resolve({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } });
    },
  };
  const bindings = Object.assign(Object.create(null), env, { JOB_QUEUE: queue }) as Cloudflare.Env;
  const room = buildJobs({ bindings, clock: systemClock, log: createLog('silent'), metrics });
  const consume = room.consumer(types, false);
  const desk: JobDesk = {
    jobs: room.jobs,
    waiting,
    isQueueUp: true,
    deliver: async (body, queue = JOB_QUEUE_NAME) => {
      const message = { id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body };
      const batch = createMessageBatch(queue, [message]);
      const context = createExecutionContext();
      await consume(batch, (work) => context.waitUntil(work));
      await waitOnExecutionContext(context);
      return await getQueueResult(batch, context);
    },
    deliverAll: async () => {
      await Promise.all(waiting.splice(0).map((body) => desk.deliver(body)));
    },
  };
  return desk;
}

let owners = 0;

/** Somebody whom no other test knows: stores outlive a test. */
export function jobOwner(): JobOwner {
  owners += 1;
  return { subject: { type: 'user', id: `job-owner-${owners}-${crypto.randomUUID()}` } };
}
