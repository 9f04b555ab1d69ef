/** Numbers of gateway sessions, each with its unit and reason. What a person may choose stands in the shared vocabulary. */

/** Milliseconds by which certificates are valid early: the clock of a Docker host is not ours. */
export const CLOCK_SKEW_MS = 300_000;
