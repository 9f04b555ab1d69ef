/**
 * What one session has resolved of late: sealed values under the references that they were resolved from. The object cannot
 * open them, and neither can anybody else once the session has ended (kernel/keys/session-keys.ts): that the rows go as well
 * is tidiness. An object without entries keeps nothing, not even its table: there is one for each session that ever was.
 */
import { DurableObject } from 'cloudflare:workers';
import { CACHE_ENTRIES_MAX } from '../secrets.constants.ts';

export interface CachedEntry {
  /** As it is written. */
  readonly reference: string;
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
}

export interface SealedEntry extends CachedEntry {
  /** Initialisation vector and ciphertext of AES-256-GCM. */
  readonly iv: Uint8Array;
  readonly sealed: Uint8Array;
}

type Row = { reference: string; iv: ArrayBuffer; sealed: ArrayBuffer; stored_at_ms: number; expires_at_ms: number };

const TABLE = `CREATE TABLE IF NOT EXISTS cached (
  reference TEXT PRIMARY KEY, iv BLOB NOT NULL, sealed BLOB NOT NULL,
  stored_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL) WITHOUT ROWID`;

export class SessionSecrets extends DurableObject {
  readonly #sql: SqlStorage;
  #hasTable: boolean;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#hasTable = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'cached'").toArray().length > 0;
  }

  /** Those of them that are there and have not expired. */
  read(references: readonly string[]): SealedEntry[] {
    if (!this.#hasTable) return [];
    const now = Date.now();
    return references.flatMap((reference) =>
      this.#sql
        .exec<Row>('SELECT * FROM cached WHERE reference = ? AND expires_at_ms > ?', reference, now)
        .toArray()
        .map((row) => ({ ...entryOf(row), iv: new Uint8Array(row.iv), sealed: new Uint8Array(row.sealed) })),
    );
  }

  /** Of too many the ones that expire first go. */
  async write(entries: readonly SealedEntry[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec(TABLE);
      for (const { reference, iv, sealed, storedAtMs, expiresAtMs } of entries) {
        this.#sql.exec(
          'INSERT OR REPLACE INTO cached (reference, iv, sealed, stored_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?)',
          reference,
          iv,
          sealed,
          storedAtMs,
          expiresAtMs,
        );
      }
      this.#sql.exec(
        `DELETE FROM cached WHERE reference IN
          (SELECT reference FROM cached ORDER BY expires_at_ms DESC, reference LIMIT -1 OFFSET ?)`,
        CACHE_ENTRIES_MAX,
      );
    });
    this.#hasTable = true;
    await this.#plan();
  }

  list(): CachedEntry[] {
    if (!this.#hasTable) return [];
    return this.#sql
      .exec<Row>('SELECT * FROM cached WHERE expires_at_ms > ? ORDER BY reference', Date.now())
      .toArray()
      .map(entryOf);
  }

  /** @param beginning Of the references that go; all go where it is empty. */
  async clear(beginning: string): Promise<void> {
    if (!this.#hasTable) return;
    this.#sql.exec('DELETE FROM cached WHERE substr(reference, 1, ?) = ?', beginning.length, beginning);
    await this.#plan();
  }

  override async alarm(): Promise<void> {
    if (!this.#hasTable) return;
    this.#sql.exec('DELETE FROM cached WHERE expires_at_ms <= ?', Date.now());
    await this.#plan();
  }

  /** Wakes when the first entry expires; without entries all goes. */
  async #plan(): Promise<void> {
    const { storage } = this.ctx;
    const [{ next }] = this.#sql
      .exec<{ next: number | null }>('SELECT min(expires_at_ms) AS next FROM cached')
      .toArray() as [{ next: number | null }];
    if (next !== null) {
      await storage.setAlarm(next);
      return;
    }
    this.#hasTable = false;
    await Promise.all([storage.deleteAlarm(), storage.deleteAll()]);
  }
}

function entryOf({ reference, stored_at_ms: storedAtMs, expires_at_ms: expiresAtMs }: Row): CachedEntry {
  return { reference, storedAtMs, expiresAtMs };
}
