/** What was put aside, for operators: seen, queued again where that is possible, or forgotten. */
import * as z from 'zod';
import { type DeadLettersReply, deadLetter } from '../../../shared/jobs.schema.ts';
import { DEAD_LETTER_REASONS, type JobStatus } from '../../../shared/jobs.vocabulary.ts';
import { AppError } from '../errors.ts';
import { askJob } from './ask-job.ts';
import type { Job } from './job.do.ts';

const row = z.object({
  id: z.int(),
  job_id: z.string().nullable(),
  type: z.string().nullable(),
  reason: z.enum(DEAD_LETTER_REASONS),
  at_ms: z.int(),
});

const PAGE = 50;

export class DeadLetters {
  readonly #db: D1Database;
  readonly #jobs: DurableObjectNamespace<Job>;

  constructor(db: D1Database, jobs: DurableObjectNamespace<Job>) {
    this.#db = db;
    this.#jobs = jobs;
  }

  /** Newest first. @param before Id of the last on the page before. */
  async list(before?: string): Promise<DeadLettersReply> {
    const { results } = await this.#db
      .prepare('SELECT * FROM job_dead_letters WHERE id < ?1 ORDER BY id DESC LIMIT ?2')
      .bind(before === undefined ? Number.MAX_SAFE_INTEGER : Number(before), PAGE + 1)
      .all();
    const letters = results.slice(0, PAGE).map((found) => {
      const { id, at_ms, reason, job_id, type } = row.parse(found);
      return deadLetter.parse({
        id: String(id),
        at: new Date(at_ms).toISOString(),
        reason,
        ...(job_id === null ? {} : { job_id }),
        ...(type === null ? {} : { type }),
      });
    });
    const last = letters.at(-1);
    return { dead_letters: letters, ...(results.length > PAGE && last !== undefined ? { next: last.id } : {}) };
  }

  /**
   * Queues its job again.
   *
   * @throws AppError `not_found`; `conflict` when there is no job any more, or it goes on or has ended otherwise.
   */
  async replay(id: string): Promise<{ readonly job_id: string; readonly status: JobStatus }> {
    const { job_id: jobId } = await this.#require(id);
    if (jobId === null) throw new AppError('conflict', { message: 'This message names no job.' });
    const record = await askJob(async () => this.#jobs.getByName(jobId).replay());
    if (record === undefined) throw new AppError('conflict', { message: 'The job has been forgotten.' });
    if (record === 'refused') throw new AppError('conflict', { message: 'The job goes on, or has ended otherwise.' });
    await this.#delete(id);
    return { job_id: jobId, status: record.status };
  }

  /** @throws AppError `not_found`. */
  async remove(id: string): Promise<void> {
    await this.#require(id);
    await this.#delete(id);
  }

  async #require(id: string): Promise<z.infer<typeof row>> {
    const isId = deadLetter.shape.id.safeParse(id).success;
    const found = isId
      ? await this.#db.prepare('SELECT * FROM job_dead_letters WHERE id = ?1').bind(Number(id)).first()
      : null;
    if (found === null) throw new AppError('not_found');
    return row.parse(found);
  }

  async #delete(id: string): Promise<void> {
    await this.#db.prepare('DELETE FROM job_dead_letters WHERE id = ?1').bind(Number(id)).run();
  }
}
