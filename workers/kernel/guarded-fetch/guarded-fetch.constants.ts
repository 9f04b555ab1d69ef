/** Every number of the guarded fetch, with its unit and its reason. */

/** Characters of an address: some servers and proxies cut longer ones. */
export const URL_CHARS_MAX = 2048;
/** Characters of a host name without its last dot (RFC 1035 §2.3.4 counts 255 bytes on the wire). */
export const HOST_CHARS_MAX = 253;
/** Characters of one label of it. */
export const LABEL_CHARS_MAX = 63;
/** Redirects that are followed where the caller says nothing: a host and a path that moved. */
export const REDIRECTS_DEFAULT = 3;

/** Milliseconds for a look-up, both kinds of addresses at once. A resolver answers within some hundred. */
export const LOOK_UP_TIMEOUT_MS = 3000;
/** Bytes of a resolver's answer. A name with 30 addresses and a long chain has some 4 KB. */
export const LOOK_UP_BYTES_MAX = 65_536;
/** Records of one answer; more is no ordinary host. */
export const RECORDS_MAX = 64;

/** Milliseconds without a byte after which a streamed answer is given up, where the caller says nothing. */
export const IDLE_DEFAULT_MS = 60_000;
