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

/** Answers in one ledger hop. One turn of the object stays well under a millisecond of SQL. */
export const LEDGER_BATCH_MAX = 128;
/** Milliseconds after which a ledger hop that has not come back is given up and the next caller makes a new one. */
export const LEDGER_STALE_MS = 3000;
/**
 * Milliseconds that a round's row outlives its last answer. A player who goes on has answered within one token lifetime
 * (120 s) of the last token, so ten minutes forget nobody who plays. Forgetting cannot be used to answer again: the token
 * of the first question is long dead, and later ones are refused without the answers before them.
 */
export const LEDGER_ROW_TTL_MS = 600_000;
/** Milliseconds between two clean-ups of a ledger object that has rows. */
export const LEDGER_SWEEP_MS = 300_000;

/** Milliseconds that the first requests of an isolate wait for KV before they play what was deployed. */
export const CONTENT_FIRST_LOOK_MS = 500;
/** Milliseconds until an isolate looks again after KV did not answer. */
export const CONTENT_RETRY_MS = 5_000;
/** Milliseconds that an isolate uses the published question set before it looks for a newer one (in the background). */
export const CONTENT_REFRESH_MS = 60_000;
/** Question sets that an isolate keeps in memory: the newest and those that rounds under way may still need. */
export const CONTENT_VERSIONS_MAX = 4;
/** Filter combinations whose question pool an isolate remembers. */
export const POOLS_MAX = 256;

/** Browsers may reuse the manifest for five minutes, then ask with its ETag. */
export const MANIFEST_CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=86400';
