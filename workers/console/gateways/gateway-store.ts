/** External gateways in D1, always by owner; the object that checks one knows its id alone. */
import { GATEWAYS_MAX } from '../../../shared/gateways.schema.ts';
import type { Subject } from '../../kernel/principal.ts';

export interface Gateway {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly created_at_ms: number;
  /** 1 or 0. */
  readonly has_token: number;
}

const COLUMNS = `id, name, type, url, created_at_ms,
  EXISTS (SELECT 1 FROM console_outlet_credentials WHERE id = 'outlets/gateway/' || g.id) AS has_token`;

export class GatewayStore {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  async list(owner: Subject): Promise<Gateway[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM console_gateways AS g WHERE owner_type = ?1 AND owner_id = ?2
         ORDER BY created_at_ms, id LIMIT ?3`,
      )
      .bind(owner.type, owner.id, GATEWAYS_MAX)
      .all<Gateway>();
    return results;
  }

  async get(owner: Subject, id: string): Promise<Gateway | undefined> {
    const row = await this.#db
      .prepare(`SELECT ${COLUMNS} FROM console_gateways AS g WHERE id = ?1 AND owner_type = ?2 AND owner_id = ?3`)
      .bind(id, owner.type, owner.id)
      .first<Gateway>();
    return row ?? undefined;
  }

  /** For the object of this gateway alone. */
  async urlOf(id: string): Promise<string | undefined> {
    const row = await this.#db
      .prepare('SELECT url FROM console_gateways WHERE id = ?1')
      .bind(id)
      .first<{ readonly url: string }>();
    return row?.url;
  }

  /**
   * Keeps a gateway with its credential, in one transaction.
   *
   * @returns False when there are as many as there may be, or the owner has this address already.
   */
  async add(
    owner: Subject,
    { id, name, type, url, created_at_ms }: Omit<Gateway, 'has_token'>,
    credential: readonly D1PreparedStatement[],
  ): Promise<boolean> {
    const insert = this.#db
      .prepare(
        `INSERT OR IGNORE INTO console_gateways (id, owner_type, owner_id, name, type, url, created_at_ms)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE (SELECT count(*) FROM console_gateways WHERE owner_type = ?2 AND owner_id = ?3) < ?8`,
      )
      .bind(id, owner.type, owner.id, name, type, url, created_at_ms, GATEWAYS_MAX);
    const [added] = await this.#db.batch([insert, ...credential, this.#dropOrphan(id)]);
    return added?.meta.changes === 1;
  }

  /** @returns False when the owner has no such gateway. */
  async remove(owner: Subject, id: string): Promise<boolean> {
    const remove = this.#db
      .prepare('DELETE FROM console_gateways WHERE id = ?1 AND owner_type = ?2 AND owner_id = ?3')
      .bind(id, owner.type, owner.id);
    const [removed] = await this.#db.batch([remove, this.#dropOrphan(id)]);
    return removed?.meta.changes === 1;
  }

  /** A credential stays exactly as long as its gateway. */
  #dropOrphan(id: string): D1PreparedStatement {
    return this.#db
      .prepare(
        `DELETE FROM console_outlet_credentials
         WHERE id = 'outlets/gateway/' || ?1 AND NOT EXISTS (SELECT 1 FROM console_gateways WHERE id = ?1)`,
      )
      .bind(id);
  }
}
