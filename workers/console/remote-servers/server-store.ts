/** Remote MCP servers in D1, always by owner. */
import { REMOTE_SERVERS_MAX } from '../../../shared/remote-servers.schema.ts';
import type { RemoteFault } from '../../../shared/remote-servers.vocabulary.ts';
import type { Subject } from '../../kernel/principal.ts';

/** A row. Flags are 1 or 0, times are milliseconds since the Unix epoch. */
export interface ServerRow {
  readonly id: string;
  readonly catalog_item_id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly is_enabled: number;
  readonly requires_auth: number;
  readonly last_fault: RemoteFault | null;
  readonly last_connected_at_ms: number | null;
  readonly credential_key: string | null;
  /** With blanks between, as OAuth writes them. */
  readonly granted_scopes: string | null;
  readonly token_expires_at_ms: number | null;
  readonly created_at_ms: number;
}

export interface NewServer {
  readonly id: string;
  readonly catalogItemId: string;
  readonly name: string;
  readonly endpoint: string;
  readonly createdAtMs: number;
}

export interface CredentialNote {
  readonly key: string;
  readonly scopes: readonly string[];
  readonly expiresAtMs: number | null;
}

const COLUMNS = `id, catalog_item_id, name, endpoint, is_enabled, requires_auth, last_fault, last_connected_at_ms,
  credential_key, granted_scopes, token_expires_at_ms, created_at_ms`;
const OWN = 'id = ?1 AND owner_type = ?2 AND owner_id = ?3';

export class ServerStore {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  async list(owner: Subject): Promise<ServerRow[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM console_remote_servers WHERE owner_type = ?1 AND owner_id = ?2
         ORDER BY created_at_ms, id LIMIT ?3`,
      )
      .bind(owner.type, owner.id, REMOTE_SERVERS_MAX)
      .all<ServerRow>();
    return results;
  }

  async get(owner: Subject, id: string): Promise<ServerRow | undefined> {
    const row = await this.#own(
      `SELECT ${COLUMNS} FROM console_remote_servers WHERE ${OWN}`,
      owner,
      id,
    ).first<ServerRow>();
    return row ?? undefined;
  }

  /** @returns False when there are as many as there may be, or the owner has this endpoint already. */
  async add(owner: Subject, { id, catalogItemId, name, endpoint, createdAtMs }: NewServer): Promise<boolean> {
    const { meta } = await this.#db
      .prepare(
        `INSERT OR IGNORE INTO console_remote_servers
           (id, owner_type, owner_id, catalog_item_id, name, endpoint, is_enabled, requires_auth, refreshing_until_ms, created_at_ms)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, 1, 0, 0, ?7
         WHERE (SELECT count(*) FROM console_remote_servers WHERE owner_type = ?2 AND owner_id = ?3) < ?8`,
      )
      .bind(id, owner.type, owner.id, catalogItemId, name, endpoint, createdAtMs, REMOTE_SERVERS_MAX)
      .run();
    return meta.changes === 1;
  }

  /** @param more Statements of the same transaction. */
  async remove(owner: Subject, id: string, ...more: readonly D1PreparedStatement[]): Promise<boolean> {
    const [removed] = await this.#db.batch([
      this.#own(`DELETE FROM console_remote_servers WHERE ${OWN}`, owner, id),
      ...more,
    ]);
    return removed?.meta.changes === 1;
  }

  async setEnabled(owner: Subject, id: string, isEnabled: boolean, requiresAuth?: boolean): Promise<boolean> {
    const { meta } = await this.#own(
      `UPDATE console_remote_servers SET is_enabled = ?4, requires_auth = coalesce(?5, requires_auth), last_fault = NULL WHERE ${OWN}`,
      owner,
      id,
      Number(isEnabled),
      requiresAuth === undefined ? null : Number(requiresAuth),
    ).run();
    return meta.changes === 1;
  }

  /** What came of speaking with it. */
  async noteTalk(owner: Subject, id: string, fault: RemoteFault | undefined, nowMs: number): Promise<void> {
    await this.#own(
      `UPDATE console_remote_servers SET last_fault = ?4, requires_auth = max(requires_auth, ?5),
         last_connected_at_ms = coalesce(?6, last_connected_at_ms) WHERE ${OWN}`,
      owner,
      id,
      fault ?? null,
      Number(fault === 'unauthorized'),
      fault === undefined ? nowMs : null,
    ).run();
  }

  /**
   * Keeps a credential with what may be told about it.
   *
   * @param seal The statement that keeps the sealed record where the server has this credential.
   * @param replaces Key of the credential that it takes the place of; anything when undefined.
   * @returns False when the server is gone, or has another credential by now: then nothing was kept.
   */
  async noteCredential(
    owner: Subject,
    id: string,
    { key, scopes, expiresAtMs }: CredentialNote,
    seal: D1PreparedStatement,
    replaces?: string,
  ): Promise<boolean> {
    const note = this.#own(
      `UPDATE console_remote_servers SET credential_key = ?4, granted_scopes = ?5, token_expires_at_ms = ?6,
         requires_auth = 1, last_fault = NULL, refreshing_until_ms = 0
       WHERE ${OWN} AND (?7 IS NULL OR credential_key = ?7)`,
      owner,
      id,
      key,
      scopes.join(' '),
      expiresAtMs,
      replaces ?? null,
    );
    const [noted] = await this.#db.batch([note, seal]);
    return noted?.meta.changes === 1;
  }

  /**
   * @param drop The statement that forgets the sealed record where the server has no credential.
   * @param key Only this one; whichever it is when undefined.
   */
  async forgetCredential(
    owner: Subject,
    id: string,
    drop: D1PreparedStatement,
    key?: ServerRow['credential_key'],
  ): Promise<void> {
    const forget = this.#own(
      `UPDATE console_remote_servers SET credential_key = NULL, granted_scopes = NULL, token_expires_at_ms = NULL,
         last_fault = NULL, refreshing_until_ms = 0 WHERE ${OWN} AND (?4 IS NULL OR credential_key = ?4)`,
      owner,
      id,
      key ?? null,
    );
    await this.#db.batch([forget, drop]);
  }

  /** Of many who want to renew a token one does: its refresh token may be good for one use. */
  async takeRenewal(owner: Subject, id: string, nowMs: number, untilMs: number): Promise<boolean> {
    const { meta } = await this.#own(
      `UPDATE console_remote_servers SET refreshing_until_ms = ?4 WHERE ${OWN} AND refreshing_until_ms <= ?5`,
      owner,
      id,
      untilMs,
      nowMs,
    ).run();
    return meta.changes === 1;
  }

  async endRenewal(owner: Subject, id: string): Promise<void> {
    await this.#own(`UPDATE console_remote_servers SET refreshing_until_ms = 0 WHERE ${OWN}`, owner, id).run();
  }

  #own(sql: string, owner: Subject, id: string, ...more: readonly unknown[]): D1PreparedStatement {
    return this.#db.prepare(sql).bind(id, owner.type, owner.id, ...more);
  }
}
