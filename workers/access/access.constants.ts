/** Every number of the access room that is not a setting, with its unit and its reason. */

/**
 * Milliseconds within which a change of a subject or of the policies is seen by every isolate: what a decision knows of
 * epoch and revision is never older. A check may demand more (`strict`, or a revision token).
 */
export const FRESHNESS_BOUND_MS = 5000;
/** From this age in milliseconds on, what is known is renewed behind the answer. */
export const FRESHNESS_REFRESH_MS = 2000;
/** Milliseconds that a request waits for an epoch or a revision. */
export const FRESHNESS_TIMEOUT_MS = 1500;
/** Subjects whose epoch an isolate remembers, at about 200 bytes each. */
export const KNOWN_EPOCHS_MAX = 10_000;
/**
 * Milliseconds after which a change that never reported its end is taken for ended. Longer than any write may take,
 * since the platform gives a request up before.
 */
export const CHANGE_OPEN_MS = 30_000;
