/** Every number of the rounds feature, with its unit and its reason. */

/** Lifetime of a round token in seconds: one question takes 15 s; the rest is for slow networks and second thoughts. */
export const ROUND_TOKEN_TTL_SECONDS = 120;
/** A token may seem to come this many seconds from the future: clocks of two machines differ. */
export const CLOCK_SKEW_SECONDS = 5;
/** Lifetime of a score receipt in seconds: a day to hand it in, and not longer than an old key stays during rotation. */
export const RECEIPT_TTL_SECONDS = 86_400;

export const ROUND_TOKEN_TYPE = 'round+jwt';
export const ROUND_TOKEN_AUDIENCE = 'rounds';
export const RECEIPT_TYPE = 'round-receipt+jwt';
export const RECEIPT_AUDIENCE = 'round-receipts';

/** Day of the round is the day in this zone. */
export const ROUND_TIME_ZONE = 'Asia/Tokyo';

/** Bytes of randomness in a seed that we choose: nobody guesses or repeats one. */
export const SERVER_SEED_BYTES = 16;
/** Marks a seed that we chose. A player may not send one, so nobody can rehearse somebody's round. */
export const SERVER_SEED_MARK = '~';

/** Wrong choices that come from the same era when that era offers at least this many games; more would repeat faces. */
export const DISTRACTOR_POOL_MIN = 6;

/** Answers in one ledger hop. One turn of the object stays well under a millisecond of SQL. */
export const LEDGER_BATCH_MAX = 128;
/** Milliseconds after which a ledger hop that has not come back is given up and the next caller makes a new one. */
export const LEDGER_STALE_MS = 3000;
/**
 * Milliseconds that a round's row outlives its last answer. The newest token of a round is at most two token lifetimes
 * away from it (a repeat just before expiry gets a fresh token), so ten minutes cannot forget a live one.
 */
export const LEDGER_ROW_TTL_MS = 600_000;
/** Milliseconds between two clean-ups of a ledger object that has rows. */
export const LEDGER_SWEEP_MS = 300_000;

/** Milliseconds that an isolate uses the published question set before it looks for a newer one (in the background). */
export const CONTENT_REFRESH_MS = 60_000;
/** Question sets that an isolate keeps in memory: the newest and those that rounds under way may still need. */
export const CONTENT_VERSIONS_MAX = 4;
/** Filter combinations whose question pool an isolate remembers. */
export const POOLS_MAX = 256;

/** Browsers may reuse the manifest for five minutes, then ask with its ETag. */
export const MANIFEST_CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=86400';
