/** The port through which features count. Recording is synchronous, never throws and never makes a request wait. */
import type { CounterName, GaugeName, HistogramName, LabelsOf } from './catalogue.ts';

export interface Metrics {
  /** Adds to a counter. */
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, amount?: number): void;
  /** Records a value in the unit of the name. `requestId` becomes the exemplar of its bucket. */
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number, requestId?: string): void;
  /** Raises a gauge to a value unless it is higher already. */
  raise<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number): void;
}

/** Metrics that leave the isolate. Whoever lets work in (a request, a cron, a queue) calls this when it is done. */
export interface ShippedMetrics extends Metrics {
  /** Sees to it that what was recorded is handed over soon. Returns at once. */
  flush(waitUntil: (work: Promise<unknown>) => void): void;
}

/** Where nobody counts: tests and tools. */
export const noMetrics: ShippedMetrics = {
  count: () => undefined,
  observe: () => undefined,
  raise: () => undefined,
  flush: () => undefined,
};
