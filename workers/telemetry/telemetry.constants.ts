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
