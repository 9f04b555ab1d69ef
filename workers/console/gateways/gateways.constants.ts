/** Every number of the external gateways, with its unit and its reason. */

/** Milliseconds between two checks. */
export const CHECK_EVERY_MS = 300_000;
/** Milliseconds of checks that count: a day. */
export const WINDOW_MS = 86_400_000;
/** Milliseconds in which a second check is answered with the first. */
export const CHECK_COOLDOWN_MS = 5000;
/** Milliseconds for a check; registering waits for one. */
export const CHECK_TIMEOUT_MS = 8000;
/** Bytes of an answer: what it says is not read. */
export const CHECK_BYTES_MAX = 65_536;
/** Checks that a page draws. */
export const RECENT_MAX = 60;
/** What a gateway answers checks under. */
export const CHECK_PATH = 'healthcheck';
