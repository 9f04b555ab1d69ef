/**
 * What changed in this isolate since the last parcel was packed: one entry for each series, so that a thousand requests
 * are as small as ten. Bounded in series and in the length of label values; what does not fit is counted as lost.
 */
import { METRICS, type MetricName } from './catalogue.ts';
import { absorb, type Cell, type Exemplar, emptyCell, type Sample } from './cells.ts';
import { EXEMPLAR_ID_CHARS_MAX, LABEL_CHARS_MAX, PARCEL_SERIES_MAX } from './metrics.constants.ts';

/** A series with what happened to it, and how many calls that was. */
export interface Delta extends Sample {
  changes: number;
}

type Labels = Readonly<Record<string, string>>;

export class Deltas {
  #series = new Map<string, Delta>();

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  /** Adds to a counter. Anything but a finite amount from 0 on counts as a lost change: a counter never falls. */
  count(name: MetricName, labels: Labels, amount: number): void {
    const delta = isCountable(amount) ? this.#deltaOf(name, labels) : undefined;
    if (delta?.cell.kind === 'sum') delta.cell.value += amount;
    else this.lose(1);
  }

  /** Raises a gauge. */
  raise(name: MetricName, labels: Labels, value: number): void {
    const delta = Number.isFinite(value) ? this.#deltaOf(name, labels) : undefined;
    if (delta?.cell.kind === 'max') delta.cell.value = Math.max(delta.cell.value, value);
    else this.lose(1);
  }

  /** Adds an observation to its bucket. Below 0 it counts as lost: the sum of a histogram is a counter too. */
  observe(name: MetricName, labels: Labels, value: number, exemplar: Exemplar | undefined): void {
    const metric = METRICS[name];
    const delta = isCountable(value) ? this.#deltaOf(name, labels) : undefined;
    if (metric.type !== 'histogram' || delta?.cell.kind !== 'buckets') {
      this.lose(1);
      return;
    }
    const { cell } = delta;
    let bucket = 0;
    while (bucket < metric.buckets.length && value > (metric.buckets[bucket] ?? 0)) bucket += 1;
    cell.counts[bucket] = (cell.counts[bucket] ?? 0) + 1;
    cell.sum += value;
    if (exemplar !== undefined && exemplar.requestId.length <= EXEMPLAR_ID_CHARS_MAX) cell.exemplars[bucket] = exemplar;
  }

  /** Counts changes that could not be kept. There is always room for this. */
  lose(changes: number): void {
    const name = 'metrics_deltas_lost_total';
    const known = this.#series.get(name);
    const cell: Cell = { kind: 'sum', value: changes };
    if (known === undefined) this.#series.set(name, { name, labels: [], changes: 1, cell });
    else absorb(known.cell, cell);
  }

  /** Hands out everything and begins anew. */
  take(): Delta[] {
    const taken = [...this.#series.values()];
    this.#series = new Map();
    return taken;
  }

  #deltaOf(name: MetricName, labels: Labels): Delta | undefined {
    let key: string = name;
    for (const label of METRICS[name].labels) {
      const value = bounded(labels[label]);
      // With its length before it, no value can be taken for the end of one and the start of the next.
      key += `|${value.length}:${value}`;
    }
    let delta = this.#series.get(key);
    if (delta === undefined) {
      if (this.#series.size >= PARCEL_SERIES_MAX) return undefined;
      const values = METRICS[name].labels.map((label: string) => bounded(labels[label]).toWellFormed());
      delta = { name, labels: values, changes: 0, cell: emptyCell(name) };
      this.#series.set(key, delta);
    }
    delta.changes += 1;
    return delta;
  }
}

function isCountable(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

function bounded(value: string | undefined): string {
  if (value === undefined) return '';
  return value.length > LABEL_CHARS_MAX ? value.slice(0, LABEL_CHARS_MAX) : value;
}
