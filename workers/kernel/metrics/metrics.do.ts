/**
 * A metrics shard: a Durable Object that adds up what isolates ship. One row for each series; a parcel is one transaction
 * and is acknowledged only when its rows are durable (the platform's output gate), so that what was acknowledged survives
 * eviction and a killed process, and what was sent twice counts once.
 *
 * Rows carry the layout of their metric. What another release stored in another layout starts again from nothing, which
 * a reader sees as an ordinary counter reset; mixed buckets would be wrong for good.
 */
import { DurableObject } from 'cloudflare:workers';
import { METRICS, type MetricName } from './catalogue.ts';
import { absorb, type Cell, emptyCell, isOfCatalogue, type Sample } from './cells.ts';
import type { Delta } from './deltas.ts';
import { SEQUENCE_MEMORY_MS, SHARD_SERIES_MAX } from './metrics.constants.ts';
import type { Parcel } from './recorder.ts';

type SeriesRow = { readonly name: MetricName; readonly labels: string; readonly layout: string; readonly cell: string };

export class MetricsShard extends DurableObject {
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS series (
      name TEXT NOT NULL, labels TEXT NOT NULL, layout TEXT NOT NULL, cell TEXT NOT NULL, PRIMARY KEY (name, labels)
    ) WITHOUT ROWID`);
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS isolates (
      id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, seen_at INTEGER NOT NULL
    ) WITHOUT ROWID`);
  }

  /** Adds a parcel, unless it was added before. */
  async add(parcel: Parcel): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      if (this.#isNext(parcel)) for (const delta of parcel.deltas) this.#addOne(delta);
    });
  }

  /** Everything this shard holds, in the layout of this release. */
  async read(): Promise<Sample[]> {
    const rows = this.#sql.exec<SeriesRow>('SELECT name, labels, layout, cell FROM series');
    const samples: Sample[] = [];
    for (const { name, labels, layout, cell } of rows) {
      if (layout === layoutOf(name)) samples.push({ name, labels: JSON.parse(labels), cell: JSON.parse(cell) });
    }
    return samples;
  }

  /** Notes the number of the parcel; false when it, or a later one, is in already. */
  #isNext({ isolate, sequence }: Parcel): boolean {
    const now = Date.now();
    const query = 'SELECT sequence FROM isolates WHERE id = ?';
    const known = this.#sql.exec<{ sequence: number }>(query, isolate).toArray()[0];
    if (known !== undefined && sequence <= known.sequence) return false;
    // New isolates are rare, so this is when to forget old ones.
    if (known === undefined) this.#sql.exec('DELETE FROM isolates WHERE seen_at < ?', now - SEQUENCE_MEMORY_MS);
    this.#sql.exec('INSERT OR REPLACE INTO isolates (id, sequence, seen_at) VALUES (?, ?, ?)', isolate, sequence, now);
    return true;
  }

  #addOne(delta: Delta): void {
    const labels = JSON.stringify(delta.labels);
    const stored = isOfCatalogue(delta) ? this.#cellOf(delta.name, labels) : undefined;
    if (stored === undefined && !this.#hasRoomFor(delta)) {
      this.#lose(delta.changes);
      return;
    }
    const cell = stored ?? emptyCell(delta.name);
    absorb(cell, delta.cell);
    this.#store(delta.name, labels, cell);
  }

  #lose(changes: number): void {
    const name = 'metrics_deltas_lost_total';
    const cell = this.#cellOf(name, '[]') ?? emptyCell(name);
    absorb(cell, { kind: 'sum', value: changes });
    this.#store(name, '[]', cell);
  }

  #cellOf(name: MetricName, labels: string): Cell | undefined {
    const query = 'SELECT cell FROM series WHERE name = ? AND labels = ? AND layout = ?';
    const row = this.#sql.exec<Pick<SeriesRow, 'cell'>>(query, name, labels, layoutOf(name)).toArray()[0];
    return row === undefined ? undefined : (JSON.parse(row.cell) as Cell);
  }

  #store(name: MetricName, labels: string, cell: Cell): void {
    const query = 'INSERT OR REPLACE INTO series (name, labels, layout, cell) VALUES (?, ?, ?, ?)';
    this.#sql.exec(query, name, labels, layoutOf(name), JSON.stringify(cell));
  }

  /** What has no labels always fits: there is one of each. */
  #hasRoomFor(delta: Delta): boolean {
    if (!isOfCatalogue(delta)) return false;
    if (delta.labels.length === 0) return true;
    return this.#sql.exec<{ count: number }>('SELECT COUNT(*) AS count FROM series').one().count < SHARD_SERIES_MAX;
  }
}

/** What rows of a metric must agree in to be added up. Nothing for a metric that this release does not have. */
function layoutOf(name: MetricName): string | undefined {
  const metric = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
  if (metric === undefined) return undefined;
  return JSON.stringify([metric.type, metric.labels, 'buckets' in metric ? metric.buckets : []]);
}
