/** Every number of the decision service, with its unit and its reason. */

/** Milliseconds that an allow is kept when no policy says otherwise, and the most that a policy may ask for. */
export const ALLOW_TTL_MS = 300_000;
export const POLICY_TTL_MS_MAX = 3_600_000;
/** Milliseconds at most for a denial: whoever was just given a right that the counters do not know of waits no longer. */
export const DENY_TTL_MS = 60_000;
/** Milliseconds at most for what depends on the time or on the address. */
export const CIRCUMSTANCE_TTL_MS = 60_000;
/** Milliseconds that the policies of one revision are kept. Longer than any decision, so that a hit never needs D1. */
export const POLICY_SET_TTL_MS = POLICY_TTL_MS_MAX + ALLOW_TTL_MS;
/** Milliseconds that the facts about one epoch of a subject are kept in memory. */
export const FACTS_TTL_MS = 300_000;

/** Decisions in an isolate's memory, at about 300 bytes each. Beyond that they are made anew out of the facts. */
export const DECISIONS_KEPT_MAX = 50_000;
/**
 * Subjects whose facts are in memory, at about 1 KiB each: what saves reads of D1. More than the 10,000 whose load the
 * benchmark holds; with half as many, one question in ten was a read (docs/benchmarks.md).
 */
export const FACTS_KEPT_MAX = 15_000;
/** Revisions of the policies in memory: the one that holds and the one before, while isolates move on. */
export const POLICY_SETS_KEPT_MAX = 2;

/** Milliseconds that a request waits for D1. */
export const TRUTH_TIMEOUT_MS = 3000;
/**
 * Units of the limit that an isolate takes ahead for one service, and the milliseconds for which it may use them. A hop for every
 * decision would cost more than the decision; the price is that what nobody uses in time is lost, and that a window may hold
 * what was taken up to this long before it began, and one lease of each isolate that is still being counted behind an answer.
 */
export const LEASE_UNITS = 100;
export const LEASE_MS = 2000;
/** Services whose leases an isolate remembers. */
export const LEASES_MAX = 1000;
/** Milliseconds that a request waits for the lease of another one. */
export const LEASE_PATIENCE_MS = 2000;

/** Questions of a warm-up that are asked at the same time. */
export const WARM_UP_AT_ONCE = 8;
