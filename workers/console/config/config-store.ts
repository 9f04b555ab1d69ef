/**
 * Gateway settings in D1: one document per owner, and copies of it. Every statement names the owner, so that nobody's id leads
 * to what is another's, and a write names the revision that it changes.
 */
import { BACKUPS_MAX, type GatewayConfig, gatewayConfig } from '../../../shared/gateway-config.schema.ts';
import type { Subject } from '../../kernel/principal.ts';

export interface SavedConfig {
  readonly config: GatewayConfig;
  readonly revision: number;
  readonly savedAtMs: number;
}

export interface BackupFacts {
  readonly id: string;
  readonly revision: number;
  readonly servers: number;
  readonly createdAtMs: number;
}

const OWNED = 'owner_type = ?1 AND owner_id = ?2';
const FIND = `SELECT config, revision, updated_at_ms FROM gateway_configs WHERE ${OWNED}`;
const INSERT = `INSERT INTO gateway_configs (owner_type, owner_id, revision, config, updated_at_ms)
  VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT DO NOTHING`;
const UPDATE = `UPDATE gateway_configs SET revision = revision + 1, config = ?3, updated_at_ms = ?4
  WHERE ${OWNED} AND revision = ?5`;
const COPY = `INSERT INTO gateway_config_backups (owner_type, owner_id, id, revision, servers, config, created_at_ms)
  SELECT owner_type, owner_id, ?3, revision, json_array_length(config, '$.servers'), config, ?4
  FROM gateway_configs WHERE ${OWNED} RETURNING id, revision, servers, created_at_ms`;
const NEWEST_FIRST = 'ORDER BY created_at_ms DESC, id DESC';
const FORGET_SURPLUS = `DELETE FROM gateway_config_backups WHERE ${OWNED} AND id IN (
  SELECT id FROM gateway_config_backups WHERE ${OWNED} ${NEWEST_FIRST} LIMIT -1 OFFSET ${BACKUPS_MAX})`;
const LIST = `SELECT id, revision, servers, created_at_ms FROM gateway_config_backups
  WHERE ${OWNED} ${NEWEST_FIRST} LIMIT ${BACKUPS_MAX}`;
const FIND_COPY = `SELECT config, revision, created_at_ms AS updated_at_ms FROM gateway_config_backups WHERE ${OWNED} AND id = ?3`;
const DELETE_COPY = `DELETE FROM gateway_config_backups WHERE ${OWNED} AND id = ?3`;

export class ConfigStore {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  async find(owner: Subject): Promise<SavedConfig | undefined> {
    return savedOf(await this.#for(owner, FIND).first());
  }

  /**
   * @param revision What is changed; 0 where nothing was saved yet.
   * @returns False when it is another by now.
   */
  async save(owner: Subject, config: GatewayConfig, revision: number, nowMs: number): Promise<boolean> {
    const text = JSON.stringify(config);
    const write =
      revision === 0 ? this.#for(owner, INSERT, text, nowMs) : this.#for(owner, UPDATE, text, nowMs, revision);
    return (await write.run()).meta.changes === 1;
  }

  /** @returns undefined when nothing was saved yet. */
  async copy(owner: Subject, id: string, nowMs: number): Promise<BackupFacts | undefined> {
    const [copied] = await this.#db.batch([this.#for(owner, COPY, id, nowMs), this.#for(owner, FORGET_SURPLUS)]);
    const row = copied?.results[0];
    return row === undefined ? undefined : factsOf(row);
  }

  async copies(owner: Subject): Promise<BackupFacts[]> {
    return (await this.#for(owner, LIST).all()).results.map(factsOf);
  }

  async findCopy(owner: Subject, id: string): Promise<SavedConfig | undefined> {
    return savedOf(await this.#for(owner, FIND_COPY, id).first());
  }

  /** @returns False when there was none. */
  async deleteCopy(owner: Subject, id: string): Promise<boolean> {
    return (await this.#for(owner, DELETE_COPY, id).run()).meta.changes === 1;
  }

  #for({ type, id }: Subject, statement: string, ...values: readonly (string | number)[]): D1PreparedStatement {
    return this.#db.prepare(statement).bind(type, id, ...values);
  }
}

type Row = Record<string, unknown>;

function savedOf(row: Row | null): SavedConfig | undefined {
  if (row === null) return undefined;
  const config = gatewayConfig.parse(JSON.parse(String(row.config)));
  return { config, revision: Number(row.revision), savedAtMs: Number(row.updated_at_ms) };
}

function factsOf(row: unknown): BackupFacts {
  const { id, revision, servers, created_at_ms: createdAtMs } = row as Row;
  return {
    id: String(id),
    revision: Number(revision),
    servers: Number(servers),
    createdAtMs: Number(createdAtMs),
  };
}
