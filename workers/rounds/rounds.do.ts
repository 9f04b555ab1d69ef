/**
 * The round ledger: a Durable Object that keeps the answers of many rounds and decides, in one turn each, whether an
 * answer counts. It makes `next` happen at most once for each question and keeps the score out of the player's hands. The
 * budget of answers of a round is in the same row, so that the limit costs no hop of its own.
 *
 * A batch is one transaction. Replies leave only after the rows are durable (the platform's output gate), so an answer
 * that a player saw acknowledged survives eviction and a killed process.
 */
import { DurableObject } from 'cloudflare:workers';
import { type Check, decide, preview, type Verdict } from '../kernel/limits/decide.ts';
import { SlidingLog } from '../kernel/limits/window.ts';
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
  /** Requests of the last window: a sliding log. */
  readonly budget: ArrayBuffer | null;
};

export class RoundLedger extends DurableObject {
  readonly #sql: SqlStorage;
  #sweepPlanned = false;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS rounds (
      rid TEXT PRIMARY KEY, answers TEXT NOT NULL, marks TEXT NOT NULL, updated_at INTEGER NOT NULL, budget BLOB
    ) WITHOUT ROWID`);
    // Objects that are older than the budget.
    const column = this.#sql.exec("SELECT 1 FROM pragma_table_info('rounds') WHERE name = 'budget'").toArray();
    if (column.length === 0) this.#sql.exec('ALTER TABLE rounds ADD COLUMN budget BLOB');
  }

  /** Records answers in order, all in one transaction. The result at a position belongs to the entry there. */
  async record(entries: readonly AnswerEntry[]): Promise<AnswerRecord[]> {
    const now = Date.now();
    const records = this.ctx.storage.transactionSync(() => entries.map((entry) => this.#recordOne(entry, now)));
    await this.#planSweep(now);
    return records;
  }

  /** What the budget of a round would say to one more request. */
  budgetOf(check: Check): Verdict {
    return preview({ check, log: budgetLog(this.#rowOf(check.key), check.windowMs) }, Date.now());
  }

  /** Gives a round its whole budget again. */
  resetBudget(rid: string): void {
    this.#sql.exec('UPDATE rounds SET budget = NULL WHERE rid = ?', rid);
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

  #recordOne(entry: AnswerEntry, now: number): AnswerRecord {
    const { rid, budget: check } = entry;
    const row = this.#rowOf(rid) ?? { answers: '', marks: '', updated_at: now, budget: null };
    if (check === undefined) return this.#take(entry, row, row.budget, now);
    const log = budgetLog(row, check.windowMs);
    const { admitted, verdicts, charged } = decide([{ check, log }], now);
    const [verdict] = verdicts;
    if (!admitted) return { outcome: 'limited', budget: verdict };
    const spent = charged.length > 0 ? log.encode() : row.budget;
    const record = this.#take(entry, row, spent, now);
    // A repeat, a conflict or a gap costs as much as an answer.
    if (record.outcome !== 'accepted' && charged.length > 0) this.#write(rid, { ...row, budget: spent });
    return { ...record, budget: verdict };
  }

  /** Takes the answer if it is the next one. */
  #take(
    { rid, idx, answer, correct }: AnswerEntry,
    row: Row,
    budget: Row['budget'] | Uint8Array,
    now: number,
  ): AnswerRecord {
    const given = row.answers[idx];
    if (given !== undefined) {
      if (given !== answer) return { outcome: 'conflict' };
      return { outcome: 'repeated', correctCount: countRight(row.marks), recordedAtMs: row.updated_at };
    }
    if (idx !== row.answers.length) return { outcome: 'unknown' };
    const marks = row.marks + (correct ? '1' : '0');
    this.#write(rid, { answers: row.answers + answer, marks, updated_at: now, budget });
    return { outcome: 'accepted', correctCount: countRight(marks), recordedAtMs: now };
  }

  #rowOf(rid: string): Row | undefined {
    const query = 'SELECT answers, marks, updated_at, budget FROM rounds WHERE rid = ?';
    return this.#sql.exec<Row>(query, rid).toArray()[0];
  }

  #write(rid: string, row: Omit<Row, 'budget'> & { readonly budget: Row['budget'] | Uint8Array }): void {
    const write = 'INSERT OR REPLACE INTO rounds (rid, answers, marks, updated_at, budget) VALUES (?, ?, ?, ?, ?)';
    this.#sql.exec(write, rid, row.answers, row.marks, row.updated_at, row.budget);
  }

  async #planSweep(now: number): Promise<void> {
    if (this.#sweepPlanned) return;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(now + LEDGER_SWEEP_MS);
    this.#sweepPlanned = true;
  }
}

function budgetLog(row: Pick<Row, 'budget'> | undefined, windowMs: number): SlidingLog {
  const stored = row?.budget ?? null;
  return stored === null ? new SlidingLog(windowMs) : SlidingLog.decode(new Uint8Array(stored), windowMs);
}

function countRight(marks: string): number {
  return marks.replaceAll('0', '').length;
}
