/** Every number of API keys, with its unit and its reason. */

/** Characters of the id in a key: 71 bits, so that ids are not guessed either. */
export const KEY_ID_CHARS = 12;
/** Characters of the secret in a key, of an alphabet of 62: 196 bits. */
export const KEY_SECRET_CHARS = 33;
/** Characters of the checksum: a CRC-32 needs 6 of that alphabet. */
export const KEY_CHECKSUM_CHARS = 6;

/** Milliseconds that a key is known without D1. It is bound to the epoch of its owner all the while. */
export const KEY_KNOWN_MS = 300_000;
/** Keys that an isolate knows, at about 500 bytes each. */
export const KNOWN_KEYS_MAX = 10_000;
/** Milliseconds for which an id is known to be nobody's: long enough to stop a flood, and ids are never given twice. */
export const UNKNOWN_KEY_MS = 30_000;
/** Such ids that an isolate remembers, at about 100 bytes each. */
export const UNKNOWN_KEYS_MAX = 10_000;
/** Milliseconds that a request waits for KV before it goes on without, and for D1 before it gives up. */
export const KEY_STORE_MS = 400;
export const KEY_TRUTH_MS = 2500;
/** Milliseconds to wait for another request's look-up; longer than one takes. */
export const KEY_PATIENCE_MS = 3000;

/** Milliseconds between two notes of when a key was last used. */
export const LAST_USE_MS = 300_000;

/** Keys of one owner that may be used at a time. */
export const ACTIVE_KEYS_MAX = 20;
/** Keys of one owner that are kept, ended ones included. */
export const KEPT_KEYS_MAX = 200;
/** Milliseconds after which an ended key is forgotten, when its owner makes another one. */
export const ENDED_KEPT_MS = 30 * 86_400_000;
/** Keys in one answer of the operator's list. */
export const LIST_MAX = 100;
