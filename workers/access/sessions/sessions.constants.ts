/** Every number of sessions that is not a setting, with its unit and its reason. */

/** Bytes of the keyed tag of a subject: it names an object, so 128 bits keep two subjects apart. */
export const SUBJECT_TAG_BYTES = 16;
/** Sessions of one subject: somebody with more devices than this signs in again on the one used least lately. */
export const SESSIONS_PER_SUBJECT_MAX = 10;
/**
 * Milliseconds for which an isolate goes by what the object said. Together with a slow answer of the object this stays
 * below the second within which a revocation must hold everywhere.
 */
export const SESSION_MEMORY_MS = 500;
/** Sessions that an isolate remembers, at about 500 bytes each. */
export const KNOWN_SESSIONS_MAX = 5000;
/** Milliseconds that a request waits for the object of a session. */
export const SESSION_TIMEOUT_MS = 1500;
/** Activity is written at most this often, in milliseconds: a write costs far more than a read. */
export const ACTIVITY_WRITE_MS = 60_000;
/** And never later than in this part of the idle time, so that a short one is not cut short by much. */
export const ACTIVITY_WRITE_IDLE_PART = 10;
/** Bytes of the salt of a session's data key: as long as the hash (RFC 5869 §3.1). */
export const DATA_KEY_SALT_BYTES = 32;
