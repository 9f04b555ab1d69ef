/** The rows of a session's object: its state, parsed on the way out and kept at hand, and when outputs are forgotten. */
import { type SessionState, sessionState } from './session-state.ts';

export class SessionStore {
  readonly #sql: SqlStorage;
  #state: SessionState | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS session (name TEXT PRIMARY KEY, body TEXT NOT NULL)');
    sql.exec('CREATE TABLE IF NOT EXISTS outputs (record TEXT PRIMARY KEY, forget_at_ms INTEGER NOT NULL)');
    const row = sql.exec<{ body: string }>("SELECT body FROM session WHERE name = 'state'").toArray()[0];
    this.#state = row === undefined ? undefined : sessionState.parse(JSON.parse(row.body));
  }

  get state(): SessionState | undefined {
    return this.#state;
  }

  write(state: SessionState): void {
    this.#sql.exec("INSERT OR REPLACE INTO session (name, body) VALUES ('state', ?)", JSON.stringify(state));
    this.#state = state;
  }

  /** Remembers when a sealed output is to be forgotten. */
  keepUntil(record: string, forgetAtMs: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO outputs (record, forget_at_ms) VALUES (?, ?)', record, forgetAtMs);
  }

  /** @returns Ids of the records whose time is over; they are remembered no more. */
  takeForgotten(nowMs: number): string[] {
    const rows = this.#sql.exec<{ record: string }>(
      'DELETE FROM outputs WHERE forget_at_ms <= ? RETURNING record',
      nowMs,
    );
    return rows.toArray().map(({ record }) => record);
  }

  nextForgetMs(): number | undefined {
    const row = this.#sql.exec<{ at: number | null }>('SELECT MIN(forget_at_ms) AS at FROM outputs').one();
    return row.at ?? undefined;
  }

  /** After everything was deleted, the tables as well. */
  forget(): void {
    this.#state = undefined;
  }

  clearOutputs(): void {
    this.#sql.exec('DELETE FROM outputs');
  }
}
