/** Numbers of the Docker hosts. */

/** Milliseconds in which a host must say that it is there, while a list waits. */
export const PROBE_TIMEOUT_MS = 4000;
/** Records in a backup of one table: one page of an export. */
export const EXPORT_RECORDS_MAX = 10_000;
