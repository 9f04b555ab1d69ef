/** Another tab was first: this one has stopped and can take over from there, or begin anew. */
import { session } from '../app-state.ts';
import { text } from '../preferences.ts';
import type { RoundSnapshot } from '../round/round.types.ts';
import type { Overtaken } from '../round/tab-order.ts';
import { NewRoundActions } from '../ui/new-round-actions.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { useFocusedTitle } from './use-focused-title.ts';

export function OvertakenPanel({ reason, held }: { readonly reason: Overtaken; readonly held: RoundSnapshot }) {
  const t = text.value.overtaken;
  const answered = reason === 'answered_elsewhere';
  const canFollow = session.canFollow();
  useFocusedTitle(reason);
  return (
    <section class="sheet stack">
      <PageTitle>{answered ? t.answeredTitle : t.newerTitle}</PageTitle>
      <p>{answered ? t.answeredText : t.newerText}</p>
      {canFollow ? (
        <p>
          <button type="button" class="button" onClick={session.follow}>
            {t.follow}
          </button>
        </p>
      ) : (
        <p class="quiet">{t.waiting}</p>
      )}
      <NewRoundActions like={held.round} label={t.newRound} quiet={canFollow} />
    </section>
  );
}
