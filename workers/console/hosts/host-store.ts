/** Docker hosts in D1. All that is read is read by owner. */
import { HOSTS_MAX } from '../../../shared/hosts.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import type { SealedHolder } from '../../kernel/keys/sealed-holder.ts';
import { SealedRows } from '../../kernel/keys/sealed-rows.ts';
import { kidOf, type SealingRing, UnsealError } from '../../kernel/keys/sealing-ring.ts';
import type { Subject } from '../../kernel/principal.ts';
import { HOST_RECORDS, type Host, type HostRecord, hostIdOf, hostRecord, hostRecordId } from './host-record.ts';
import { EXPORT_RECORDS_MAX } from './hosts.constants.ts';

const TABLE = 'console_hosts';
const OWNED = 'owner_type = ?1 AND owner_id = ?2';
const LIST = `SELECT id, envelope FROM ${TABLE} WHERE ${OWNED} ORDER BY name LIMIT ${HOSTS_MAX}`;
const FIND = `SELECT id, envelope FROM ${TABLE} WHERE ${OWNED} AND id = ?3`;
/** Not beyond the number of hosts that one person may have. */
const ADD = `INSERT INTO ${TABLE} (id, owner_type, owner_id, name, envelope, kid, created_at_ms)
  SELECT ?3, ?1, ?2, ?4, ?5, ?6, ?7 WHERE (SELECT count(*) FROM ${TABLE} WHERE ${OWNED}) < ${HOSTS_MAX}`;
const CHANGE = `UPDATE ${TABLE} SET name = ?4, envelope = ?5, kid = ?6 WHERE ${OWNED} AND id = ?3`;
const REMOVE = `DELETE FROM ${TABLE} WHERE ${OWNED} AND id = ?3`;
const RESTORE = `INSERT INTO ${TABLE} (id, owner_type, owner_id, name, envelope, kid, created_at_ms)
  VALUES (?3, ?1, ?2, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET name = ?4, envelope = ?5, kid = ?6`;

interface Row {
  readonly id: string;
  readonly envelope: string;
}

export class HostStore {
  readonly #db: D1Database;
  readonly #ring: SealingRing;

  constructor(db: D1Database, ring: SealingRing) {
    this.#db = db;
    this.#ring = ring;
  }

  async list(owner: Subject): Promise<Host[]> {
    const { results } = await this.#db.prepare(LIST).bind(owner.type, owner.id).all<Row>();
    return await Promise.all(results.map((row) => this.#open(row)));
  }

  async find(owner: Subject, id: string): Promise<Host | undefined> {
    const row = await this.#db.prepare(FIND).bind(owner.type, owner.id, hostRecordId(id)).first<Row>();
    return row === null ? undefined : await this.#open(row);
  }

  /** @throws AppError `conflict` when the name is taken, or when there are too many. */
  async add(id: string, record: HostRecord): Promise<void> {
    if ((await this.#write(ADD, id, record)) > 0) return;
    throw new AppError('conflict', { message: `There are ${HOSTS_MAX} Docker hosts already. Remove one first.` });
  }

  async change(id: string, record: HostRecord): Promise<void> {
    await this.#write(CHANGE, id, record);
  }

  async remove(owner: Subject, id: string): Promise<void> {
    await this.#db.prepare(REMOVE).bind(owner.type, owner.id, hostRecordId(id)).run();
  }

  sealed(): SealedHolder {
    const rows = new SealedRows(this.#db, TABLE);
    return {
      name: HOST_RECORDS,
      census: () => rows.census(),
      sweep: () => rows.sweep(this.#ring),
      export: () => rows.export(EXPORT_RECORDS_MAX),
      import: async (row) => {
        const record = await this.#open(row).catch(() => undefined);
        if (record === undefined) {
          throw new AppError('bad_request', {
            message: 'The request is not valid: this record does not open with the keys that are set, or is no host.',
          });
        }
        const { id: _, ...plain } = record;
        await this.#bindAndRun(RESTORE, record.id, plain, row.envelope);
      },
    };
  }

  async #write(statement: string, id: string, record: HostRecord): Promise<number> {
    const envelope = await this.#ring.seal(JSON.stringify(record), hostRecordId(id));
    return await this.#bindAndRun(statement, id, record, envelope);
  }

  async #bindAndRun(statement: string, id: string, record: HostRecord, envelope: string): Promise<number> {
    const { owner, name, created_at_ms } = record;
    const values = [owner.type, owner.id, hostRecordId(id), name, envelope, kidOf(envelope) ?? ''];
    const isChange = statement === CHANGE;
    try {
      const { meta } = await this.#db
        .prepare(statement)
        .bind(...values, ...(isChange ? [] : [created_at_ms]))
        .run();
      return meta.changes;
    } catch (error) {
      if (!/UNIQUE constraint failed/.test(String(error))) throw error;
      throw new AppError('conflict', { message: 'You have a Docker host of this name already.' });
    }
  }

  async #open({ id, envelope }: Row): Promise<Host> {
    try {
      return { id: hostIdOf(id), ...hostRecord.parse(JSON.parse(await this.#ring.open(envelope, id))) };
    } catch (error) {
      const cause = error instanceof UnsealError ? error.message : 'it opens to something unexpected';
      throw new AppError('unavailable', { message: 'What is kept of a Docker host cannot be read.', cause });
    }
  }
}
