/** Every number of the telemetry feature that pages need not know, with its unit and its reason. */

const DAY_MS = 86_400_000;

/** An event may be this many milliseconds old or ahead: a page that was offline for a day, a clock that is wrong. */
export const EVENT_TIME_TOLERANCE_MS = DAY_MS;
/** Milliseconds for which an `Idempotency-Key` stands for one batch: as long as its events could be sent again. */
export const IDEMPOTENCY_TTL_MS = DAY_MS;
/** Seconds that a page waits when the database has failed. Such failures are over in seconds or take an hour. */
export const STORE_RETRY_AFTER_SECONDS = 5;
/** Characters of an id inside events (round, track) that is kept as it is. A UUID has 36. */
export const ID_CHARS_MAX = 64;

/** Milliseconds that an event is kept, by its own time: a season, to compare a month with the two before, and no longer. */
export const EVENT_RETENTION_MS = 90 * DAY_MS;
/** When the cleanup runs, as in wrangler.toml: hourly, so that it stays small; off the hour, when everybody's runs. */
export const CLEANUP_CRON = '17 * * * *';
/** Rows that one statement deletes: some tens of milliseconds of D1, which takes one statement at a time. */
export const CLEANUP_ROWS_PER_STATEMENT = 5000;
/**
 * Statements in one run, half for each table. D1 takes 50 in one invocation on the free plan. So cleaning keeps up with
 * 2.4 million events a day, far above what one database of 10 GB takes in.
 */
export const CLEANUP_STATEMENTS_MAX = 40;

/** Milliseconds from the first event of a round to its last: 50 questions of two minutes each, the most that there can be. */
export const ROUND_SPAN_MAX_MS = 50 * 120_000;
