/** The rows of D1 from which lists and counts of jobs are made. Objects write them; a row never goes back in time. */
import { type JobCountsReply, type JobSummary, jobCountsReply, jobSummary } from '../../../shared/jobs.schema.ts';
import type { JobStatus } from '../../../shared/jobs.vocabulary.ts';
import type { Subject } from '../principal.ts';
import { isSettled, type JobRecord, summaryOf } from './job-record.ts';
import { DEAD_LETTERS_MAX } from './jobs.constants.ts';

const WRITE = `INSERT INTO jobs (id, owner_type, owner_id, type, status, is_settled, created_at_ms, step, summary)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, is_settled = excluded.is_settled, step = excluded.step,
    summary = excluded.summary
  WHERE excluded.step > jobs.step`;
const LIST = `SELECT id, created_at_ms, summary FROM jobs
  WHERE owner_type = ?1 AND owner_id = ?2 AND (created_at_ms, id) < (?3, ?4)`;
const QUEUED_BEFORE = `SELECT id FROM jobs WHERE is_settled = 0 AND created_at_ms < ?1 AND status = 'queued'
  ORDER BY created_at_ms LIMIT ?2`;
const ORDER = 'ORDER BY created_at_ms DESC, id DESC LIMIT ?5';
const SET_ASIDE = `INSERT INTO job_dead_letters (subject, job_id, type, reason, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (subject) DO NOTHING`;
/** Above any time and any id. */
const FIRST_PAGE = { createdMs: Number.MAX_SAFE_INTEGER, id: 'g' };

export interface IndexPage {
  readonly jobs: readonly JobSummary[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

export class JobIndex {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** @param step Of the record: a row of a later step stays as it is. */
  async write(record: JobRecord, step: number): Promise<void> {
    const { id, owner, type, status, createdMs, deadLetter } = record;
    const summary = JSON.stringify(summaryOf(record));
    const row = [id, owner.type, owner.id, type, status, isSettled(record) ? 1 : 0, createdMs, step, summary];
    const write = this.#db.prepare(WRITE).bind(...row);
    const aside =
      deadLetter === undefined ? [] : [this.#setAside(`job:${id}`, id, type, deadLetter, record.endedMs ?? 0)];
    await this.#db.batch([write, ...aside]);
  }

  /** A message that names no job. @param messageId As the queue has it. */
  async writeMalformed(messageId: string, nowMs: number): Promise<void> {
    await this.#db.batch([
      this.#setAside(`message:${messageId}`, null, null, 'malformed', nowMs),
      this.#db
        .prepare('DELETE FROM job_dead_letters WHERE id <= (SELECT max(id) FROM job_dead_letters) - ?1')
        .bind(DEAD_LETTERS_MAX),
    ]);
  }

  async remove(id: string): Promise<void> {
    await this.#db.batch([
      this.#db.prepare('DELETE FROM jobs WHERE id = ?1').bind(id),
      this.#db.prepare('DELETE FROM job_dead_letters WHERE subject = ?1').bind(`job:${id}`),
    ]);
  }

  /** @param after The `next` of the page before. */
  async list(owner: Subject, status: JobStatus | undefined, limit: number, after?: string): Promise<IndexPage> {
    const { createdMs, id } = after === undefined ? FIRST_PAGE : cursorOf(after);
    const page = [owner.type, owner.id, createdMs, id, limit + 1];
    const statement =
      status === undefined
        ? this.#db.prepare(`${LIST} ${ORDER}`).bind(...page)
        : this.#db.prepare(`${LIST} AND status = ?6 ${ORDER}`).bind(...page, status);
    const { results } = await statement.all<{ id: string; created_at_ms: number; summary: string }>();
    const shown = results.slice(0, limit);
    const last = shown.at(-1);
    return {
      jobs: shown.map(({ summary }) => jobSummary.parse(JSON.parse(summary))),
      next: results.length > limit && last !== undefined ? `${last.created_at_ms}.${last.id}` : undefined,
    };
  }

  /** Ids of jobs that wait for somebody to work on them, oldest first, as far as the index knows. */
  async queuedBefore(ms: number, limit: number): Promise<readonly string[]> {
    const { results } = await this.#db.prepare(QUEUED_BEFORE).bind(ms, limit).all<{ id: string }>();
    return results.map(({ id }) => id);
  }

  async counts(): Promise<JobCountsReply> {
    const [counts, dead, oldest] = await this.#db.batch<Record<string, unknown>>([
      this.#db.prepare('SELECT type, status, count(*) AS jobs FROM jobs GROUP BY type, status ORDER BY type, status'),
      this.#db.prepare('SELECT count(*) AS dead FROM job_dead_letters'),
      this.#db.prepare('SELECT min(created_at_ms) AS at_ms FROM jobs WHERE is_settled = 0'),
    ]);
    const oldestMs = oldest?.results[0]?.at_ms;
    return jobCountsReply.parse({
      counts: counts?.results ?? [],
      dead_letters: dead?.results[0]?.dead,
      ...(typeof oldestMs === 'number' ? { oldest_unfinished_at: new Date(oldestMs).toISOString() } : {}),
    });
  }

  #setAside(subject: string, jobId: string | null, type: string | null, reason: string, atMs: number) {
    return this.#db.prepare(SET_ASIDE).bind(subject, jobId, type, reason, atMs);
  }
}

function cursorOf(text: string): typeof FIRST_PAGE {
  const [ms = '', id = ''] = text.split('.');
  return { createdMs: Number(ms), id };
}
