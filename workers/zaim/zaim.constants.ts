/** Every number of the Zaim room that is not a setting, with its unit and its reason. */

/** Milliseconds that a request token waits for its user: as long as the exporter before gave it. */
export const CONNECTION_TTL_MS = 600_000;
/** Bytes of the random text that binds a connection to the browser that began it: not to be guessed. */
export const BROWSER_SECRET_BYTES = 32;
/** Characters of a token or verifier from Zaim; today's have 40. */
export const TOKEN_CHARS_MAX = 256;

/** Milliseconds for a call while somebody waits: two of them fit before the frame's deadline of 10 s. */
export const CONNECT_CALL_TIMEOUT_MS = 4500;
/** Bytes of a reply of the two token endpoints: a few hundred today. */
export const TOKEN_REPLY_BYTES_MAX = 8192;
/** Milliseconds for a call in the background. */
export const COLLECT_CALL_TIMEOUT_MS = 20_000;
/** Bytes of a page: 100 rows with long comments are some 100 KB. */
export const PAGE_BYTES_MAX = 1_048_576;

/** Rows that a page of Zaim holds at most. */
export const PAGE_ROWS = 100;
/** Pages that a fetch may read; a month of 2,000 entries is far from a household. More counts as truncated. */
export const PAGES_MAX = 50;
/** Names of categories, genres or accounts that are read. */
export const NAMES_MAX = 2000;
/** Characters of such a name that are kept. */
export const NAME_CHARS_MAX = 60;
/** Digits of an amount: nothing larger is money of a household. */
export const AMOUNT_MAX = 1e12;

/** Series of one family and period of an account. The smallest sums beyond it become one, called `other`. */
export const LABELS_MAX = 30;
/** Categories that the page shows for a month. */
export const SUMMARY_CATEGORIES_MAX = 20;

/** Milliseconds in which the call budget is counted. */
export const BUDGET_WINDOW_MS = 3_600_000;
/** Calls that a fetch is taken to need before one has shown it: names, user, two pages. */
export const CALLS_EXPECTED = 6;
/** Share by which the time between two fetches varies, so that accounts drift apart. */
export const JITTER = 0.1;
/** Milliseconds until the second try after a failure; doubles with each further one, up to the ordinary interval. */
export const RETRY_FIRST_MS = 60_000;
/** Milliseconds after which a fetch that was cut off is begun anew: longer than 50 slow pages would be useful. */
export const CUT_OFF_MS = 300_000;
/** Milliseconds between two fetches that somebody asks for. */
export const REFRESH_COOLDOWN_MS = 60_000;

/** Milliseconds after which access ends without the permission "permanently accessible". */
export const LIMITED_ACCESS_MS = 86_400_000;
/** A token that works this many milliseconds past that end has the permission. */
export const PERMANENT_PROOF_MS = 600_000;

/** Sealed records that one call to an account's object seals anew. */
export const SWEEP_RECORDS_MAX = 500;
