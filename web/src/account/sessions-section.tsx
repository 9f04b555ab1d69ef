/** One's own sessions: where one is signed in, and the way to end what one does not know. */
import { ConfirmButton } from '../desk/confirm-button.tsx';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { focusOn } from '../desk/focus.ts';
import { Instant } from '../desk/instant.tsx';
import { shownNumber } from '../preferences.ts';
import { announce } from '../ui/announcer.tsx';
import type { OwnSession } from './account-api.ts';
import { accountApi, noticeFault, ownSessions } from './account-state.ts';
import { accountText } from './account-texts.ts';

const TITLE_ID = 'sessions-title';

export function SessionsSection() {
  const t = accountText.value.sessions;
  const list = ownSessions.value.value;
  const others = list?.filter((one) => !one.is_current).length ?? 0;
  return (
    <section class="stack-tight" aria-labelledby={TITLE_ID}>
      <h2 id={TITLE_ID} tabIndex={-1}>
        {t.title}
      </h2>
      <p class="quiet">{t.lead}</p>
      <FaultNotice error={ownSessions.error.value} onRetry={() => void ownSessions.load()} />
      {list === undefined && ownSessions.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {list !== undefined && (
        <ul class="rows" aria-labelledby={TITLE_ID}>
          {list.map((one) => (
            <SessionRow key={one.id} session={one} />
          ))}
        </ul>
      )}
      {others > 0 && (
        <ConfirmButton
          label={t.endOthers}
          question={t.endOthersSure}
          consequence={t.endOthersText(others, shownNumber(others))}
          yes={t.endOthersYes}
          work={accountApi.endOtherSessions}
          done={({ ended }) => afterEnd(t.endedOthers(ended, shownNumber(ended)))}
          onError={noticeFault}
        />
      )}
    </section>
  );
}

function SessionRow({ session }: { readonly session: OwnSession }) {
  const t = accountText.value.sessions;
  const { id, browser, is_current: isCurrent } = session;
  return (
    <li class="row">
      <h3>
        <span lang="en">{browser}</span> {isCurrent && <span class="tag-mark tag-good">{t.here}</span>}
      </h3>
      <dl class="facts">
        <div>
          <dt>{t.active}</dt>
          <dd>
            <Instant iso={session.active_at} />
          </dd>
        </div>
        <div>
          <dt>{t.started}</dt>
          <dd>
            <Instant iso={session.started_at} />
          </dd>
        </div>
        <div>
          <dt>{t.factor}</dt>
          <dd>{session.second_factor ? deskText.value.yes : deskText.value.no}</dd>
        </div>
      </dl>
      {!isCurrent && (
        <div class="actions">
          <ConfirmButton
            label={t.end}
            spoken={t.endSpoken(browser)}
            question={t.endSure(browser)}
            consequence={t.endText}
            yes={t.endYes}
            work={() => accountApi.endSession(id)}
            done={() => afterEnd(t.ended(browser))}
            onError={noticeFault}
          />
        </div>
      )}
    </li>
  );
}

function afterEnd(said: string): void {
  announce(said);
  focusOn(TITLE_ID);
  void ownSessions.load();
}
