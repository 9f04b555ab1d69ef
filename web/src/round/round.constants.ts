/** Numbers of play, each with its unit and reason. */

/** Seconds a player has for one question. */
export const QUESTION_SECONDS = 15;
/** Points for a right answer, whatever the time. */
export const POINTS_RIGHT = 100;
/** Points for each whole second that was left. */
export const POINTS_PER_SECOND = 5;
/** Seconds left at which screen readers are told; one announcement is enough to act on. */
export const ANNOUNCE_AT_SECONDS = 5;
/** Milliseconds between two looks at the clock. Fine enough that a displayed second is never visibly late. */
export const TICK_MS = 200;
/** Seconds before the token expires at which the reveal begins to say so. */
export const EXPIRY_NOTICE_SECONDS = 40;
/** A clock difference below this is taken for network delay. */
export const CLOCK_TOLERANCE_MS = 5_000;
