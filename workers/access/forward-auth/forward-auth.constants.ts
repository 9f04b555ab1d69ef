/** Every number of the proxies' door, with its unit and its reason. */

/** Characters of an address that is asked about: what servers take at least (RFC 9110 §4.1 recommends 8000 at most). */
export const URI_CHARS_MAX = 8000;
/** Characters of the name of a resource. The path counts, the query does not. */
export const RESOURCE_CHARS_MAX = 2048;
/** Characters of a host name (RFC 1035 §2.3.4) with a port. */
export const HOST_CHARS_MAX = 261;
/** Characters of a list in an identity header. Proxies give all headers of an answer 4 KiB by default. */
export const IDENTITY_CHARS_MAX = 1024;
/** Of the header with the id: 256 characters of any script, percent-encoded. */
export const SUBJECT_ID_HEADER_CHARS_MAX = 2304;
/** Entries of `X-Forwarded-For` that are looked at; a longer list is not believed. */
export const FORWARDED_FOR_MAX = 32;
