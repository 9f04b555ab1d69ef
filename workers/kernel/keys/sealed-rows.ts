/**
 * Sealed records in a table of D1: what `SealedTable` is for the SQLite of one object. The table has at least the columns
 * `id`, `envelope` and `kid`; who owns a record stands inside the envelope or beside it, as the feature likes.
 *
 * A record that changed while a sweep was at it keeps the change.
 */
import type { SweepReport } from './sealed-holder.ts';
import type { Census, SealedRecord } from './sealed-table.ts';
import { kidOf, type SealingRing, UnsealError } from './sealing-ring.ts';

/** Records that one call seals anew: one batch of statements. */
const SWEEP_ROWS_MAX = 100;

interface Row {
  readonly id: string;
  readonly envelope: string;
}

export class SealedRows {
  readonly #db: D1Database;
  readonly #table: string;

  /** @param table A name from the code, never from a caller: it becomes part of the statements. */
  constructor(db: D1Database, table: string) {
    this.#db = db;
    this.#table = table;
  }

  async census(): Promise<Census> {
    const { results } = await this.#db
      .prepare(`SELECT kid, count(*) AS records FROM ${this.#table} GROUP BY kid`)
      .all<{ kid: string; records: number }>();
    return Object.fromEntries(results.map(({ kid, records }) => [kid, records]));
  }

  /** @param rowsMax Records at most, in the order of their ids. */
  async export(rowsMax: number): Promise<SealedRecord[]> {
    const { results } = await this.#db
      .prepare(`SELECT id, envelope FROM ${this.#table} ORDER BY id LIMIT ?1`)
      .bind(rowsMax)
      .all<Row>();
    return results;
  }

  /** Seals up to 100 records anew that another key holds. One that no key opens stays as it is and is counted. */
  async sweep(ring: SealingRing): Promise<SweepReport> {
    const { results } = await this.#db
      .prepare(`SELECT id, envelope FROM ${this.#table} WHERE kid <> ?1 ORDER BY id LIMIT ?2`)
      .bind(ring.sealingKid, SWEEP_ROWS_MAX)
      .all<Row>();
    const renewed = await Promise.all(results.map(async (row) => ({ row, envelope: await reseal(ring, row) })));
    const replace = this.#db.prepare(
      `UPDATE ${this.#table} SET envelope = ?3, kid = ?4 WHERE id = ?1 AND envelope = ?2`,
    );
    const updates = renewed.flatMap(({ row, envelope }) =>
      envelope === undefined ? [] : [replace.bind(row.id, row.envelope, envelope, kidOf(envelope) ?? '')],
    );
    const written = updates.length === 0 ? [] : await this.#db.batch(updates);
    const unopenable = renewed.length - updates.length;
    return {
      resealed: written.filter(({ meta }) => meta.changes === 1).length,
      unopenable,
      // Where nothing but unopenable records is left, another call changes nothing.
      complete: results.length < SWEEP_ROWS_MAX || unopenable === results.length,
    };
  }
}

async function reseal(ring: SealingRing, { id, envelope }: Row): Promise<string | undefined> {
  try {
    return await ring.reseal(envelope, id);
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}
