/**
 * Looks at the clock while a round is on screen: counts the question down, answers for the player when the time is up,
 * and follows how long the token of a reveal still works. Between two looks nothing runs.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { ANSWER_TIMEOUT } from '../../../shared/rounds.vocabulary.ts';
import { ANNOUNCE_AT_SECONDS, TICK_MS } from './round.constants.ts';
import type { RoundSession } from './round-session.ts';

export interface QuestionClock {
  /** Seconds to show, rounded up; 0 when no question is open. */
  readonly secondsLeft: ReadonlySignal<number>;
  /** Seconds until the token of the next question expires, or `undefined` outside a reveal. */
  readonly tokenSecondsLeft: ReadonlySignal<number | undefined>;
  /** Starts looking. @returns Stops it. */
  watch(onFewSecondsLeft: (seconds: number) => void): () => void;
}

export function createQuestionClock(session: RoundSession, now: () => number): QuestionClock {
  const secondsLeft = signal(0);
  const tokenSecondsLeft = signal<number | undefined>(undefined);
  let announcedFor: string | undefined;

  function look(onFewSecondsLeft: (seconds: number) => void): void {
    const held = session.snapshot.peek();
    const phase = held?.phase;
    tokenSecondsLeft.value = phase?.kind === 'revealed' ? toSeconds(session.tokenLeftMs()) : undefined;
    if (!held || phase?.kind !== 'asking' || session.overtaken.peek()) return;
    const leftMs = phase.deadlineMs - now();
    secondsLeft.value = Math.max(0, Math.ceil(leftMs / 1000));
    if (leftMs <= 0) {
      session.answer(ANSWER_TIMEOUT);
      return;
    }
    const key = `${held.round.id}/${phase.question.index}`;
    if (secondsLeft.peek() <= ANNOUNCE_AT_SECONDS && announcedFor !== key) {
      announcedFor = key;
      onFewSecondsLeft(secondsLeft.peek());
    }
  }

  return {
    secondsLeft,
    tokenSecondsLeft,
    watch(onFewSecondsLeft) {
      look(onFewSecondsLeft);
      const timer = setInterval(() => look(onFewSecondsLeft), TICK_MS);
      const stop = session.snapshot.subscribe(() => look(onFewSecondsLeft));
      return () => {
        clearInterval(timer);
        stop();
      };
    },
  };
}

function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.max(0, Math.ceil(ms / 1000));
}
