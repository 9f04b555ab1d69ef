/** Points of a round. The server counts right answers (the receipt); the bonus for speed is the page's own game. */
import { POINTS_PER_SECOND, POINTS_RIGHT, QUESTION_SECONDS } from './round.constants.ts';
import type { Outcome } from './round.types.ts';

/** Whole seconds between now and the deadline, never below zero or above the time for one question. */
export function remainingWholeSeconds(deadlineMs: number, nowMs: number): number {
  return Math.min(QUESTION_SECONDS, Math.max(0, Math.floor((deadlineMs - nowMs) / 1000)));
}

export function pointsOf(outcome: Pick<Outcome, 'correct' | 'remainingSeconds'>): number {
  return outcome.correct ? POINTS_RIGHT + POINTS_PER_SECOND * outcome.remainingSeconds : 0;
}

export function scoreOf(history: readonly Outcome[]): number {
  return history.reduce((sum, outcome) => sum + pointsOf(outcome), 0);
}

export function rightAnswersIn(history: readonly Outcome[]): number {
  return history.filter((outcome) => outcome.correct).length;
}
