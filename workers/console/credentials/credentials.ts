/**
 * Credentials for what the console calls outside: tokens of external gateways and of remote servers. They rest sealed in
 * D1, bound to the id of what they belong to, and are opened for a call only. Nothing answers with one.
 */
import { AppError } from '../../kernel/errors.ts';
import type { SealedHolder } from '../../kernel/keys/sealed-holder.ts';
import { SealedRows } from '../../kernel/keys/sealed-rows.ts';
import { kidOf, type SealingRing, UnsealError } from '../../kernel/keys/sealing-ring.ts';

const TABLE = 'console_outlet_credentials';
const HOLDER = 'outlets';
/** Two tables of 20 for each of 1,000 people would be this many. */
const EXPORTED_MAX = 40_000;

export type OutletKind = 'gateway' | 'remote-server';

/** Tables of the things that credentials belong to. */
const OWNERS: Readonly<Record<OutletKind, string>> = {
  gateway: 'console_gateways',
  'remote-server': 'console_remote_servers',
};

const RECORD = /^outlets\/(gateway|remote-server)\/([0-9a-f-]{36})$/;

export class Credentials {
  readonly #db: D1Database;
  readonly #ring: SealingRing;

  constructor(db: D1Database, ring: SealingRing) {
    this.#db = db;
    this.#ring = ring;
  }

  /** The statement that puts it in the place of the one before, for a batch with what it belongs to. */
  async put(kind: OutletKind, id: string, plaintext: string): Promise<D1PreparedStatement> {
    const recordId = recordIdOf(kind, id);
    return this.#putSealed(recordId, await this.#ring.seal(plaintext, recordId));
  }

  /** The same for a remote server, where that has the credential of this key by then. */
  async putFor(serverId: string, key: string, plaintext: string): Promise<D1PreparedStatement> {
    const recordId = recordIdOf('remote-server', serverId);
    const envelope = await this.#ring.seal(plaintext, recordId);
    return this.#db
      .prepare(
        `INSERT OR REPLACE INTO ${TABLE} (id, envelope, kid)
         SELECT ?1, ?2, ?3 FROM console_remote_servers WHERE id = ?4 AND credential_key = ?5`,
      )
      .bind(recordId, envelope, kidOf(envelope) ?? '', serverId, key);
  }

  /** The statement that forgets what a remote server has no credential for. */
  dropForgotten(serverId: string): D1PreparedStatement {
    return this.#db
      .prepare(
        `DELETE FROM ${TABLE} WHERE id = ?1
         AND NOT EXISTS (SELECT 1 FROM console_remote_servers WHERE id = ?2 AND credential_key IS NOT NULL)`,
      )
      .bind(recordIdOf('remote-server', serverId), serverId);
  }

  /** The statement that forgets it. */
  drop(kind: OutletKind, id: string): D1PreparedStatement {
    return this.#db.prepare(`DELETE FROM ${TABLE} WHERE id = ?1`).bind(recordIdOf(kind, id));
  }

  /**
   * @returns undefined where there is none.
   * @throws UnsealError when no key opens it.
   */
  async open(kind: OutletKind, id: string): Promise<string | undefined> {
    const recordId = recordIdOf(kind, id);
    const row = await this.#db.prepare(`SELECT envelope FROM ${TABLE} WHERE id = ?1`).bind(recordId).first<Row>();
    return row === null ? undefined : await this.#ring.open(row.envelope, recordId);
  }

  /** For a rotation, a backup and its return. */
  holder(): SealedHolder {
    const rows = new SealedRows(this.#db, TABLE);
    return {
      name: HOLDER,
      census: () => rows.census(),
      sweep: () => rows.sweep(this.#ring),
      export: () => rows.export(EXPORTED_MAX),
      import: ({ id, envelope }) => this.#import(id, envelope),
    };
  }

  async #import(recordId: string, envelope: string): Promise<void> {
    const [, kind, id] = RECORD.exec(recordId) ?? [];
    const table = kind === 'gateway' || kind === 'remote-server' ? OWNERS[kind] : undefined;
    if (table === undefined || id === undefined) throw badRecord('is none of the credentials');
    try {
      await this.#ring.open(envelope, recordId);
    } catch (error) {
      if (error instanceof UnsealError)
        throw badRecord('does not open with the keys that are set, or is of another id');
      throw error;
    }
    const owner = await this.#db.prepare(`SELECT id FROM ${table} WHERE id = ?1`).bind(id).first();
    if (owner === null) throw badRecord('belongs to nothing that is there');
    await this.#putSealed(recordId, envelope).run();
  }

  #putSealed(recordId: string, envelope: string): D1PreparedStatement {
    return this.#db
      .prepare(`INSERT OR REPLACE INTO ${TABLE} (id, envelope, kid) VALUES (?1, ?2, ?3)`)
      .bind(recordId, envelope, kidOf(envelope) ?? '');
  }
}

interface Row {
  readonly envelope: string;
}

function recordIdOf(kind: OutletKind, id: string): string {
  return `${HOLDER}/${kind}/${id}`;
}

function badRecord(what: string): AppError {
  return new AppError('bad_request', { message: `The request is not valid: this record ${what}.` });
}
