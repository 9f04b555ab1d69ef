/**
 * What runs by the clock: every cron string of `wrangler.toml` has its job here, and a string that has none is an error,
 * never a default. The frame around a job is what `app.ts` is around a route: one log line, and a failure that shows
 * (the platform marks the run as failed).
 */
import type { Clock } from './clock.ts';
import { describeThrown, type Log, type LogFields } from './log.ts';

export interface Job {
  /** As it stands in `wrangler.toml`. */
  readonly cron: string;
  /** Name in the log. */
  readonly name: string;
  /** Does the work; what it returns goes into the log line. */
  readonly run: () => Promise<LogFields>;
}

interface ScheduleParts {
  readonly jobs: readonly Job[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Runs the job of a cron string. Rejects when there is none, and when the job fails. */
export type RunCron = (cron: string) => Promise<void>;

/** @throws RangeError when two jobs have the same cron string: one of them would never run. */
export function createSchedule({ jobs, clock, log }: ScheduleParts): RunCron {
  const byCron = new Map(jobs.map((job) => [job.cron, job]));
  if (byCron.size !== jobs.length) throw new RangeError('two jobs have the same cron string');
  return async (cron) => {
    const job = byCron.get(cron);
    if (job === undefined) {
      log.error('cron', { cron, status: 'unknown' });
      throw new RangeError(`no job for the cron string "${cron}"`);
    }
    const startedMs = clock.nowMs();
    const line = (status: string): LogFields => ({
      cron,
      job: job.name,
      status,
      duration_ms: clock.nowMs() - startedMs,
    });
    try {
      const outcome = await job.run();
      log.info('cron', { ...line('done'), ...outcome });
    } catch (error) {
      log.error('cron', { ...line('failed'), cause: describeThrown(error) });
      throw error;
    }
  };
}
