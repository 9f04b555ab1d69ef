/** Every answered question: what was asked, what was answered, what was right, the facts and the points. */
import { ANSWER_SKIP, ANSWER_TIMEOUT } from '../../../shared/rounds.vocabulary.ts';
import { shownNumber, text } from '../preferences.ts';
import type { Outcome } from '../round/round.types.ts';
import { pointsOf } from '../round/score.ts';
import { TrackFacts } from './track-facts.tsx';

export function ReviewList({ history }: { readonly history: readonly Outcome[] }) {
  return (
    <section class="review" aria-labelledby="review-title">
      <h2 id="review-title">{text.value.result.review}</h2>
      <ol>
        {history.map((outcome) => (
          <ReviewEntry key={outcome.question.index} outcome={outcome} />
        ))}
      </ol>
    </section>
  );
}

function ReviewEntry({ outcome }: { readonly outcome: Outcome }) {
  const t = text.value;
  const { correct, reveal, question } = outcome;
  return (
    <li class={correct ? 'entry entry-right' : 'entry entry-wrong'}>
      <div class="entry-head">
        <span class="entry-number" aria-hidden="true">
          {shownNumber(question.index)}
        </span>
        <h3>
          <q>{reveal.title}</q>
        </h3>
        <p class="entry-points">
          <span class="entry-verdict">
            <span aria-hidden="true">{correct ? '✓ ' : '✕ '}</span>
            {correct ? t.result.verdictRight : t.result.verdictWrong}
          </span>
          <span>{t.result.pointsOf(shownNumber(pointsOf(outcome)))}</span>
        </p>
      </div>
      <dl class="facts entry-answers">
        <div>
          <dt>{t.play.yourAnswer}</dt>
          <dd>{answerText(outcome)}</dd>
        </div>
        {!correct && (
          <div>
            <dt>{t.play.rightAnswer}</dt>
            <dd>{reveal.game}</dd>
          </div>
        )}
      </dl>
      <TrackFacts reveal={reveal} inline />
    </li>
  );
}

function answerText({ answer, question, remainingSeconds }: Outcome): string {
  const t = text.value.result;
  if (answer === ANSWER_TIMEOUT) return t.timeout;
  if (answer === ANSWER_SKIP) return t.skip;
  const taken = question.choices.find((choice) => choice.id === answer)?.text ?? t.noAnswer;
  return t.answerInTime(taken, remainingSeconds);
}
