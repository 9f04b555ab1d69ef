/** The numbers of roles, policies and decisions, with unit and reason. What callers meet stands in shared/access-admin.limits.ts. */

/** Levels of nesting that are compared between two attributes: more than anybody writes, less than a stack. */
export const COMPARED_LEVELS_MAX = 16;
/** Steps of a decision that are told; a decision that has more reasons does not need them. */
export const PATH_STEPS_MAX = 16;
/** Formats of time zones that an isolate keeps: building one costs some 50 microseconds. */
export const TIME_ZONES_KEPT_MAX = 64;
/** Times that a change is made anew because somebody else was faster; then its sender may try again. */
export const WRITE_ATTEMPTS_MAX = 8;
