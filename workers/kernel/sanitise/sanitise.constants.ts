/** The numbers of the sanitiser. */

/** Characters: a shorter value ("1234", "admin") would hide ordinary words, so it is not looked for by value. */
export const WATCHED_CHARS_MIN = 6;
/** Characters: a private key with its chain is smaller; of a longer value the beginning is looked for. */
export const WATCHED_CHARS_MAX = 16_384;
/** Values of one isolate; the one that was handed over longest ago goes. An installation resolves some ten. */
export const WATCHED_VALUES_MAX = 256;
/** Milliseconds for which a value is looked for after it was last handed over: longer than any job that uses it. */
export const WATCHED_MS = 30 * 60_000;

/** Characters of a text that is looked through; what lies beyond is dropped unread. A line of a log has some hundred. */
export const TEXT_CHARS_MAX = 16_384;
/** Characters that are kept of it. What was dropped unread could be the rest of a secret that begins here. */
export const KEPT_CHARS_MAX = 8192;
