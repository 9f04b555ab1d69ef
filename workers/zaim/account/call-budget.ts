/**
 * How many calls to Zaim an account may make within any hour. Zaim publishes no limit, so this is ours: exact, kept over
 * restarts, and told in the metrics.
 */
import { BUDGET_WINDOW_MS, CALLS_EXPECTED } from '../zaim.constants.ts';

export class CallBudget {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS calls (nth INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL)');
  }

  used(nowMs: number): number {
    return this.#sql
      .exec<{ used: number }>('SELECT COUNT(*) AS used FROM calls WHERE at > ?', nowMs - BUDGET_WINDOW_MS)
      .one().used;
  }

  /** Takes one call; false when there is none left. */
  spend(budget: number, nowMs: number): boolean {
    this.#sql.exec('DELETE FROM calls WHERE at <= ?', nowMs - BUDGET_WINDOW_MS);
    if (this.used(nowMs) >= budget) return false;
    this.#sql.exec('INSERT INTO calls (at) VALUES (?)', nowMs);
    return true;
  }

  /**
   * From when on a fetch finds the calls it needs.
   *
   * @param callsOfFetch What the last whole fetch took; 0 when there was none.
   */
  roomForFetchMs(budget: number, callsOfFetch: number, nowMs: number): number {
    const needed = Math.min(budget, callsOfFetch === 0 ? CALLS_EXPECTED : callsOfFetch);
    const surplus = this.used(nowMs) + needed - budget;
    if (surplus <= 0) return nowMs;
    const row = this.#sql
      .exec<{ at: number }>(
        'SELECT at FROM calls WHERE at > ? ORDER BY at LIMIT 1 OFFSET ?',
        nowMs - BUDGET_WINDOW_MS,
        surplus - 1,
      )
      .toArray()[0];
    return row === undefined ? nowMs : row.at + BUDGET_WINDOW_MS;
  }
}
