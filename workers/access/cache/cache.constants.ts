/** Every number of the caches, with its unit and its reason. */

/** Seconds that KV keeps a value at least: the platform refuses less. What shall live shorter says so inside the value. */
export const KV_TTL_SECONDS_MIN = 60;
/**
 * Milliseconds below which a value is kept in memory only: KV may hide a new value for up to a minute, so a write of what
 * lives for seconds would be paid for and never read.
 */
export const KV_WORTHWHILE_MS = 30_000;
/** Milliseconds that a request waits for KV before it goes to the truth. A cold read takes about 100. */
export const KV_TIMEOUT_MS = 500;
/** Milliseconds that a request waits for the work of another one: KV and two reads of the truth, each with its own bound. */
export const FLIGHT_PATIENCE_MS = 8000;

/** Milliseconds of the breaker's window, and of one part of it: what happened is forgotten part by part. */
export const BREAKER_WINDOW_MS = 60_000;
export const BREAKER_PART_MS = 5000;
/** Look-ups that a judgement about the hit rate needs. An isolate that has just begun has few hits. */
export const BREAKER_LOOKUPS_MIN = 1000;
/** Operations on KV that a judgement about errors or time needs: with 200, two slow ones are within the 99th percentile. */
export const BREAKER_OPERATIONS_MIN = 200;
/** A cache operation is slow from this many milliseconds on. */
export const BREAKER_SLOW_MS = 100;
/** Shares beyond which the cache is bypassed: the rollback triggers that were asked for (p99 is a share of 1 %). */
export const BREAKER_TRIP = { missShare: 0.5, errorShare: 0.05, slowShare: 0.01 } as const;
/** Shares that a trial must keep to. Lower than those above, so that a cache at the edge of them does not flap. */
export const BREAKER_RESUME = { missShare: 0.4, errorShare: 0.02, slowShare: 0.005 } as const;
/** Milliseconds of the first bypass; each failed trial doubles it, up to the last. */
export const BREAKER_REST_MS = 30_000;
export const BREAKER_REST_MS_MAX = 600_000;
