/** When to fetch next: pure, so that it can be tested without waiting. */
import { JITTER, RETRY_FIRST_MS } from '../zaim.constants.ts';

interface Situation {
  readonly nowMs: number;
  /** Ordinary time between two fetches. */
  readonly intervalMs: number;
  /** Fetches that failed in a row. */
  readonly failures: number;
  /** From when on the call budget has room. */
  readonly roomMs: number;
  /** From 0 up to but not including 1. */
  readonly random: number;
}

/** @returns Milliseconds since the Unix epoch; failures come back sooner, but never before the budget allows it. */
export function nextFetchMs({ nowMs, intervalMs, failures, roomMs, random }: Situation): number {
  const waitMs = failures === 0 ? intervalMs : Math.min(intervalMs, RETRY_FIRST_MS * 2 ** Math.min(failures - 1, 20));
  const jittered = waitMs * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(nowMs + jittered, roomMs));
}
