/**
 * The words and bounds of the rounds contract that the Worker and the browser both need at run time.
 * No dependencies: the browser carries this file.
 */

export const DIFFICULTIES = ['easy', 'normal', 'hard'] as const;
export const ERAS = ['80s', '90s', '00s', '10s', '20s'] as const;
/** The facet value that means "no filter". */
export const MIXED = 'mixed';
export const CHOICE_IDS = ['a', 'b', 'c', 'd'] as const;
/** Answers that are not a choice: the timer ran out, or the player passed. */
export const ANSWER_TIMEOUT = '__timeout__';
export const ANSWER_SKIP = '__skip__';

/** Questions in one round at most. Keeps the ledger row and the order derivation small. */
export const ROUND_TOTAL_MAX = 50;
/** Characters in a seed that a player chose. */
export const SEED_CHARS_MAX = 64;
/** Series in one filter; the catalogue has far fewer. */
export const SERIES_FILTER_MAX = 32;
/** Characters in any token that we take: 4 KiB, several times what we issue. */
export const TOKEN_CHARS_MAX = 4096;

export type Difficulty = (typeof DIFFICULTIES)[number];
export type Era = (typeof ERAS)[number];
export type ChoiceId = (typeof CHOICE_IDS)[number];
