/**
 * The rules of a round as pure steps: snapshot in, snapshot out, time passed in.
 *
 * A step that does not fit the phase returns the snapshot it was given (the same object), so a double click or a late
 * timer changes nothing. Sending, storing and clocks are `round-session.ts`.
 */
import type { Answer, NextReply, StartReply } from '../../../shared/rounds.schema.ts';
import { ANSWER_TIMEOUT } from '../../../shared/rounds.vocabulary.ts';
import { QUESTION_SECONDS } from './round.constants.ts';
import type { EndReason, Outcome, Phase, Question, RoundSnapshot } from './round.types.ts';
import { remainingWholeSeconds } from './score.ts';
import { clockAheadOf } from './token-hint.ts';

export function beginRound(reply: StartReply, nowMs: number): RoundSnapshot {
  const { id, mode, date, filters, progress } = reply.round;
  return {
    version: 1,
    round: { id, mode, date, filters, total: progress.total },
    clockAheadMs: clockAheadOf(reply.continuationToken, nowMs),
    history: [],
    phase: asking({ ...reply.question, index: 1, choices: reply.choices }, nowMs),
  };
}

/** Takes the answer down. One that comes after the deadline is a time-out, whatever was pressed. */
export function answerQuestion(snapshot: RoundSnapshot, answer: Answer, nowMs: number): RoundSnapshot {
  const { phase } = snapshot;
  if (phase.kind !== 'asking') return snapshot;
  const late = nowMs >= phase.deadlineMs;
  return {
    ...snapshot,
    phase: {
      kind: 'sending',
      question: phase.question,
      answer: late ? ANSWER_TIMEOUT : answer,
      remainingSeconds: answer === ANSWER_TIMEOUT ? 0 : remainingWholeSeconds(phase.deadlineMs, nowMs),
    },
  };
}

export function revealAnswer(snapshot: RoundSnapshot, reply: NextReply): RoundSnapshot {
  const { phase, history } = snapshot;
  if (phase.kind !== 'sending') return snapshot;
  const { question, answer, remainingSeconds } = phase;
  const outcome: Outcome = { question, answer, remainingSeconds, ...reply.result };
  return {
    ...snapshot,
    history: [...history, outcome],
    phase: {
      kind: 'revealed',
      upcoming: reply.finished
        ? { kind: 'result', receipt: reply.receipt }
        : {
            kind: 'question',
            question: { ...reply.question, index: history.length + 2, choices: reply.choices },
          },
    },
  };
}

/** From the reveal to the next question, whose time begins now, or to the result. */
export function proceed(snapshot: RoundSnapshot, nowMs: number): RoundSnapshot {
  const { phase } = snapshot;
  if (phase.kind !== 'revealed') return snapshot;
  const { upcoming } = phase;
  if (upcoming.kind === 'result') return { ...snapshot, phase: { kind: 'finished', receipt: upcoming.receipt } };
  return { ...snapshot, phase: asking(upcoming.question, nowMs) };
}

/** Stops a round that the server will not continue. The history stays; a finished round cannot end. */
export function endRound(snapshot: RoundSnapshot, reason: EndReason): RoundSnapshot {
  const { phase } = snapshot;
  const over = phase.kind === 'finished' || phase.kind === 'ended';
  return over || !needsToken(phase) ? snapshot : { ...snapshot, phase: { kind: 'ended', reason } };
}

/** True while the round cannot go on without its continuation token. */
export function needsToken(phase: Phase): boolean {
  if (phase.kind === 'revealed') return phase.upcoming.kind === 'question';
  return phase.kind === 'asking' || phase.kind === 'sending';
}

/** After a reload: a deadline further away than a whole question means that the clock was set back. */
export function resumeRound(snapshot: RoundSnapshot, nowMs: number): RoundSnapshot {
  const { phase } = snapshot;
  if (phase.kind !== 'asking') return snapshot;
  const deadlineMs = Math.min(phase.deadlineMs, nowMs + QUESTION_SECONDS * 1000);
  return deadlineMs === phase.deadlineMs ? snapshot : { ...snapshot, phase: { ...phase, deadlineMs } };
}

function asking(question: Question, nowMs: number): Phase {
  return { kind: 'asking', question, deadlineMs: nowMs + QUESTION_SECONDS * 1000 };
}
