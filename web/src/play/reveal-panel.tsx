/** The answer with what it is about. "Next" has the focus; the verdict is said aloud and never shown by colour alone. */
import { useEffect, useRef } from 'preact/hooks';
import { ANSWER_SKIP, ANSWER_TIMEOUT } from '../../../shared/rounds.vocabulary.ts';
import { clock, session } from '../app-state.ts';
import { shownNumber, text } from '../preferences.ts';
import { EXPIRY_NOTICE_SECONDS } from '../round/round.constants.ts';
import type { Outcome, RoundSnapshot, Upcoming } from '../round/round.types.ts';
import { pointsOf } from '../round/score.ts';
import { announce } from '../ui/announcer.tsx';
import { TrackFacts } from '../ui/track-facts.tsx';
import { AnsweredChoices } from './answered-choices.tsx';
import { QuestionTitle } from './question-title.tsx';
import { RoundProgress } from './round-progress.tsx';

interface RevealPanelProps {
  readonly held: RoundSnapshot;
  readonly upcoming: Upcoming;
}

export function RevealPanel({ held, upcoming }: RevealPanelProps) {
  const t = text.value.play;
  const next = useRef<HTMLButtonElement>(null);
  const outcome = held.history.at(-1);
  const key = `${held.round.id}/${held.history.length}`;
  useEffect(() => {
    next.current?.focus({ preventScroll: true });
    if (outcome) announce(spokenVerdict(outcome));
  }, [key]);
  if (!outcome) return null;
  return (
    <section class="play play-reveal">
      <RoundProgress held={held} index={outcome.question.index} />
      <div class="ticket">
        <QuestionTitle track={outcome.reveal.title} />
        <div class="ticket-stub">
          <Verdict outcome={outcome} />
          <p class="reveal-game">{outcome.reveal.game}</p>
          <TrackFacts reveal={outcome.reveal} />
        </div>
      </div>
      <AnsweredChoices outcome={outcome} />
      <div class="play-foot play-next">
        <ExpiryNotice />
        <button type="button" class="button button-large" ref={next} onClick={session.proceed}>
          {upcoming.kind === 'question' ? t.next : t.toResult}
        </button>
      </div>
    </section>
  );
}

function Verdict({ outcome }: { readonly outcome: Outcome }) {
  const t = text.value.play;
  const words = outcome.correct ? t.right : (specialAnswer(outcome)?.shown(t) ?? t.wrong);
  return (
    <p class={outcome.correct ? 'verdict verdict-right' : 'verdict verdict-wrong'}>
      <span class="verdict-sign" aria-hidden="true">
        {outcome.correct ? '✓' : '✕'}
      </span>
      <strong>{words}</strong>
      {outcome.correct && <span class="verdict-points">{t.pointsGained(shownNumber(pointsOf(outcome)))}</span>}
    </p>
  );
}

/** Says in time that the next question does not wait for ever. */
function ExpiryNotice() {
  const t = text.value.play;
  const seconds = clock.tokenSecondsLeft.value;
  if (seconds === undefined || seconds > EXPIRY_NOTICE_SECONDS) return null;
  return <p class="notice notice-wait">{seconds > 0 ? t.expiresSoon(seconds) : t.expiredHere}</p>;
}

type PlayTexts = typeof text.value.play;

function specialAnswer({ answer }: Outcome) {
  if (answer === ANSWER_TIMEOUT) {
    return { shown: (t: PlayTexts) => t.timedOut, spoken: (t: PlayTexts) => t.announceTimeout };
  }
  if (answer === ANSWER_SKIP) {
    return { shown: (t: PlayTexts) => t.skipped, spoken: (t: PlayTexts) => t.announceSkip };
  }
  return undefined;
}

function spokenVerdict(outcome: Outcome): string {
  const t = text.peek().play;
  const { game } = outcome.reveal;
  if (outcome.correct) return t.announceRight(shownNumber(pointsOf(outcome)), game);
  return (specialAnswer(outcome)?.spoken(t) ?? t.announceWrong)(game);
}
