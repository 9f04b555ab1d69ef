/**
 * Which accounts there are: one object for the house, since a scrape must find them all and objects cannot be listed. It
 * knows labels and nothing else.
 */
import { DurableObject } from 'cloudflare:workers';
import { ACCOUNTS_MAX } from '../../../shared/zaim.vocabulary.ts';

export class ZaimRegistry extends DurableObject {
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS accounts (label TEXT PRIMARY KEY) WITHOUT ROWID');
  }

  list(): string[] {
    const rows = this.#sql.exec<{ label: string }>('SELECT label FROM accounts ORDER BY label');
    return rows.toArray().map(({ label }) => label);
  }

  /** Whether an account could be added, or is there already. */
  hasRoomFor(label: string): boolean {
    const labels = this.list();
    return labels.length < ACCOUNTS_MAX || labels.includes(label);
  }

  /** False when there are too many. */
  add(label: string): boolean {
    if (!this.hasRoomFor(label)) return false;
    this.#sql.exec('INSERT OR IGNORE INTO accounts (label) VALUES (?)', label);
    return true;
  }

  remove(label: string): void {
    this.#sql.exec('DELETE FROM accounts WHERE label = ?', label);
  }

  ping(): 'ok' {
    return 'ok';
  }
}
