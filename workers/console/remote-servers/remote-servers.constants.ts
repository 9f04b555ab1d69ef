/** Every number of the remote servers, with its unit and its reason. */

/** Milliseconds that a sign-in waits for its person. */
export const SIGN_IN_MS = 600_000;
/** Bytes of a state and of a code verifier: not to be guessed (RFC 7636 §7.1). */
export const STATE_BYTES = 32;

/** Milliseconds for one call to an authorization server or for metadata; a sign-in makes up to six. */
export const OAUTH_TIMEOUT_MS = 4000;
/** Bytes of such an answer: metadata is some 5 KB. */
export const OAUTH_BYTES_MAX = 131_072;
/** Authorization servers that the metadata of a resource may name; the first is asked. */
export const ISSUERS_MAX = 16;
/** Scopes that metadata may name. */
export const SCOPES_MAX = 200;

/** Milliseconds before the end of a token at which it is renewed: longer than a look at a server. */
export const RENEW_BEFORE_MS = 60_000;
/** Milliseconds for which one renewal keeps others away: longer than it may take. */
export const RENEWAL_LEASE_MS = 10_000;
/** Milliseconds between two looks whether another renewal is done, and how often one looks. */
export const RENEWAL_LOOK_MS = 250;
export const RENEWAL_LOOKS = 40;
/** Seconds that a token is taken to live at most: a wrong number must not become a date that no calendar has. */
export const TOKEN_SECONDS_MAX = 31_536_000;
/** Tools that a connection names. */
export const TOOLS_MAX = 500;
