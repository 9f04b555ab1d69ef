/**
 * Begins background jobs and tells how they stand: the port through which features and routes know jobs. Whoever asks for
 * a job of somebody else learns what they would of one that does not exist.
 */

import type { CancelJobReply, JobsReply, JobView, ListJobsQuery } from '../../../shared/jobs.schema.ts';
import { IDEMPOTENCY_KEY_HEADER } from '../../../shared/jobs.vocabulary.ts';
import { AppError } from '../errors.ts';
import { describeThrown, type Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Subject } from '../principal.ts';
import { askJob } from './ask-job.ts';
import type { Job, JobNews } from './job.do.ts';
import { countFacts } from './job-facts.ts';
import { JobIndex } from './job-index.ts';
import type { JobMessage } from './job-message.ts';
import { isSettled, type JobRecord, summaryOf, viewOf } from './job-record.ts';
import type { JobOwner, JobType } from './job-type.ts';
import { IDEMPOTENCY_KEY_CHARS_MAX, INPUT_BYTES_MAX } from './jobs.constants.ts';

interface JobsParts {
  readonly jobs: DurableObjectNamespace<Job>;
  readonly queue: Pick<Queue, 'send'>;
  readonly db: D1Database;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface EnqueueOptions {
  readonly owner: JobOwner;
  /** The same key of the same owner and the same input lead to the same job. */
  readonly idempotencyKey?: string | undefined;
}

const IDEMPOTENCY_KEY = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_CHARS_MAX}}$`);
/** Bits of a UUID that say its version (8: as its maker likes) and variant; RFC 9562 §5.8. */
const UUID_VERSION = [0x0f, 0x80] as const;
const UUID_VARIANT = [0x3f, 0x80] as const;

export class Jobs {
  readonly #parts: JobsParts;
  readonly #index: JobIndex;

  constructor(parts: JobsParts) {
    this.#parts = parts;
    this.#index = new JobIndex(parts.db);
  }

  /**
   * Begins a job. It is kept before anybody hears of it: should the queue be away, it is queued later.
   *
   * @param input References to secrets, never a secret; at most `INPUT_BYTES_MAX` as JSON.
   * @throws AppError `idempotency_key_reused` when the key came with another input, `bad_request` for a key that is none,
   *   `unavailable` when it could not be kept.
   */
  async enqueue<Input, Result>(
    type: JobType<Input, Result>,
    input: Input,
    { owner, idempotencyKey }: EnqueueOptions,
  ): Promise<JobView> {
    const { log, metrics } = this.#parts;
    const text = JSON.stringify(type.input.parse(input));
    if (text.length > INPUT_BYTES_MAX) throw new AppError('payload_too_large');
    const id = idempotencyKey === undefined ? crypto.randomUUID() : await jobIdOf(owner.subject, idempotencyKey);
    const { outcome, record } = await askJob(() =>
      this.#job(id).create({
        id,
        type: type.name,
        owner: { type: owner.subject.type, id: owner.subject.id },
        sessionId: owner.sessionId,
        input: text,
        deadlineAfterMs: type.deadlineSeconds * 1000,
        keepForMs: type.keepSeconds * 1000,
        attemptsMax: type.attemptsMax,
        canUndo: type.undo !== undefined,
      }),
    );
    if (outcome === 'other') throw new AppError('idempotency_key_reused');
    if (outcome === 'same') return viewOf(record);
    metrics.count('jobs_enqueued_total', { type: type.name });
    try {
      await this.#parts.queue.send({ job_id: id } satisfies JobMessage);
      return viewOf(record);
    } catch (error) {
      log.warn('job_not_queued', { job: id, type: type.name, cause: describeThrown(error) });
      // Where even this fails, the object's alarm finds out by itself.
      const noted = await askJob(() => this.#job(id).noteUndelivered()).catch(() => undefined);
      return viewOf(noted ?? record);
    }
  }

  /** Whether a key has led to a job already: then what that has changed since is no reason to refuse. */
  async isBegun(owner: Subject, idempotencyKey: string): Promise<boolean> {
    return (await this.#read(await jobIdOf(owner, idempotencyKey))) !== undefined;
  }

  /**
   * How a job stands once nothing more is to be done for it, or after a while.
   *
   * @param jobId Of a job that the caller has begun: nobody is asked whose it is.
   * @throws AppError `not_found` when it has been forgotten.
   */
  async waitFor(jobId: string, waitMs: number): Promise<JobView> {
    const record = await askJob(() => this.#job(jobId).settledWithin(waitMs));
    if (record === undefined) throw new AppError('not_found');
    return viewOf(record);
  }

  /** @throws AppError `not_found`, here and below. */
  async get(jobId: string, owner: Subject): Promise<JobView> {
    return viewOf(await this.#own(jobId, owner));
  }

  async cancel(jobId: string, owner: Subject): Promise<CancelJobReply> {
    await this.#own(jobId, owner);
    const told = await askJob(() => this.#job(jobId).cancel());
    if (told === undefined) throw new AppError('not_found');
    countFacts(this.#parts.metrics, told.facts);
    return { outcome: told.value.outcome, job: viewOf(told.value.record) };
  }

  /** Events after a number; waits for them for a while when there are none. */
  async newsAfter(jobId: string, number: number, holdMs: number): Promise<JobNews> {
    const news = await askJob(() => this.#job(jobId).newsAfter(number, holdMs));
    if (news === undefined) throw new AppError('not_found');
    return news;
  }

  /** Newest first. What goes on is told as it is, not as the index has it. */
  async list(owner: Subject, { status, limit, after }: ListJobsQuery): Promise<JobsReply> {
    const { jobs, next } = await this.#index.list(owner, status, limit, after).catch((cause: unknown) => {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    });
    const fresh = await Promise.all(
      jobs.map(async (job) => {
        if (isSettled(job)) return job;
        const record = await this.#read(job.job_id).catch(() => undefined);
        return record === undefined ? job : summaryOf(record);
      }),
    );
    const wanted = status === undefined ? fresh : fresh.filter((job) => job.status === status);
    return { jobs: wanted, ...(next === undefined ? {} : { next }) };
  }

  async #own(jobId: string, owner: Subject): Promise<JobRecord> {
    const record = await this.#read(jobId);
    const isOwn = record?.owner.type === owner.type && record.owner.id === owner.id;
    if (record === undefined || !isOwn) throw new AppError('not_found');
    return record;
  }

  async #read(jobId: string): Promise<JobRecord | undefined> {
    const told = await askJob(() => this.#job(jobId).read());
    countFacts(this.#parts.metrics, told?.facts ?? []);
    return told?.value;
  }

  #job(jobId: string): DurableObjectStub<Job> {
    return this.#parts.jobs.getByName(jobId);
  }
}

/** The key of a call that begins a job, for `enqueue`, which judges it. */
export function idempotencyKeyOf(request: Request): string | undefined {
  return request.headers.get(IDEMPOTENCY_KEY_HEADER) ?? undefined;
}

/**
 * Derived, so that the one object that a key can lead to decides about it in one turn.
 *
 * @throws AppError `bad_request` for a key that is none.
 */
function jobIdOf(owner: Subject, key: string): Promise<string> {
  return idOfKey('job', owner, key);
}

/**
 * The id of something that a call with a key makes: the same call makes the same thing.
 *
 * @param about What else must be the same, such as the input.
 * @throws AppError `bad_request` for a key that is none.
 */
export async function idOfKey(
  kind: string,
  { type, id }: Subject,
  key: string,
  ...about: readonly string[]
): Promise<string> {
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new AppError('bad_request', {
      message: `An Idempotency-Key is up to ${IDEMPOTENCY_KEY_CHARS_MAX} visible characters.`,
    });
  }
  const text = new TextEncoder().encode(JSON.stringify([kind, type, id, key, ...about]));
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', text)).subarray(0, 16);
  const [version, variant] = [bytes[6] ?? 0, bytes[8] ?? 0];
  bytes[6] = (version & UUID_VERSION[0]) | UUID_VERSION[1];
  bytes[8] = (variant & UUID_VARIANT[0]) | UUID_VARIANT[1];
  const hex = bytes.toHex();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
