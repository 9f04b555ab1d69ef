/**
 * API keys in D1: the truth that the caches protect. Bounds and states are part of the statements, so that two writers at a
 * time cannot get past them.
 */
import type { Subject } from '../../kernel/principal.ts';
import { ACTIVE_KEYS_MAX, ENDED_KEPT_MS, KEPT_KEYS_MAX, LAST_USE_MS, LIST_MAX } from './api-keys.constants.ts';
import { type KeyRecord, recordOfRow } from './key-record.ts';

const COLUMNS = `id, digest, name, owner_type, owner_id, scopes, region, created_at_ms, expires_at_ms, revoked_at_ms, rolled_to,
  last_used_at_ms`;
const FIND = `SELECT ${COLUMNS} FROM api_keys WHERE id = ?1`;
const LIST = `SELECT ${COLUMNS} FROM api_keys WHERE id > ?1 ORDER BY id LIMIT ?2`;
const LIST_OF = `SELECT ${COLUMNS} FROM api_keys WHERE owner_type = ?1 AND owner_id = ?2
  ORDER BY created_at_ms DESC, id LIMIT ${KEPT_KEYS_MAX}`;
const FORGET_ENDED = `DELETE FROM api_keys
  WHERE owner_type = ?1 AND owner_id = ?2 AND min(expires_at_ms, coalesce(revoked_at_ms, expires_at_ms)) < ?3`;
const VALUES = '?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, NULL, NULL';
const INSERT = `INSERT INTO api_keys (${COLUMNS}) SELECT ${VALUES}
  WHERE (SELECT count(*) FROM api_keys WHERE owner_type = ?4 AND owner_id = ?5) < ${KEPT_KEYS_MAX}
    AND (SELECT count(*) FROM api_keys WHERE owner_type = ?4 AND owner_id = ?5
      AND revoked_at_ms IS NULL AND expires_at_ms > ?8) < ${ACTIVE_KEYS_MAX}`;
const MARK_ROLLED = `UPDATE api_keys SET rolled_to = ?2, expires_at_ms = min(expires_at_ms, ?3)
  WHERE id = ?1 AND rolled_to IS NULL AND revoked_at_ms IS NULL AND expires_at_ms > ?4`;
const INSERT_ROLLED = `INSERT INTO api_keys (${COLUMNS}) SELECT ${VALUES}
  WHERE EXISTS (SELECT 1 FROM api_keys WHERE id = ?10 AND rolled_to = ?1)`;
const REVOKE = 'UPDATE api_keys SET revoked_at_ms = ?2 WHERE id = ?1 AND revoked_at_ms IS NULL';
const NOTE_USE = `UPDATE api_keys SET last_used_at_ms = ?2
  WHERE id = ?1 AND coalesce(last_used_at_ms, 0) <= ?2 - ${LAST_USE_MS}`;

export class KeyTruth {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  async find(id: string): Promise<KeyRecord | undefined> {
    const row = await this.#db.prepare(FIND).bind(id).first();
    return row === null ? undefined : recordOfRow(row);
  }

  /** All keys, in the order of their ids, from the one after `after` on. */
  async list(after: string): Promise<{ readonly keys: readonly KeyRecord[]; readonly hasMore: boolean }> {
    const { results } = await this.#db
      .prepare(LIST)
      .bind(after, LIST_MAX + 1)
      .all();
    return { keys: results.slice(0, LIST_MAX).map(recordOfRow), hasMore: results.length > LIST_MAX };
  }

  /** The keys of one owner, the latest first. */
  async listOf({ type, id }: Subject): Promise<readonly KeyRecord[]> {
    const { results } = await this.#db.prepare(LIST_OF).bind(type, id).all();
    return results.map(recordOfRow);
  }

  /** @returns False when the owner has too many already. */
  async insert(record: KeyRecord): Promise<boolean> {
    const { owner, createdAtMs } = record;
    const [, inserted] = await this.#db.batch([
      this.#db.prepare(FORGET_ENDED).bind(owner.type, owner.id, createdAtMs - ENDED_KEPT_MS),
      this.#db.prepare(INSERT).bind(...valuesOf(record)),
    ]);
    return inserted?.meta.changes === 1;
  }

  /**
   * Puts a key in the place of another one, which ends by a time at the latest.
   *
   * @returns False when the other one had ended or been rolled by then.
   */
  async roll(oldId: string, oldEndsAtMs: number, record: KeyRecord): Promise<boolean> {
    const [, inserted] = await this.#db.batch([
      this.#db.prepare(MARK_ROLLED).bind(oldId, record.id, oldEndsAtMs, record.createdAtMs),
      this.#db.prepare(INSERT_ROLLED).bind(...valuesOf(record), oldId),
    ]);
    return inserted?.meta.changes === 1;
  }

  /** The time of the first revocation stays. */
  async revoke(id: string, nowMs: number): Promise<void> {
    await this.#db.prepare(REVOKE).bind(id, nowMs).run();
  }

  async noteUse(id: string, nowMs: number): Promise<void> {
    await this.#db.prepare(NOTE_USE).bind(id, nowMs).run();
  }
}

function valuesOf({ id, digest, name, owner, scopes, region, createdAtMs, expiresAtMs }: KeyRecord) {
  return [id, digest, name, owner.type, owner.id, JSON.stringify(scopes), region, createdAtMs, expiresAtMs] as const;
}
