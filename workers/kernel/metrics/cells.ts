/**
 * The state of one series, and how two states of the same series become one. The same addition joins changes in an
 * isolate, parcels in a shard and shards in a scrape, so that there is one place where counts could go wrong.
 */
import { METRICS, type MetricName } from './catalogue.ts';

/** The last request that fell into a bucket. */
export interface Exemplar {
  readonly requestId: string;
  readonly value: number;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** A counter: values add up. */
export interface SumCell {
  readonly kind: 'sum';
  value: number;
}
/** A gauge: the largest value stays. */
export interface MaxCell {
  readonly kind: 'max';
  value: number;
}
/** A histogram: observations in each bucket alone (not in those below), the last one being +Inf. */
export interface BucketsCell {
  readonly kind: 'buckets';
  readonly counts: number[];
  sum: number;
  readonly exemplars: (Exemplar | null)[];
}
export type Cell = SumCell | MaxCell | BucketsCell;

/** A series with its state: label values stand in the order of the catalogue. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: readonly string[];
  readonly cell: Cell;
}

/** The state of a series to which nothing happened. */
export function emptyCell(name: MetricName): Cell {
  const metric = METRICS[name];
  switch (metric.type) {
    case 'counter':
      return { kind: 'sum', value: 0 };
    case 'gauge':
      return { kind: 'max', value: Number.NEGATIVE_INFINITY };
    case 'histogram': {
      const length = metric.buckets.length + 1;
      return {
        kind: 'buckets',
        counts: Array.from({ length }, () => 0),
        sum: 0,
        exemplars: Array.from({ length }, () => null),
      };
    }
  }
}

/**
 * Adds the state of another cell of the same series to this one.
 *
 * @throws TypeError when they are not of the same kind.
 */
export function absorb(cell: Cell, other: Cell): void {
  if (cell.kind === 'sum' && other.kind === 'sum') cell.value += other.value;
  else if (cell.kind === 'max' && other.kind === 'max') cell.value = Math.max(cell.value, other.value);
  else if (cell.kind === 'buckets' && other.kind === 'buckets') absorbBuckets(cell, other);
  else throw new TypeError(`${cell.kind} and ${other.kind} do not add up`);
}

function absorbBuckets(cell: BucketsCell, other: BucketsCell): void {
  for (const [bucket, count] of other.counts.entries()) {
    cell.counts[bucket] = (cell.counts[bucket] ?? 0) + count;
    const theirs = other.exemplars[bucket] ?? null;
    const ours = cell.exemplars[bucket] ?? null;
    if (theirs !== null && (ours === null || theirs.atMs >= ours.atMs)) cell.exemplars[bucket] = theirs;
  }
  cell.sum += other.sum;
}

/** True when a sample is one that the catalogue of this release knows: another release may have sent or stored it. */
export function isOfCatalogue({ name, labels, cell }: Sample): boolean {
  if (!Object.hasOwn(METRICS, name) || labels.length !== METRICS[name].labels.length) return false;
  const known = emptyCell(name);
  return known.kind === 'buckets' && cell.kind === 'buckets'
    ? known.counts.length === cell.counts.length
    : known.kind === cell.kind;
}

/** Adds up what several places hold; series that exist in one only are taken as they are. */
export function sumOf(parts: readonly (readonly Sample[])[]): Sample[] {
  const total = new Map<string, Sample>();
  for (const sample of parts.flat()) {
    const key = JSON.stringify([sample.name, ...sample.labels]);
    const known = total.get(key);
    if (known === undefined) total.set(key, { ...sample, cell: structuredClone(sample.cell) });
    else absorb(known.cell, sample.cell);
  }
  return [...total.values()];
}
