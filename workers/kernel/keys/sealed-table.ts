/**
 * Sealed records in the SQLite of a Durable Object: each under its id, with the id of the key that holds it beside it, so
 * that a sweep finds what an old key still holds. The sweep needs no notes of its own: what is left to do is in the rows,
 * so it goes on after a kill where it was. A record that changed meanwhile keeps the change.
 */
import { kidOf, type SealingRing, UnsealError } from './sealing-ring.ts';

export interface SealedRecord {
  readonly id: string;
  readonly envelope: string;
}

/** What a part of a sweep did. */
export interface SweepPart {
  readonly resealed: number;
  /** Records that no key opens; they stay as they are. */
  readonly unopenable: number;
  /** Go on after this id; undefined when the sweep is through. */
  readonly after: string | undefined;
}

/** Records held by each key, by key id. */
export type Census = Readonly<Record<string, number>>;

type Row = { readonly id: string; readonly envelope: string };

export class SealedTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS sealed (id TEXT PRIMARY KEY, envelope TEXT NOT NULL, kid TEXT NOT NULL)');
  }

  /** @throws UnsealError when it is no envelope. */
  put({ id, envelope }: SealedRecord): void {
    const kid = requireKid(envelope);
    this.#sql.exec('INSERT OR REPLACE INTO sealed (id, envelope, kid) VALUES (?, ?, ?)', id, envelope, kid);
  }

  get(id: string): string | undefined {
    return this.#sql.exec<Row>('SELECT id, envelope FROM sealed WHERE id = ?', id).toArray()[0]?.envelope;
  }

  /** Reads and deletes in one turn: of many callers one gets it. */
  take(id: string): string | undefined {
    return this.#sql.exec<Row>('DELETE FROM sealed WHERE id = ? RETURNING id, envelope', id).toArray()[0]?.envelope;
  }

  clear(): void {
    this.#sql.exec('DELETE FROM sealed');
  }

  all(): SealedRecord[] {
    return this.#sql.exec<Row>('SELECT id, envelope FROM sealed ORDER BY id').toArray();
  }

  census(): Census {
    const rows = this.#sql.exec<{ kid: string; records: number }>(
      'SELECT kid, COUNT(*) AS records FROM sealed GROUP BY kid',
    );
    return Object.fromEntries(rows.toArray().map(({ kid, records }) => [kid, records]));
  }

  /** Seals up to `recordsMax` records anew that another key holds. */
  async sweep(ring: SealingRing, recordsMax: number, after = ''): Promise<SweepPart> {
    const rows = this.#sql
      .exec<Row>(
        'SELECT id, envelope FROM sealed WHERE kid <> ? AND id > ? ORDER BY id LIMIT ?',
        ring.sealingKid,
        after,
        recordsMax,
      )
      .toArray();
    let resealed = 0;
    let unopenable = 0;
    for (const { id, envelope } of rows) {
      const renewed = await ring.reseal(envelope, id).catch((error: unknown) => {
        if (error instanceof UnsealError) return undefined;
        throw error;
      });
      if (renewed === undefined) unopenable += 1;
      else if (this.#replace(id, envelope, renewed)) resealed += 1;
    }
    return { resealed, unopenable, after: rows.length < recordsMax ? undefined : rows.at(-1)?.id };
  }

  /** Only if nobody has written the record since it was read. */
  #replace(id: string, was: string, now: string): boolean {
    const kid = requireKid(now);
    return (
      this.#sql.exec('UPDATE sealed SET envelope = ?, kid = ? WHERE id = ? AND envelope = ?', now, kid, id, was)
        .rowsWritten > 0
    );
  }
}

function requireKid(envelope: string): string {
  const kid = kidOf(envelope);
  if (kid === undefined) throw new UnsealError('this is no sealed record');
  return kid;
}
