/** An open question, or one whose answer is on its way. Choices stay where they are, so that the eye need not move. */
import { ANSWER_SKIP } from '../../../shared/rounds.vocabulary.ts';
import { session } from '../app-state.ts';
import { settingsStore, text } from '../preferences.ts';
import type { Choice, Phase, RoundSnapshot } from '../round/round.types.ts';
import { CallNotice } from '../ui/call-notice.tsx';
import { AnswerRefused } from './answer-refused.tsx';
import { QuestionTimer } from './question-timer.tsx';
import { QuestionTitle } from './question-title.tsx';
import { RoundProgress } from './round-progress.tsx';

interface QuestionPanelProps {
  readonly held: RoundSnapshot;
  readonly phase: Extract<Phase, { kind: 'asking' | 'sending' }>;
}

export function QuestionPanel({ held, phase }: QuestionPanelProps) {
  const t = text.value.play;
  const { question } = phase;
  const sent = phase.kind === 'sending' ? phase.answer : undefined;
  const singleKeys = settingsStore.settings.value.shortcuts;
  return (
    <section class="play">
      <RoundProgress held={held} index={question.index} />
      <div class="ticket">
        <QuestionTitle track={question.title} focusKey={`${held.round.id}/${question.index}`} />
        <QuestionTimer phase={phase} />
      </div>
      <ol class="choices" aria-label={t.choices}>
        {question.choices.map((choice, position) => (
          <li key={choice.id}>
            <ChoiceButton choice={choice} number={position + 1} sent={sent} singleKeys={singleKeys} />
          </li>
        ))}
      </ol>
      {sent === undefined ? (
        <div class="play-foot">
          <button
            type="button"
            class="button button-quiet"
            aria-keyshortcuts={singleKeys ? 'S' : undefined}
            onClick={() => session.answer(ANSWER_SKIP)}
          >
            {t.skip}
          </button>
          {singleKeys && <p class="quiet keys-hint">{t.keys}</p>}
        </div>
      ) : (
        <Delivery />
      )}
    </section>
  );
}

interface ChoiceButtonProps {
  readonly choice: Choice;
  readonly number: number;
  /** The answer that was given, when one was. */
  readonly sent: string | undefined;
  readonly singleKeys: boolean;
}

function ChoiceButton({ choice, number, sent, singleKeys }: ChoiceButtonProps) {
  const chosen = sent === choice.id;
  return (
    <button
      type="button"
      class={chosen ? 'choice choice-chosen' : 'choice'}
      aria-disabled={sent !== undefined}
      aria-pressed={chosen}
      aria-keyshortcuts={singleKeys ? String(number) : undefined}
      onClick={() => session.answer(choice.id)}
    >
      <span class="choice-mark" aria-hidden="true">
        {number}
      </span>
      <span class="choice-text">{choice.text}</span>
    </button>
  );
}

function Delivery() {
  const t = text.value.play;
  const status = session.delivery.value;
  const refusal = session.refusal.value;
  if (refusal) return <AnswerRefused error={refusal} />;
  return (
    <div class="play-foot">
      {status.kind === 'busy' && <p class="quiet sending">{t.sending}</p>}
      <CallNotice status={status} onRetry={session.retryNow} />
    </div>
  );
}
