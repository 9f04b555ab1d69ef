/** Every number of the metrics, with its unit and its reason. */

/**
 * Objects that add up; an isolate sends to one of them. One takes some hundred parcels a second, and each isolate sends
 * one a second at most. Never lower this: a scrape would no longer see the counts of the objects left out.
 */
export const METRICS_SHARDS = 4;

/** Milliseconds between two flights of an isolate under load. This much, and one flight, is what a dying isolate loses. */
export const FLIGHT_INTERVAL_MS = 1000;
/**
 * Intervals after which a flight that has not come back is given up and its parcel sent again, and for which an isolate
 * waits after one that failed: a shard in trouble gets no better from being asked every second.
 */
export const FLIGHT_PATIENCE_INTERVALS = 5;
/** Milliseconds after which the request that was to carry the next flight is taken for dead: longer than it ever waits. */
export const CARRIER_STALE_MS = 10_000;

/** Series that one parcel holds at most, some ten times what exists: about 0.5 MB in an isolate that may use 128. */
export const PARCEL_SERIES_MAX = 2000;
/** Series that a shard holds at most: several releases with labels of their own. */
export const SHARD_SERIES_MAX = 10_000;
/** Characters of a label value that are kept. The longest of ours is a route pattern. */
export const LABEL_CHARS_MAX = 120;
/** Characters of a request id that are kept as an exemplar: a UUID has 36. */
export const EXEMPLAR_ID_CHARS_MAX = 64;

/** Milliseconds for which a shard remembers what it took from an isolate, so that a repeat is not counted twice. */
export const SEQUENCE_MEMORY_MS = 86_400_000;
/** Milliseconds after which an isolate no longer repeats a parcel: well before the shard forgets. */
export const PARCEL_AGE_MAX_MS = 43_200_000;

/** Series that one source may tell: sixteen accounts with some two hundred each. */
export const SOURCE_SERIES_MAX = 5000;
/** Milliseconds for a source: Prometheus gives a scrape ten seconds by default. */
export const SOURCE_TIMEOUT_MS = 3000;
