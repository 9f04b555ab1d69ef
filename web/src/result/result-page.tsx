/** A finished round: score, receipt, and the questions again. Everything comes from the stored round, so it survives a reload. */
import { useEffect } from 'preact/hooks';
import { session, starter } from '../app-state.ts';
import { shownNumber, text } from '../preferences.ts';
import type { RoundSnapshot } from '../round/round.types.ts';
import { rightAnswersIn, scoreOf } from '../round/score.ts';
import { NewRoundActions } from '../ui/new-round-actions.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ReviewList } from '../ui/review-list.tsx';
import { ReceiptCard } from './receipt-card.tsx';

export function ResultPage() {
  const held = session.snapshot.value;
  useEffect(() => starter.reset, []);
  if (held?.phase.kind !== 'finished') return <NoResult />;
  return (
    <>
      <ScoreSheet held={held} receipt={held.phase.receipt} />
      <ReviewList history={held.history} />
    </>
  );
}

function ScoreSheet({ held, receipt }: { readonly held: RoundSnapshot; readonly receipt: string }) {
  const t = text.value.result;
  const right = shownNumber(rightAnswersIn(held.history));
  return (
    <section class="ticket result">
      <PageTitle>{t.title}</PageTitle>
      <p class="result-score">
        {shownNumber(scoreOf(held.history))} <span>{t.scoreUnit}</span>
      </p>
      <p class="result-right">{t.right(right, shownNumber(held.round.total))}</p>
      <p class="quiet">{t.howScored}</p>
      <NewRoundActions like={held.round} label={t.again}>
        <a class="button button-quiet" href="/">
          {t.change}
        </a>
      </NewRoundActions>
      <div class="ticket-stub">
        <ReceiptCard held={held} receipt={receipt} />
      </div>
    </section>
  );
}

function NoResult() {
  const t = text.value;
  return (
    <section class="sheet">
      <PageTitle>{t.result.noneTitle}</PageTitle>
      <p>{t.result.noneText}</p>
      <p>
        <a class="button" href="/">
          {t.play.toStart}
        </a>
      </p>
    </section>
  );
}
