/**
 * What a feature says about a kind of background work, and what the work is given while it runs.
 *
 * Input, results, events and errors are stored and shown: they hold references to secrets, never a secret.
 */
import type * as z from 'zod';
import type { Subject } from '../principal.ts';

/** On whose behalf a job runs. */
export interface JobOwner {
  readonly subject: Subject;
  /** Session that asked for it, by its public id; undefined for work that needs nobody's secrets. */
  readonly sessionId?: string | undefined;
}

/** Something to tell whoever watches. */
export interface JobProgress {
  /** Name of the step, in `snake_case`: pages translate it. */
  readonly step: string;
  /** Done and total of the step, in its own unit, where that can be said. */
  readonly done?: number;
  readonly total?: number;
}

export interface JobContext {
  readonly jobId: string;
  readonly owner: JobOwner;
  /** From 1. */
  readonly attempt: number;
  /** Aborted when somebody cancels, when the deadline has passed and when the lease is lost. */
  readonly signal: AbortSignal;
  progress(told: JobProgress): Promise<void>;
  /**
   * Runs a part of the work once: its result is kept, and a later attempt gets it instead of a second run. A part that was
   * cut off before its result was kept runs again, so what it does outside must bear that.
   *
   * @param name Unique within the job.
   * @param work Its value is stored: JSON, no secrets.
   */
  step<Value>(name: string, work: () => Promise<Value>): Promise<Value>;
  /** What a step brought, in this attempt or one before; undefined when it was not done. For `undo`, which does no steps. */
  kept<Value>(name: string): Value | undefined;
  /** From here on it is too late to cancel. Throws when somebody has cancelled before. */
  commit(): Promise<void>;
}

export interface JobType<Input, Result> {
  /** As stored and counted: `snake_case`, never changed once used. */
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly result: z.ZodType<Result>;
  /** Seconds from enqueueing to `timed_out`. */
  readonly deadlineSeconds: number;
  readonly attemptsMax: number;
  /** Seconds for which the outcome can be asked for. */
  readonly keepSeconds: number;
  /** Does the work. An `AppError` that is not retryable ends the job; anything else is tried again. */
  run(context: JobContext, input: Input): Promise<Result>;
  /**
   * Takes back what was done, after a failure for good, a cancellation or the deadline. May run more than once, in another
   * isolate than `run`, and finds the results of steps through `kept`.
   */
  undo?(context: JobContext, input: Input): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of types holds inputs and results of all kinds.
export type AnyJobType = JobType<any, any>;
