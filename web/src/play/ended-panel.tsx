/** A round that the server will not continue: why, what was answered until then, and the ways on. */
import { shownNumber, text } from '../preferences.ts';
import type { EndReason, RoundSnapshot } from '../round/round.types.ts';
import { rightAnswersIn, scoreOf } from '../round/score.ts';
import { NewRoundActions } from '../ui/new-round-actions.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ReviewList } from '../ui/review-list.tsx';
import { useFocusedTitle } from './use-focused-title.ts';

export function EndedPanel({ held, reason }: { readonly held: RoundSnapshot; readonly reason: EndReason }) {
  const t = text.value.ended;
  const { history } = held;
  useFocusedTitle(reason);
  const right = shownNumber(rightAnswersIn(history));
  return (
    <>
      <section class="sheet stack">
        <PageTitle>{reason === 'expired' ? t.expiredTitle : t.invalidTitle}</PageTitle>
        <p>{reason === 'expired' ? t.expiredText : t.invalidText}</p>
        {history.length > 0 && <p>{t.kept(right, shownNumber(history.length), shownNumber(scoreOf(history)))}</p>}
        <NewRoundActions like={held.round} label={t.newRound}>
          <a class="button button-quiet" href="/">
            {t.otherFilters}
          </a>
        </NewRoundActions>
      </section>
      {history.length > 0 && <ReviewList history={history} />}
    </>
  );
}
