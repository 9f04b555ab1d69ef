/**
 * What the page reports of a round: which answer was picked, how the question ended, that the round was played to its end.
 * Pure: two snapshots in, events out. Nothing in them tells who plays.
 */

import { ANSWER_SKIP, ANSWER_TIMEOUT } from '../../../shared/rounds.vocabulary.ts';
import type { TelemetryEvent } from '../../../shared/telemetry.schema.ts';
import type { AnswerOutcome } from '../../../shared/telemetry.vocabulary.ts';
import type { Outcome, RoundSnapshot } from '../round/round.types.ts';
import { pointsOf, rightAnswersIn, scoreOf } from '../round/score.ts';

/** A step of the round that this tab made. */
export interface Step {
  readonly before: RoundSnapshot;
  readonly after: RoundSnapshot;
}

type Attributes = Readonly<Record<string, string | number>>;

/**
 * @param newId Makes a UUID.
 * @param nowMs Time of this device; events carry the server's, as far as it is known.
 */
export function playEventsOf({ before, after }: Step, newId: () => string, nowMs: number): TelemetryEvent[] {
  const { round, clockAheadMs, history, phase } = after;
  const event = (name: TelemetryEvent['name'], question_idx: number, attrs: Attributes): TelemetryEvent => {
    return {
      id: newId(),
      name,
      ts: new Date(nowMs - clockAheadMs).toISOString(),
      round_id: round.id,
      question_idx,
      attrs,
    };
  };
  if (phase.kind === 'sending') {
    const { question, answer, remainingSeconds } = phase;
    if (answer === ANSWER_SKIP || answer === ANSWER_TIMEOUT) return [];
    const attrs = { questionId: question.id, choiceId: answer, remainingSeconds };
    return [event('answer_select', question.index, attrs)];
  }
  const answered = history.at(-1);
  if (answered === undefined || history.length === before.history.length) return [];
  const { question, answer, remainingSeconds } = answered;
  const attrs = { questionId: question.id, outcome: outcomeOf(answered), choiceId: answer, remainingSeconds };
  const result = event('answer_result', question.index, { ...attrs, points: pointsOf(answered) });
  if (history.length < round.total) return [result];
  const total = { total: round.total, correct: rightAnswersIn(history), points: scoreOf(history) };
  return [result, event('quiz_complete', question.index, total)];
}

function outcomeOf({ answer, correct }: Outcome): AnswerOutcome {
  switch (answer) {
    case ANSWER_SKIP:
      return 'skip';
    case ANSWER_TIMEOUT:
      return 'timeout';
    default:
      return correct ? 'correct' : 'wrong';
  }
}
