/**
 * Works on jobs: takes the lease, runs the work beside a heartbeat that keeps it, and reports the end. Where the lease is
 * gone (cancelled, timed out, taken for dead) the work is told to stop, and nothing that it says counts any more.
 */
import { ERROR_CATALOGUE } from '../../../shared/errors.ts';
import { AppError } from '../errors.ts';
import { inTime } from '../in-time.ts';
import { describeThrown, type Log, type LogFields } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { askJob } from './ask-job.ts';
import type { Claimed, Job, Told } from './job.do.ts';
import { countFacts } from './job-facts.ts';
import type { AnyJobType } from './job-type.ts';
import {
  HEARTBEAT_HOLD_MS,
  HEARTBEAT_TIMEOUT_MS,
  LEASE_MS,
  RESULT_BYTES_MAX,
  STOP_GRACE_MS,
  UNDO_MS,
} from './jobs.constants.ts';
import { RunningJob } from './running-job.ts';
import type { AttemptEnd } from './transitions.ts';

/** What there is to do for a job: nothing, nothing that anybody here could do, or work that has been taken. */
export type Taken =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown_type' }
  | { readonly kind: 'work'; readonly work: () => Promise<void> };

interface JobRunnerParts {
  readonly jobs: DurableObjectNamespace<Job>;
  readonly types: readonly AnyJobType[];
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Pause in milliseconds before a heartbeat that got no answer is tried again. */
const HEARTBEAT_RETRY_MS = 500;

export class JobRunner {
  readonly #parts: JobRunnerParts;
  readonly #types: ReadonlyMap<string, AnyJobType>;

  /** @throws RangeError when two types have the same name. */
  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
    this.#types = new Map(parts.types.map((type) => [type.name, type]));
    if (this.#types.size !== parts.types.length) throw new RangeError('two job types have the same name');
  }

