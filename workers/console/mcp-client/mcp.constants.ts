/** Every number of the MCP client, with its unit and its reason. */

/** Versions of the protocol that are understood, the one that is offered first. */
export const PROTOCOL_VERSIONS = ['2025-06-18', '2025-03-26'] as const;

/** Milliseconds for one request, its answer included: a server that lists its tools answers at once. */
export const EXCHANGE_TIMEOUT_MS = 8000;
/** Milliseconds for a whole session: shorter than the 20 s that the routes over it have. */
export const SESSION_TIMEOUT_MS = 15_000;
/** Milliseconds for taking leave: nobody waits for more than that. */
export const CLOSE_TIMEOUT_MS = 2000;
/** Bytes of one answer: a hundred tools with long schemas are some 300 KB. */
export const ANSWER_BYTES_MAX = 2_097_152;
/** Messages of one answer before ours comes: notifications of a chatty server, in events or in a batch. */
export const MESSAGES_MAX = 1000;

/** Pages of one list. */
export const PAGES_MAX = 20;
/** Entries of one list that are kept. */
export const ENTRIES_MAX = 500;
/** Characters of a cursor; it is opaque and goes back as it came. */
export const CURSOR_CHARS_MAX = 2048;
/** Characters of a session id: the specification says visible ASCII, real ones have 36. */
export const SESSION_ID_CHARS_MAX = 512;
/** Characters of a `WWW-Authenticate` that are kept for who signs in to a remote server. */
export const CHALLENGE_CHARS_MAX = 2048;

/** Characters of names, titles, descriptions and instructions that are kept. */
export const NAME_CHARS_MAX = 128;
export const TITLE_CHARS_MAX = 200;
export const DESCRIPTION_CHARS_MAX = 4000;
export const INSTRUCTIONS_CHARS_MAX = 8000;
export const URI_CHARS_MAX = 2048;
/** Arguments of a prompt that are kept. */
export const ARGUMENTS_MAX = 50;
/** Characters of an input schema as JSON; a longer one is left out, and that is said. */
export const SCHEMA_CHARS_MAX = 32_768;
/** Levels of nesting of an input schema: enough for anything that a person reads. */
export const SCHEMA_DEPTH_MAX = 32;
