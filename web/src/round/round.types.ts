/**
 * What the page knows of one round. The server's token carries the authority; this carries what the player sees.
 * Everything is plain JSON, because it is stored as it is (see `snapshot.ts`).
 */
import type { Answer, Filters, Reveal } from '../../../shared/rounds.schema.ts';
import type { ChoiceId } from '../../../shared/rounds.vocabulary.ts';

export interface Choice {
  readonly id: ChoiceId;
  readonly text: string;
}

export interface Question {
  /** Number of the question, from 1. */
  readonly index: number;
  readonly id: string;
  readonly title: string;
  readonly choices: readonly Choice[];
}

/** One answered question. Points are not stored: they follow from it (`score.ts`). */
export interface Outcome {
  readonly question: Question;
  readonly answer: Answer;
  /** Whole seconds that were left when the answer was given. */
  readonly remainingSeconds: number;
  readonly correct: boolean;
  readonly correctAnswer: ChoiceId;
  readonly reveal: Reveal;
}

export type Upcoming =
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'result'; readonly receipt: string };

/** Why a round cannot go on although questions are left. */
export type EndReason = 'expired' | 'invalid';

export type Phase =
  | { readonly kind: 'asking'; readonly question: Question; readonly deadlineMs: number }
  | {
      readonly kind: 'sending';
      readonly question: Question;
      readonly answer: Answer;
      readonly remainingSeconds: number;
    }
  /** Shows the last entry of the history. */
  | { readonly kind: 'revealed'; readonly upcoming: Upcoming }
  | { readonly kind: 'finished'; readonly receipt: string }
  | { readonly kind: 'ended'; readonly reason: EndReason };

export interface RoundFacts {
  readonly id: string;
  readonly mode: string;
  /** Day of the round, YYYY-MM-DD. */
  readonly date: string;
  readonly filters: Filters;
  readonly total: number;
}

export interface RoundSnapshot {
  readonly version: 1;
  readonly round: RoundFacts;
  /** Milliseconds by which this device's clock is ahead of the server's. */
  readonly clockAheadMs: number;
  readonly history: readonly Outcome[];
  readonly phase: Phase;
}
