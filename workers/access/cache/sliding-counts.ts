/** How often things happened in the last minute: counted in parts, and forgotten part by part. */
import { BREAKER_PART_MS, BREAKER_WINDOW_MS } from './cache.constants.ts';

export const COUNTED = ['lookups', 'misses', 'operations', 'errors', 'slow'] as const;
export type Counted = (typeof COUNTED)[number];
export type Counts = Record<Counted, number>;

interface Part {
  readonly beganMs: number;
  readonly counts: Counts;
}

const none = (): Counts => ({ lookups: 0, misses: 0, operations: 0, errors: 0, slow: 0 });

export class SlidingCounts {
  #parts: Part[] = [];

  add(what: Counted, nowMs: number): void {
    const last = this.#parts.at(-1);
    if (last !== undefined && nowMs - last.beganMs < BREAKER_PART_MS) last.counts[what] += 1;
    else this.#parts.push({ beganMs: nowMs, counts: { ...none(), [what]: 1 } });
  }

  /** Sums over the window. */
  total(nowMs: number): Counts {
    this.#parts = this.#parts.filter(({ beganMs }) => nowMs - beganMs < BREAKER_WINDOW_MS);
    const sum = none();
    for (const { counts } of this.#parts) for (const what of COUNTED) sum[what] += counts[what];
    return sum;
  }

  clear(): void {
    this.#parts = [];
  }
}
