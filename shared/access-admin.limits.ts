/** How much there may be of everything that the admin API of access keeps. No dependencies. */

/** Roles beside the two of the system. Every isolate carries all of them. */
export const CUSTOM_ROLES_MAX = 100;
/** Steps from a role to the farthest one that it inherits from. */
export const ROLE_DEPTH_MAX = 3;
export const PARENTS_PER_ROLE_MAX = 10;
export const PERMISSIONS_PER_ROLE_MAX = 100;
/** Every isolate carries all of them, at 16 KiB each at most. */
export const POLICIES_MAX = 200;
export const SUBJECTS_PER_POLICY_MAX = 50;
export const CONDITIONS_PER_POLICY_MAX = 10;
/** Assignments and grants that are in force; those that have ended do not count. */
export const ASSIGNMENTS_PER_SUBJECT_MAX = 50;
export const GRANTS_PER_SUBJECT_MAX = 100;
/** Days after which an assignment or a grant ends at the latest, when it has an end. */
export const EXPIRY_DAYS_MAX = 366;
/** Seconds for which a policy may have its decisions cached; the cache may keep them for less. */
export const POLICY_TTL_SECONDS_MAX = 3600;
export const PATTERN_CHARS_MAX = 256;
export const SUBJECT_TYPE_CHARS_MAX = 64;
export const SUBJECT_ID_CHARS_MAX = 256;
export const REASON_CHARS_MAX = 200;

/** Of JSON that comes in as properties or context. */
export const JSON_LEVELS_MAX = 8;
export const JSON_VALUES_MAX = 500;
export const JSON_NAME_CHARS_MAX = 128;
export const JSON_TEXT_CHARS_MAX = 2048;
/** Characters of a subject's properties as JSON. */
export const PROPERTIES_CHARS_MAX = 8192;

/** Entries of one page of subjects or changes. */
export const PAGE_SIZE_MAX = 200;
export const PAGE_SIZE = 50;

/** Own questions of a dry run. */
export const DRY_RUN_QUESTIONS_MAX = 100;
/** Subjects of the store that a dry run looks at when it is asked no questions of its own. */
export const DRY_RUN_SUBJECTS_MAX = 200;
/** Pairs of a subject and an access that a dry run decides, twice each: some 100 ms of work. */
export const DRY_RUN_PAIRS_MAX = 20_000;
/** Of those who gain and of those who lose that a dry run names. */
export const DRY_RUN_NAMED_MAX = 200;
