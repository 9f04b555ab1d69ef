/**
 * API keys in D1: the truth that the caches protect. Bounds and states are part of the statements, so that two writers at a
 * time cannot get past them.
 */
import type { Subject } from '../../kernel/principal.ts';
import { subjectTarget } from '../policies/describe-change.ts';
import {
  ACTIVE_KEYS_MAX,
  ACTIVE_WITH_ROLLED_MAX,
  ENDED_KEPT_MS,
  KEPT_KEYS_MAX,
  LAST_USE_MS,
  LIST_MAX,
} from './api-keys.constants.ts';
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
/** Who rolls often must not be stopped by what has ended, nor fill the table. */
const FORGET_SURPLUS = `DELETE FROM api_keys WHERE id IN (SELECT id FROM api_keys
  WHERE owner_type = ?1 AND owner_id = ?2 AND min(expires_at_ms, coalesce(revoked_at_ms, expires_at_ms)) <= ?3
  ORDER BY created_at_ms DESC LIMIT -1 OFFSET ${KEPT_KEYS_MAX - ACTIVE_WITH_ROLLED_MAX})`;
const MARK_ROLLED = `UPDATE api_keys SET rolled_to = ?2, expires_at_ms = min(expires_at_ms, ?3)
  WHERE id = ?1 AND rolled_to IS NULL AND revoked_at_ms IS NULL AND expires_at_ms > ?4
    AND (SELECT count(*) FROM api_keys WHERE owner_type = ?5 AND owner_id = ?6
      AND revoked_at_ms IS NULL AND expires_at_ms > ?4) < ${ACTIVE_WITH_ROLLED_MAX}`;
const INSERT_ROLLED = `INSERT INTO api_keys (${COLUMNS}) SELECT ${VALUES}
  WHERE EXISTS (SELECT 1 FROM api_keys WHERE id = ?10 AND rolled_to = ?1)`;
/** In the log of all changes of rights; the row comes with the change or not at all. */
const LOG = `INSERT INTO access_changes (scope, step, at_ms, actor, kind, target, before, after)
  SELECT 'key:' || ?1, 1 + coalesce((SELECT max(step) FROM access_changes WHERE scope = 'key:' || ?1), 0), ?2, ?3, ?4, ?5, ?6, ?7
  WHERE EXISTS (SELECT 1 FROM api_keys WHERE id = ?1 AND revoked_at_ms IS NULL)`;
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
  async insert(record: KeyRecord, by: Subject): Promise<boolean> {
    const { owner, createdAtMs } = record;
    const [, inserted] = await this.#db.batch([
      this.#db.prepare(FORGET_ENDED).bind(owner.type, owner.id, createdAtMs - ENDED_KEPT_MS),
      this.#db.prepare(INSERT).bind(...valuesOf(record)),
      this.#logged('create_key', record, by, record.createdAtMs, null, toldOf(record)),
    ]);
    return inserted?.meta.changes === 1;
  }

  /**
   * Puts a key in the place of another one, which ends by a time at the latest.
   *
   * @returns False when the other one had ended or been rolled by then, or too many of its owner still go on.
   */
  async roll(oldId: string, oldEndsAtMs: number, record: KeyRecord, by: Subject): Promise<boolean> {
    const { owner, createdAtMs } = record;
    const [, , inserted] = await this.#db.batch([
      this.#db.prepare(FORGET_SURPLUS).bind(owner.type, owner.id, createdAtMs),
      this.#db.prepare(MARK_ROLLED).bind(oldId, record.id, oldEndsAtMs, createdAtMs, owner.type, owner.id),
      this.#db.prepare(INSERT_ROLLED).bind(...valuesOf(record), oldId),
      this.#logged('roll_key', record, by, createdAtMs, { key_id: oldId }, toldOf(record)),
    ]);
    return inserted?.meta.changes === 1;
  }

  /** The time of the first revocation stays. */
  async revoke(record: KeyRecord, nowMs: number, by: Subject): Promise<void> {
    await this.#db.batch([
      this.#logged('revoke_key', record, by, nowMs, toldOf(record), null),
      this.#db.prepare(REVOKE).bind(record.id, nowMs),
    ]);
  }

  async noteUse(id: string, nowMs: number): Promise<void> {
    await this.#db.prepare(NOTE_USE).bind(id, nowMs).run();
  }

  #logged(
    kind: 'create_key' | 'roll_key' | 'revoke_key',
    { id, owner }: KeyRecord,
    by: Subject,
    atMs: number,
    before: object | null,
    after: object | null,
  ): D1PreparedStatement {
    const [was, is] = [before, after].map((value) => (value === null ? null : JSON.stringify(value)));
    return this.#db
      .prepare(LOG)
      .bind(id, atMs, `${by.type}:${by.id}`, kind, subjectTarget(owner), was ?? null, is ?? null);
  }
}

/** What the log tells of a key. */
function toldOf({ id, name, scopes, expiresAtMs }: KeyRecord): object {
  return { key_id: id, name, scopes, expires_at: new Date(expiresAtMs).toISOString() };
}

function valuesOf({ id, digest, name, owner, scopes, region, createdAtMs, expiresAtMs }: KeyRecord) {
  return [id, digest, name, owner.type, owner.id, JSON.stringify(scopes), region, createdAtMs, expiresAtMs] as const;
}
