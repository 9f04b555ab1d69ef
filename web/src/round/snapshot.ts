/**
 * The stored form of a round. Reading is strict: the parts must also agree with each other, because a half-true
 * snapshot would show one question and answer another. What does not fit is discarded by the caller.
 */
import { ROUND_TOTAL_MAX, TOKEN_CHARS_MAX } from '../../../shared/rounds.vocabulary.ts';
import { closedObject, integerOf, listOf, oneOf, readJson, ShapeError, textOf } from '../storage/shape.ts';
import { QUESTION_SECONDS } from './round.constants.ts';
import type { Outcome, Phase, Question, RoundFacts, RoundSnapshot, Upcoming } from './round.types.ts';
import { readAnswer, readOutcome, readQuestion, readRound } from './snapshot.readers.ts';

const MS_MAX = Number.MAX_SAFE_INTEGER;

export function parseSnapshot(text: string | undefined): RoundSnapshot | undefined {
  return readJson(text, readSnapshot);
}

export function serializeSnapshot(snapshot: RoundSnapshot): string {
  return JSON.stringify(snapshot);
}

function readSnapshot(value: unknown): RoundSnapshot {
  const it = closedObject(value, ['version', 'round', 'clockAheadMs', 'history', 'phase']);
  if (it.version !== 1) throw new ShapeError('unknown version');
  const round = readRound(it.round);
  const history = listOf(it.history, ROUND_TOTAL_MAX, readOutcome);
  const phase = readPhase(it.phase);
  requireAgreement(round, history, phase);
  return { version: 1, round, clockAheadMs: integerOf(it.clockAheadMs, -MS_MAX, MS_MAX), history, phase };
}

function readPhase(value: unknown): Phase {
  const it = closedObject(value, [
    'kind',
    'question',
    'deadlineMs',
    'answer',
    'remainingSeconds',
    'upcoming',
    'receipt',
    'reason',
  ]);
  const kind = oneOf(it.kind, ['asking', 'sending', 'revealed', 'finished', 'ended']);
  switch (kind) {
    case 'asking':
      return { kind, question: readQuestion(it.question), deadlineMs: integerOf(it.deadlineMs, 0, MS_MAX) };
    case 'sending':
      return {
        kind,
        question: readQuestion(it.question),
        answer: readAnswer(it.answer),
        remainingSeconds: integerOf(it.remainingSeconds, 0, QUESTION_SECONDS),
      };
    case 'revealed':
      return { kind, upcoming: readUpcoming(it.upcoming) };
    case 'finished':
      return { kind, receipt: textOf(it.receipt, TOKEN_CHARS_MAX) };
    case 'ended':
      return { kind, reason: oneOf(it.reason, ['expired', 'invalid']) };
  }
}

function readUpcoming(value: unknown): Upcoming {
  const it = closedObject(value, ['kind', 'question', 'receipt']);
  return it.kind === 'question'
    ? { kind: 'question', question: readQuestion(it.question) }
    : { kind: oneOf(it.kind, ['result']), receipt: textOf(it.receipt, TOKEN_CHARS_MAX) };
}

/** Numbers of the history run from 1 without a gap, and the phase is the next step after it. */
function requireAgreement(round: RoundFacts, history: readonly Outcome[], phase: Phase): void {
  if (history.some((outcome, position) => outcome.question.index !== position + 1)) throw new ShapeError('gap');
  const answered = history.length;
  const current = questionAhead(phase);
  if (current !== undefined && (current.index !== answered + 1 || current.index > round.total)) {
    throw new ShapeError('question out of order');
  }
  const complete = phase.kind === 'finished' || (phase.kind === 'revealed' && phase.upcoming.kind === 'result');
  if (complete !== (answered === round.total)) throw new ShapeError('history and phase disagree');
  if (phase.kind === 'revealed' && answered === 0) throw new ShapeError('nothing to reveal');
}

function questionAhead(phase: Phase): Question | undefined {
  if (phase.kind === 'asking' || phase.kind === 'sending') return phase.question;
  return phase.kind === 'revealed' && phase.upcoming.kind === 'question' ? phase.upcoming.question : undefined;
}
