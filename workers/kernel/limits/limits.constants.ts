/** Every number of the limiter that is not a limit, with its unit and its reason. The limits stand in policies.ts. */

/** Windows from this length in milliseconds survive eviction. What is shorter is over before an object is back. */
export const PERSISTED_WINDOW_MS_MIN = 10_000;
/**
 * Objects that share the callers of one registry region. An object takes a few hundred storage writes per second; another
 * number makes open windows begin anew once.
 */
export const LIMIT_SHARDS_PER_REGION = 16;
/** Calls in one hop to a shard. One turn of the object stays in the low milliseconds. */
export const LIMIT_BATCH_MAX = 128;
/** Milliseconds after which a hop that has not come back is given up and the next caller makes a new one. */
export const LIMIT_STALE_MS = 1000;
/** Milliseconds that a request waits for a shard before the failure policy decides. */
export const LIMIT_TIMEOUT_MS = 1500;
/** Milliseconds for which a shard that did not answer in time is left alone, so that not every request waits. */
export const LIMIT_REST_MS = 1000;

/** Milliseconds between two clean-ups of a shard: of its storage by alarm, of its memory with the next call. */
export const SHARD_SWEEP_MS = 60_000;
export const SHARD_MEMORY_SWEEP_MS = 10_000;
/** Milliseconds that a clock may step back without a window being forgotten: the next machine's may be behind this one's. */
export const CLOCK_STEP_BACK_MS = 5000;

/** Denied callers that an isolate remembers. At about 200 bytes each they stay under 2 MB. */
export const KNOWN_DENIALS_MAX = 8192;
/** Windows that an isolate keeps by itself while a shard is away. */
export const LOCAL_WINDOWS_MAX = 4096;
/** Callers whose hashed keys an isolate remembers. */
export const CALLER_KEYS_MAX = 2048;
/** Bytes of a hashed key. 128 bits never meet by chance. */
export const KEY_BYTES = 16;
/** Characters of a client id. A UUID has 36; the rest is room for a prefix. */
export const CLIENT_ID_CHARS_MAX = 128;

/** In shadow mode demand is followed up to this many times the limit: enough to see what callers want, and bounded. */
export const DEMAND_FACTOR_MAX = 16;
/** Days that observed peaks are kept: two weekends. */
export const OBSERVED_DAYS = 14;
/** Milliseconds between two looks at a shard that keeps nothing but observed peaks: they go by whole days. */
export const OBSERVED_SWEEP_MS = 86_400_000;

/** Milliseconds within which an override that was set holds in every isolate: what the operator is promised. */
export const OVERRIDE_REACH_MS = 60_000;
/** Milliseconds after which an isolate renews its copy of the overrides in the background. */
export const OVERRIDE_REFRESH_MS = 15_000;
/** Milliseconds between two looks when the first one failed. */
export const OVERRIDE_RETRY_MS = 5000;
/** Milliseconds that a request of a new isolate, or of one that has slept, waits for the overrides at most. */
export const OVERRIDE_WAIT_MS = 1000;
