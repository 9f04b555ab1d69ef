/** Every number of the secrets that is not a setting, with its unit and its reason. */

/** Bytes of a secret in UTF-8. A private key or a service account is some KB. */
export const VALUE_BYTES_MAX = 32_768;
/** References that one resolve may have: as many as a text may, several times over. */
export const RESOLVED_MAX = 200;
/** Secrets of one provider that are read at a time: a Worker has six connections, and others need some. */
export const READS_AT_A_TIME = 4;

/** Milliseconds for which a session keeps a value: an install and a second try, not a day. */
export const CACHE_TTL_MS = 600_000;
/** Values that one session keeps; the ones that end first go. */
export const CACHE_ENTRIES_MAX = 200;
/** Milliseconds that a request waits for the object of a cache. A cache that hangs is a miss. */
export const CACHE_TIMEOUT_MS = 1500;

/** Milliseconds for a call to a provider. */
export const PROVIDER_TIMEOUT_MS = 8000;
/** Milliseconds to unlock or to sync: a key is derived on purpose slowly, a vault is fetched whole. */
export const PROVIDER_SLOW_MS = 25_000;
/** Bytes of a list of items: `bw serve` sends the items whole. */
export const LIST_BYTES_MAX = 8_388_608;
/** Bytes of one item with all its fields, and of every other answer. */
export const ITEM_BYTES_MAX = 262_144;

/** Sealed records that one export carries. */
export const EXPORT_RECORDS_MAX = 1000;
