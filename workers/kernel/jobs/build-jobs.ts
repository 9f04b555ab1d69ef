/** Puts the background jobs together. Wiring only. */
import type { Endpoint, Guard } from '../app.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ShippedMetrics } from '../metrics/metrics.ts';
import type { SeriesSource } from '../metrics/sources.ts';
import { DeadLetters } from './dead-letters.ts';
import { createJobConsumer, type RunQueue } from './job-consumer.ts';
import { JobIndex } from './job-index.ts';
import { JobRunner } from './job-runner.ts';
import { jobSeries } from './job-series.ts';
import type { AnyJobType } from './job-type.ts';
import { jobEndpoints } from './jobs.routes.ts';
import { Jobs } from './jobs.ts';
import { jobsAdminEndpoints } from './jobs-admin.routes.ts';
import { createRecall, type Recall } from './recall.ts';

interface JobsRoomParts {
  readonly bindings: Pick<Cloudflare.Env, 'JOBS' | 'JOB_QUEUE' | 'DB'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ShippedMetrics;
}

interface JobsRoom {
  readonly jobs: Jobs;
  /** Once it is known which work there is. */
  consumer(types: readonly AnyJobType[], takesAtOnce: boolean): RunQueue;
  /** @param owners Lets in people who have jobs. @param admin Lets operators in. */
  endpoints(owners: Guard, admin: Guard): Endpoint[];
  /** For where the queue is forgotten with the process. */
  readonly recall: Recall;
  readonly sources: readonly SeriesSource[];
}

export function buildJobs({ bindings, clock, log, metrics }: JobsRoomParts): JobsRoom {
  const { JOBS: objects, JOB_QUEUE: queue, DB: db } = bindings;
  const jobs = new Jobs({ jobs: objects, queue, db, log, metrics });
  const index = new JobIndex(db);
  return {
    jobs,
    consumer: (types, takesAtOnce) => {
      const runner = new JobRunner({ jobs: objects, types, log, metrics });
      return createJobConsumer({ runner, jobs: objects, db, clock, log, metrics, takesAtOnce });
    },
    endpoints: (owners, admin) => [
      ...jobEndpoints(jobs, owners, clock),
      ...jobsAdminEndpoints(index, new DeadLetters(db, objects), admin),
    ],
    recall: createRecall({ index, queue, clock, log }),
    sources: [jobSeries(index)],
  };
}
