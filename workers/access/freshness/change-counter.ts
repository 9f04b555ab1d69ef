/**
 * A number in an object's storage that rises with every change of something that is kept elsewhere. Caches put it into
 * their keys, so that one step makes all that was cached before unreachable.
 *
 * A change is bracketed: it begins, is written elsewhere, and ends. In between, what is read may be old or new, so it must
 * not be cached (`isSettled` is false). A change whose end never came counts as ended after a while, with a step of the
 * number: whatever its writer did by then is seen.
 *
 * Nothing is stored before the first change: most subjects never change, and to be asked about must not cost a write.
 */
import { CHANGE_OPEN_MS } from '../access.constants.ts';

export interface Stamp {
  readonly number: number;
  /** False while a change is under way: what is read now must not be cached. */
  readonly isSettled: boolean;
  /**
   * Of a subject: what was issued before this instant, in milliseconds since the Unix epoch, counts no more. Undefined when
   * nothing was taken back.
   */
  readonly validAfterMs?: number | undefined;
}

export class ChangeCounter {
  readonly #sql: SqlStorage;
  #hasTables: boolean;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    // Made after the other one, in the same turn.
    const tables = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'open_changes'");
    this.#hasTables = tables.toArray().length > 0;
  }

  read(nowMs: number): Stamp {
    if (!this.#hasTables) return { number: 0, isSettled: true };
    const expired = this.#sql.exec('DELETE FROM open_changes WHERE until_ms <= ? RETURNING id', nowMs).toArray();
    if (expired.length > 0) this.#step();
    const number = this.#sql.exec<{ number: number }>('SELECT number FROM change_counter').toArray()[0]?.number ?? 0;
    const open = this.#sql.exec('SELECT id FROM open_changes LIMIT 1').toArray();
    return { number, isSettled: open.length === 0 };
  }

  /** @param id Of the change; its end names it. */
  begin(id: string, nowMs: number): Stamp {
    this.#makeTables();
    this.#sql.exec('INSERT OR REPLACE INTO open_changes (id, until_ms) VALUES (?, ?)', id, nowMs + CHANGE_OPEN_MS);
    this.#step();
    return this.read(nowMs);
  }

  /** Also when the change has failed: nobody knows how far it came. */
  end(id: string, nowMs: number): Stamp {
    this.#makeTables();
    this.#sql.exec('DELETE FROM open_changes WHERE id = ?', id);
    this.#step();
    return this.read(nowMs);
  }

  /** A change that is over in this turn. */
  step(nowMs: number): Stamp {
    this.#makeTables();
    this.#step();
    return this.read(nowMs);
  }

  #makeTables(): void {
    if (this.#hasTables) return;
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS change_counter (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL)',
    );
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS open_changes (id TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID',
    );
    this.#hasTables = true;
  }

  #step(): void {
    this.#sql.exec(
      'INSERT INTO change_counter (one, number) VALUES (1, 1) ON CONFLICT DO UPDATE SET number = number + 1',
    );
  }
}
