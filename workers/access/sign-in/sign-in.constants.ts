/** Every number and fixed address of the sign-in, with its reason. */

/** Milliseconds between leaving for the provider and coming back: time to find a phone with the second factor. */
export const TRANSACTION_MS = 600_000;
/** Milliseconds that a request waits for the object of a sign-in under way. */
export const TRANSACTION_TIMEOUT_MS = 1500;
/** Bytes of the random value that binds a sign-in to a browser. */
export const BINDING_BYTES = 32;
/** Milliseconds for one call to the provider, of which a callback makes up to three within its deadline of 10 s. */
export const PROVIDER_TIMEOUT_MS = 2500;
/** Bytes of one answer of the provider: tokens with a hundred groups are some 10 KiB. */
export const PROVIDER_BYTES_MAX = 256 * 1024;
/** Milliseconds for which the provider's description of itself is used without a look. */
export const DISCOVERY_MS = 600_000;
/** Characters of the query that a provider comes back with. */
export const CALLBACK_QUERY_CHARS_MAX = 8192;
/** Seconds by which the clocks of provider and house may differ. */
export const CLOCK_TOLERANCE_SECONDS = 60;
/** Characters of a person's name that are kept. */
export const DISPLAY_NAME_CHARS_MAX = 128;
