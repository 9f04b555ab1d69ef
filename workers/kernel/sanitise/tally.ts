/**
 * What the sanitiser of this isolate did, until somebody can count it: logs are there before metrics are, and in Durable
 * Objects without any. The house takes it along with what it ships.
 */
import type { Metrics } from '../metrics/metrics.ts';

const hidden = new Map<string, number>();
let failures = 0;

/** Something of a kind was hidden. Kinds are those of the table, so they are bounded. */
export function noteHidden(kind: string): void {
  hidden.set(kind, (hidden.get(kind) ?? 0) + 1);
}

/** A line or an answer lost its body, because it could not be made safe. */
export function noteFailure(): void {
  failures += 1;
}

/** Counts what was noted since the last time. Cheap when there is nothing. */
export function countNoted(metrics: Metrics): void {
  if (failures > 0) metrics.count('log_sanitiser_failures_total', {}, failures);
  failures = 0;
  if (hidden.size === 0) return;
  for (const [kind, amount] of hidden) metrics.count('log_lines_sanitised_total', { kind }, amount);
  hidden.clear();
}
