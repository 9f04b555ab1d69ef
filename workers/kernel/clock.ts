/**
 * Time enters the house here, so that a test can hold it still.
 *
 * Inside a Worker the clock stands still between two I/O operations: never use it to measure computation.
 */

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** Whole seconds since the Unix epoch: the unit of JWT `iat` and `exp` (RFC 7519 §2, NumericDate). */
export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.nowMs() / 1000);
}
