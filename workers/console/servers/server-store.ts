/** Servers in D1: whose they are, their settings, and what was last seen of them. All statements name the owner. */
import * as z from 'zod';
import { SERVER_STATUSES, type ServerSettings, serverSettings } from '../../../shared/servers.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import { SERVERS_MAX } from './servers.constants.ts';

const TABLE = 'console_servers';
const OWNED = 'owner_type = ?1 AND owner_id = ?2';
const COLUMNS = 'id, host_id, name, settings, container_id, job_id, status, seen_at_ms, created_at_ms';

const row = z.object({
  id: z.string(),
  host_id: z.string(),
  name: z.string(),
  settings: z.string().transform((text) => serverSettings.parse(JSON.parse(text))),
  container_id: z.string().nullable(),
  job_id: z.string().nullable(),
  status: z.enum(SERVER_STATUSES),
  seen_at_ms: z.number().nullable(),
  created_at_ms: z.number(),
});
export type ServerRecord = Readonly<z.infer<typeof row>>;

export interface Sighting {
  readonly id: string;
  readonly status: ServerRecord['status'];
}

interface NewServer {
  readonly id: string;
  readonly hostId: string;
  readonly name: string;
  readonly settings: ServerSettings;
  readonly createdAtMs: number;
}

export class ServerStore {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  async list(owner: Subject): Promise<ServerRecord[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${COLUMNS} FROM ${TABLE} WHERE ${OWNED} ORDER BY created_at_ms, id LIMIT ${SERVERS_MAX}`)
      .bind(owner.type, owner.id)
      .all();
    return results.map((found) => row.parse(found));
  }

  /** @throws AppError `not_found`, as for one that there never was. */
  async require(owner: Subject, id: string): Promise<ServerRecord> {
    const found = await this.find(owner, id);
    if (found === undefined) throw new AppError('not_found');
    return found;
  }

  async find(owner: Subject, id: string): Promise<ServerRecord | undefined> {
    const found = await this.#db
      .prepare(`SELECT ${COLUMNS} FROM ${TABLE} WHERE ${OWNED} AND id = ?3`)
      .bind(owner.type, owner.id, id)
      .first();
    return found === null ? undefined : row.parse(found);
  }

  async isNameTaken(hostId: string, name: string): Promise<boolean> {
    const found = await this.#db
      .prepare(`SELECT 1 FROM ${TABLE} WHERE host_id = ?1 AND name = ?2`)
      .bind(hostId, name)
      .first();
    return found !== null;
  }

  /** Once for an id. @throws AppError `conflict` when the name is taken, or when there are too many. */
  async reserve(owner: Subject, { id, hostId, name, settings, createdAtMs }: NewServer): Promise<void> {
    const statement = `INSERT INTO ${TABLE}
      (id, owner_type, owner_id, host_id, name, settings, job_id, status, created_at_ms)
      SELECT ?3, ?1, ?2, ?4, ?5, ?6, ?3, 'installing', ?7
      WHERE (SELECT count(*) FROM ${TABLE} WHERE ${OWNED}) < ${SERVERS_MAX} ON CONFLICT (id) DO NOTHING`;
    const text = JSON.stringify(settings);
    try {
      await this.#db.prepare(statement).bind(owner.type, owner.id, id, hostId, name, text, createdAtMs).run();
    } catch (error) {
      if (!/UNIQUE constraint failed/.test(String(error))) throw error;
      throw new AppError('conflict', { message: 'There is a server of this name on this Docker host already.' });
    }
    await this.require(owner, id).catch((cause: unknown) => {
      throw new AppError('conflict', { message: `There are ${SERVERS_MAX} servers already. Remove one first.`, cause });
    });
  }

  /** Marks that a job works on it. @throws AppError `conflict` when another one does. */
  async claim(owner: Subject, id: string, jobId: string): Promise<void> {
    const { meta } = await this.#db
      .prepare(`UPDATE ${TABLE} SET job_id = ?4 WHERE ${OWNED} AND id = ?3 AND (job_id IS NULL OR job_id = ?4)`)
      .bind(owner.type, owner.id, id, jobId)
      .run();
    if (meta.changes > 0) return;
    await this.require(owner, id);
    throw new AppError('conflict', { message: 'Other work on this server is under way.' });
  }

  async unclaim(owner: Subject, id: string, jobId: string): Promise<void> {
    await this.#db
      .prepare(`UPDATE ${TABLE} SET job_id = NULL WHERE ${OWNED} AND id = ?3 AND job_id = ?4`)
      .bind(owner.type, owner.id, id, jobId)
      .run();
  }

  /**
   * What a job brought about. The server stays marked as its own until `unclaim`.
   *
   * @throws AppError `conflict` when the server was removed meanwhile, or another job works on it.
   */
  async settle(
    owner: Subject,
    id: string,
    jobId: string,
    { containerId, settings, atMs }: { containerId: string; settings: ServerSettings; atMs: number },
  ): Promise<void> {
    const { meta } = await this.#db
      .prepare(
        `UPDATE ${TABLE} SET container_id = ?4, settings = ?5, status = 'running', seen_at_ms = ?6
         WHERE ${OWNED} AND id = ?3 AND (job_id IS NULL OR job_id = ?7)`,
      )
      .bind(owner.type, owner.id, id, containerId, JSON.stringify(settings), atMs, jobId)
      .run();
    if (meta.changes === 0) throw new AppError('conflict', { message: 'The server was removed meanwhile.' });
  }

  /** What was seen on the hosts, for when they do not answer. Not while a job works on it: that knows better. */
  async note(owner: Subject, sightings: readonly Sighting[], atMs: number): Promise<void> {
    if (sightings.length === 0) return;
    const statement = this.#db.prepare(
      `UPDATE ${TABLE} SET status = ?4, seen_at_ms = ?5 WHERE ${OWNED} AND id = ?3 AND job_id IS NULL`,
    );
    await this.#db.batch(sightings.map(({ id, status }) => statement.bind(owner.type, owner.id, id, status, atMs)));
  }

  async remove(owner: Subject, id: string): Promise<void> {
    await this.#db.prepare(`DELETE FROM ${TABLE} WHERE ${OWNED} AND id = ?3`).bind(owner.type, owner.id, id).run();
  }

  async countByHost(owner: Subject): Promise<ReadonlyMap<string, number>> {
    const { results } = await this.#db
      .prepare(`SELECT host_id, count(*) AS servers FROM ${TABLE} WHERE ${OWNED} GROUP BY host_id`)
      .bind(owner.type, owner.id)
      .all<{ host_id: string; servers: number }>();
    return new Map(results.map(({ host_id, servers }) => [host_id, servers]));
  }

  async forgetHost(owner: Subject, hostId: string): Promise<void> {
    await this.#db
      .prepare(`DELETE FROM ${TABLE} WHERE ${OWNED} AND host_id = ?3`)
      .bind(owner.type, owner.id, hostId)
      .run();
  }
}