  get knownTypes(): readonly string[] {
    return [...this.#types.keys()];
  }

  /**
   * Takes the lease of a job if there is something to do for it.
   *
   * @throws AppError `unavailable` when the object of the job does not answer; so does the work, and the lease runs out then.
   */
  async take(jobId: string): Promise<Taken> {
    const token = crypto.randomUUID();
    const told = await askJob(() => this.#object(jobId).claim(token, this.knownTypes));
    // Forgotten meanwhile: the message is an old one.
    if (told === undefined) return { kind: 'nothing' };
    const { claim, record } = this.#count(told);
    const type = this.#types.get(record.type);
    switch (claim) {
      case 'unknown_type':
        this.#parts.log.error('job_type_unknown', { job: jobId, type: record.type });
        return { kind: 'unknown_type' };
      case 'run':
        return type === undefined
          ? { kind: 'unknown_type' }
          : { kind: 'work', work: () => this.#runAndUndo(type, told.value, token) };
      case 'undo':
        return type === undefined
          ? { kind: 'unknown_type' }
          : { kind: 'work', work: () => this.#undo(type, told.value, token) };
      case 'not_now':
      case 'settled':
        return { kind: 'nothing' };
    }
  }

  /** Whoever did the work takes it back as well, where it has to be. */
  async #runAndUndo(type: AnyJobType, claimed: Claimed, token: string): Promise<void> {
    await this.#run(type, claimed, token);
    if (type.undo === undefined) return;
    const next = await this.take(claimed.record.id);
    if (next.kind === 'work') await next.work();
  }

  async #run(type: AnyJobType, { record, steps }: Claimed, token: string): Promise<void> {
    const object = () => this.#object(record.id);
    const job = new RunningJob({ record, token, object, steps });
    const line = { job: record.id, type: type.name, attempt: job.attempt };
    const end = await this.#besideHeartbeat(job, token, async () => {
      try {
        return await resultOf(type, job, record.input);
      } catch (error) {
        return job.signal.aborted ? undefined : failureOf(error, (cause) => this.#warn('job_failed', line, cause));
      }
    });
    if (end !== undefined && !job.signal.aborted) {
      const told = await askJob(() => object().report(token, end));
      if (told !== undefined && this.#count(told)) {
        this.#parts.log.info('job_attempt', { ...line, status: end.kind });
        return;
      }
    }
    this.#parts.log.info('job_attempt', { ...line, status: 'stopped' });
    const told = await askJob(() => object().letGo(token));
    if (told !== undefined) this.#count(told);
  }

  async #undo(type: AnyJobType, { record, steps }: Claimed, token: string): Promise<void> {
    const object = () => this.#object(record.id);
    const job = new RunningJob({ record, token, object, steps });
    const line = { job: record.id, type: type.name };
    const isDone = await this.#besideHeartbeat(job, token, async () => {
      try {
        await inTime(Promise.resolve(type.undo?.(job, type.input.parse(JSON.parse(record.input)))), UNDO_MS);
        return true;
      } catch (error) {
        job.stop();
        this.#warn('job_undo_failed', line, error);
        return false;
      }
    });
    const told = await askJob(() => object().undone(token, isDone ?? false));
    if (told !== undefined) this.#count(told);
    this.#parts.log.info('job_undo', { ...line, status: isDone === true ? 'done' : 'failed' });
  }

  /** @returns undefined when the work was told to stop and did not end within its grace. */
  async #besideHeartbeat<End>(job: RunningJob, token: string, work: () => Promise<End>): Promise<End | undefined> {
    let isOver = false;
    let heardMs = Date.now();
    const heart = (async () => {
      while (!isOver && !job.signal.aborted) {
        const askedMs = Date.now();
        const beat = await this.#beat(job.jobId, token);
        if (beat !== undefined) heardMs = askedMs;
        // Without an answer the lease says how long this may go on: then somebody else may be at work.
        const isLost = beat === undefined ? Date.now() - heardMs >= LEASE_MS : beat !== 'go';
        if (isLost && !isOver) job.stop();
      }
    })();
    const working = work().finally(() => {
      isOver = true;
    });
    await Promise.race([working, heart]);
    return isOver ? await working : await inTime(working, STOP_GRACE_MS).catch(() => undefined);
  }

  /** undefined when there is no answer. */
  async #beat(jobId: string, token: string): Promise<'go' | 'stop' | 'lost' | undefined> {
    try {
      return await inTime(this.#object(jobId).heartbeat(token, HEARTBEAT_HOLD_MS), HEARTBEAT_TIMEOUT_MS);
    } catch (error) {
      this.#parts.log.warn('job_heartbeat_failed', { job: jobId, cause: describeThrown(error) });
      await scheduler.wait(HEARTBEAT_RETRY_MS);
      return undefined;
    }
  }

  #count<Value>({ value, facts }: Told<Value>): Value {
    countFacts(this.#parts.metrics, facts);
    return value;
  }

  #warn(event: string, line: LogFields, cause: unknown): void {
    this.#parts.log.warn(event, { ...line, cause: describeThrown(cause) });
  }

  #object(jobId: string): DurableObjectStub<Job> {
    return this.#parts.jobs.getByName(jobId);
  }
}

async function resultOf(type: AnyJobType, job: RunningJob, input: string): Promise<AttemptEnd> {
  const result: unknown = type.result.parse(await type.run(job, type.input.parse(JSON.parse(input))));
  const text = JSON.stringify(result) ?? 'null';
  if (text.length > RESULT_BYTES_MAX) throw new RangeError(`the result has more than ${RESULT_BYTES_MAX} bytes`);
  return { kind: 'succeeded', result: text };
}

/** What an `AppError` says is for everybody; anything else is for the log. */
function failureOf(thrown: unknown, note: (cause: unknown) => void): AttemptEnd {
  note(thrown);
  if (!(thrown instanceof AppError) || thrown.code === 'internal_error') {
    const { message, retryable } = ERROR_CATALOGUE.internal_error;
    return { kind: 'failed', error: { code: 'internal_error', message, retryable }, isForeseen: false };
  }
  const { code, message } = thrown;
  return {
    kind: 'failed',
    error: { code, message, retryable: ERROR_CATALOGUE[code].retryable },
    isForeseen: true,
  };
}
