/** The vaults of people in D1. What is read, is read by owner; what opens a vault is open only in the hands of the caller. */
import type { RegisteredPrefix } from '../../../../shared/secrets.vocabulary.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { SealedHolder } from '../../../kernel/keys/sealed-holder.ts';
import { SealedRows } from '../../../kernel/keys/sealed-rows.ts';
import { kidOf, type SealingRing, UnsealError } from '../../../kernel/keys/sealing-ring.ts';
import type { Subject } from '../../../kernel/principal.ts';
import { EXPORT_RECORDS_MAX } from '../secrets.constants.ts';
import { type Registration, registration, registrationId, SECRET_RECORDS } from './registration.ts';

const TABLE = 'console_secret_providers';
const FIND = `SELECT envelope FROM ${TABLE} WHERE id = ?1 AND owner_type = ?2 AND owner_id = ?3`;
const PUT = `INSERT INTO ${TABLE} (id, owner_type, owner_id, provider, envelope, kid, registered_at_ms)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (id) DO UPDATE SET envelope = ?5, kid = ?6, registered_at_ms = ?7`;
const DELETE = `DELETE FROM ${TABLE} WHERE id = ?1 AND owner_type = ?2 AND owner_id = ?3`;

export class Registrations {
  readonly #db: D1Database;
  readonly #ring: SealingRing;

  constructor(db: D1Database, ring: SealingRing) {
    this.#db = db;
    this.#ring = ring;
  }

  /** @throws AppError `unavailable` when it is there and does not open: a key is missing. */
  async find(owner: Subject, provider: RegisteredPrefix): Promise<Registration | undefined> {
    const id = await registrationId(owner, provider);
    const row = await this.#db.prepare(FIND).bind(id, owner.type, owner.id).first<{ envelope: string }>();
    if (row === null) return undefined;
    try {
      return registration.parse(JSON.parse(await this.#ring.open(row.envelope, id)));
    } catch (error) {
      throw new AppError('unavailable', {
        message: 'What is kept of this provider cannot be read.',
        cause: nameOf(error),
      });
    }
  }

  /** In the place of the one before. */
  async put(record: Registration): Promise<void> {
    const { owner, access } = record;
    const id = await registrationId(owner, access.provider);
    await this.#write(id, record, await this.#ring.seal(JSON.stringify(record), id));
  }

  /** @returns False when there was none. */
  async remove(owner: Subject, provider: RegisteredPrefix): Promise<boolean> {
    const id = await registrationId(owner, provider);
    const { meta } = await this.#db.prepare(DELETE).bind(id, owner.type, owner.id).run();
    return meta.changes > 0;
  }

  sealed(): SealedHolder {
    const rows = new SealedRows(this.#db, TABLE);
    return {
      name: SECRET_RECORDS,
      census: () => rows.census(),
      sweep: () => rows.sweep(this.#ring),
      export: () => rows.export(EXPORT_RECORDS_MAX),
      import: async ({ id, envelope }) => {
        const record = await this.#opened(id, envelope);
        if ((await registrationId(record.owner, record.access.provider)) !== id) throw badRecord('is of another id');
        await this.#write(id, record, envelope);
      },
    };
  }

  async #write(id: string, { owner, access, registeredAtMs }: Registration, envelope: string): Promise<void> {
    const values = [id, owner.type, owner.id, access.provider, envelope, kidOf(envelope) ?? '', registeredAtMs];
    await this.#db
      .prepare(PUT)
      .bind(...values)
      .run();
  }

  /** What does not open here would be kept for nothing. */
  async #opened(id: string, envelope: string): Promise<Registration> {
    try {
      return registration.parse(JSON.parse(await this.#ring.open(envelope, id)));
    } catch (error) {
      if (error instanceof UnsealError)
        throw badRecord('does not open with the keys that are set, or is of another id');
      throw badRecord('holds no vault of a person');
    }
  }
}

/** A parser's message may repeat what it parsed. */
function nameOf(error: unknown): string {
  return error instanceof UnsealError ? error.message : 'it opens to something unexpected';
}

function badRecord(what: string): AppError {
  return new AppError('bad_request', { message: `The request is not valid: this record ${what}.` });
}
