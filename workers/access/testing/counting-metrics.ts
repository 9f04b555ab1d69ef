/** Metrics that a test can read. */
import type { CounterName, GaugeName, HistogramName, LabelsOf } from '../../kernel/metrics/catalogue.ts';
import { noMetrics, type ShippedMetrics } from '../../kernel/metrics/metrics.ts';

export interface Counting extends ShippedMetrics {
  /** How much was counted. */
  of<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): number;
  /** What a gauge was last raised to; undefined when it never was. */
  raised<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>): number | undefined;
  /** The values that were observed, in order. */
  observed<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>): readonly number[];
}

export function countingMetrics(): Counting {
  const counts = new Map<string, number>();
  const values = new Map<string, number[]>();
  const gauges = new Map<string, number>();
  const keyOf = (name: string, labels: Readonly<Record<string, string>>) =>
    JSON.stringify([name, ...Object.entries(labels).flat()]);
  return {
    ...noMetrics,
    count: (name, labels, amount = 1) => {
      const key = keyOf(name, labels);
      counts.set(key, (counts.get(key) ?? 0) + amount);
    },
    observe: (name, labels, value) => {
      const key = keyOf(name, labels);
      values.set(key, [...(values.get(key) ?? []), value]);
    },
    raise: (name, labels, value) => void gauges.set(keyOf(name, labels), value),
    raised: (name, labels) => gauges.get(keyOf(name, labels)),
    of: (name, labels) => counts.get(keyOf(name, labels)) ?? 0,
    observed: (name, labels) => values.get(keyOf(name, labels)) ?? [],
  };
}
