/** The rows of an account's object: its state and its snapshot, each parsed on the way out and kept at hand. */
import { type Snapshot, snapshotSchema } from '../collect/snapshot.ts';
import { type AccountState, accountState } from './account-state.ts';

type Key = 'state' | 'snapshot';

export class AccountStore {
  readonly #sql: SqlStorage;
  #state: AccountState | undefined;
  #snapshot: Snapshot | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, body TEXT NOT NULL)');
    this.#state = this.#read('state', accountState);
    this.#snapshot = this.#read('snapshot', snapshotSchema);
  }

  get state(): AccountState | undefined {
    return this.#state;
  }

  /** What the last successful fetch brought. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  writeState(state: AccountState): void {
    this.#write('state', state);
    this.#state = state;
  }

  writeSnapshot(snapshot: Snapshot): void {
    this.#write('snapshot', snapshot);
    this.#snapshot = snapshot;
  }

  clear(): void {
    this.#sql.exec('DELETE FROM account');
    this.#state = undefined;
    this.#snapshot = undefined;
  }

  #write(name: Key, body: object): void {
    this.#sql.exec('INSERT OR REPLACE INTO account (name, body) VALUES (?, ?)', name, JSON.stringify(body));
  }

  /** A row that an earlier or later release wrote in another form is as good as none: the next fetch brings a new one. */
  #read<Value>(name: Key, schema: { safeParse(value: unknown): { data?: Value } }): Value | undefined {
    const row = this.#sql.exec<{ body: string }>('SELECT body FROM account WHERE name = ?', name).toArray()[0];
    return row === undefined ? undefined : schema.safeParse(JSON.parse(row.body)).data;
  }
}
