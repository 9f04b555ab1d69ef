/** Every number of token validation that is not a setting, with its unit and its reason. */

/** Characters of a token: Cognito's largest are about 4 KiB, and headers end somewhere above 8. */
export const TOKEN_CHARS_MAX = 8192;
/** Seconds by which the clock of an issuer may differ from ours. */
export const CLOCK_SKEW_SECONDS = 30;
/** The last second that a date can name: no claim about time lies beyond it. */
export const NUMERIC_DATE_MAX = 8_640_000_000_000;

/** Milliseconds that a validated token is remembered at most; it is never remembered beyond its `exp`. */
export const VALIDATED_MS_MAX = 300_000;
/** Validated tokens that an isolate remembers, at about 1 KB each. */
export const VALIDATED_TOKENS_MAX = 10_000;

/** From this age in milliseconds on, a key set is renewed behind the answer. */
export const KEY_SET_REFRESH_MS = 5 * 60_000;
/** From this age in milliseconds on, a request waits for the renewal: a key that was taken back stops counting. */
export const KEY_SET_AGE_MAX_MS = 15 * 60_000;
/** Milliseconds for which known keys go on when their issuer cannot be asked. */
export const KEY_SET_STALE_MS = 24 * 3_600_000;
/** Milliseconds between two attempts to renew a key set, whatever tokens name: random `kid`s cannot make us a flood. */
export const KEY_SET_COOLDOWN_MS = 30_000;
/** Milliseconds for discovery and key set together. With the store before it, an answer takes less than 3 s. */
export const KEY_SET_FETCH_MS = 2200;
/** Milliseconds that a request waits for KV before it goes on without. */
export const KEY_SET_STORE_MS = 400;
/** Milliseconds to wait for another request's renewal; longer than one takes. */
export const KEY_SET_PATIENCE_MS = 2800;
/** Bytes of a key set or a discovery document. Fifty keys of 4096 bit with certificates are about 100 KB. */
export const KEY_SET_BYTES_MAX = 128 * 1024;
/** Keys in a set. One with more is refused as a whole: which of them to look at would be a matter of luck. */
export const KEYS_MAX = 50;
/** Characters of a `kid`. */
export const KID_CHARS_MAX = 256;

/** RFC 7518 §3.3. */
export const RSA_BITS_MIN = 2048;
/** Verification with a larger one takes milliseconds. */
export const RSA_BITS_MAX = 8192;
/** Bytes of a public exponent: 65537 has 3, and a long one makes verification slow. */
export const RSA_EXPONENT_BYTES_MAX = 4;
