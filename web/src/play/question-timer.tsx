/**
 * The time for the question as a number and a bar. Readers find it as a timer that is silent by itself; the one
 * announcement comes from the clock. The bar is an animation, so that nothing is drawn by script between seconds.
 */
import { useMemo } from 'preact/hooks';
import { clock } from '../app-state.ts';
import { shownNumber, text } from '../preferences.ts';
import { ANNOUNCE_AT_SECONDS, QUESTION_SECONDS } from '../round/round.constants.ts';
import type { Phase } from '../round/round.types.ts';

export function QuestionTimer({ phase }: { readonly phase: Extract<Phase, { kind: 'asking' | 'sending' }> }) {
  const t = text.value.play;
  const running = phase.kind === 'asking';
  const seconds = running ? clock.secondsLeft.value : phase.remainingSeconds;
  const deadlineMs = running ? phase.deadlineMs : undefined;
  const spentMs = useMemo(
    () => QUESTION_SECONDS * 1000 - Math.max(0, (deadlineMs ?? Date.now() + seconds * 1000) - Date.now()),
    [deadlineMs],
  );
  const few = running && seconds <= ANNOUNCE_AT_SECONDS;
  return (
    <div class={few ? 'timer timer-few' : 'timer'}>
      <div class="timer-bar" aria-hidden="true">
        <span
          key={deadlineMs ?? 'stopped'}
          class={running ? 'running' : ''}
          style={{ animationDelay: `-${spentMs}ms` }}
        />
      </div>
      <p role="timer" aria-label={t.timeLeft}>
        <span class="timer-number">{shownNumber(seconds)}</span>
        <span class="timer-unit">{t.secondsUnit}</span>
      </p>
    </div>
  );
}
