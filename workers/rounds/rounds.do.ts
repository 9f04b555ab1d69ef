/**
 * The round ledger: a Durable Object that keeps the answers of many rounds and decides, in one turn each, whether an
 * answer counts. It makes `next` happen at most once for each question and keeps the score out of the player's hands.
 *
 * A batch is one transaction. Replies leave only after the rows are durable (the platform's output gate), so an answer
 * that a player saw acknowledged survives eviction and a killed process.
 */
import { DurableObject } from 'cloudflare:workers';
import type { AnswerEntry, AnswerRecord } from './ledger.ts';
import { LEDGER_ROW_TTL_MS, LEDGER_SWEEP_MS } from './rounds.constants.ts';

/** A round in the ledger: one character per answered question, in order. */
type Row = {
  /** The answers as given. */
  readonly answers: string;
  /** `1` for right, `0` for wrong. */
  readonly marks: string;
  /** When the last answer was recorded, in milliseconds since the Unix epoch. */
  readonly updated_at: number;
};

export class RoundLedger extends DurableObject {
  readonly #sql: SqlStorage;
  #sweepPlanned = false;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS rounds (
      rid TEXT PRIMARY KEY, answers TEXT NOT NULL, marks TEXT NOT NULL, updated_at INTEGER NOT NULL
    ) WITHOUT ROWID`);
  }

  /** Records answers in order, all in one transaction. The result at a position belongs to the entry there. */
  async record(entries: readonly AnswerEntry[]): Promise<AnswerRecord[]> {
    const now = Date.now();
    const records = this.ctx.storage.transactionSync(() => entries.map((entry) => this.#recordOne(entry, now)));
    await this.#planSweep(now);
    return records;
  }

  /** Answers the readiness probe. */
  ping(): 'ok' {
    return 'ok';
  }

  /** Deletes rounds whose tokens have all expired; an object without rounds keeps no rows and no alarm. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#sweepPlanned = false;
    this.#sql.exec('DELETE FROM rounds WHERE updated_at < ?', now - LEDGER_ROW_TTL_MS);
    const left = this.#sql.exec('SELECT 1 FROM rounds LIMIT 1').toArray();
    if (left.length > 0) await this.#planSweep(now);
  }

  #recordOne({ rid, idx, answer, correct }: AnswerEntry, now: number): AnswerRecord {
    const query = 'SELECT answers, marks, updated_at FROM rounds WHERE rid = ?';
    const row: Row = this.#sql.exec<Row>(query, rid).toArray()[0] ?? { answers: '', marks: '', updated_at: now };
    const given = row.answers[idx];
    if (given !== undefined) {
      if (given !== answer) return { outcome: 'conflict' };
      return { outcome: 'repeated', correctCount: countRight(row.marks), recordedAtMs: row.updated_at };
    }
    if (idx !== row.answers.length) return { outcome: 'unknown' };
    const marks = row.marks + (correct ? '1' : '0');
    this.#sql.exec(
      'INSERT OR REPLACE INTO rounds (rid, answers, marks, updated_at) VALUES (?, ?, ?, ?)',
      rid,
      row.answers + answer,
      marks,
      now,
    );
    return { outcome: 'accepted', correctCount: countRight(marks), recordedAtMs: now };
  }

  async #planSweep(now: number): Promise<void> {
    if (this.#sweepPlanned) return;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(now + LEDGER_SWEEP_MS);
    this.#sweepPlanned = true;
  }
}

function countRight(marks: string): number {
  return marks.replaceAll('0', '').length;
}
