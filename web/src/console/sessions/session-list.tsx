/** Somebody's gateway sessions, and the form for another one. */
import { useEffect } from 'preact/hooks';
import { isLive } from '../../../../shared/gateway-sessions.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { placeHash } from '../place.ts';
import { EndButton, SessionFacts, SessionPhaseMark, SessionTrouble } from './session-view.tsx';
import { hosts, sessions } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';
import { StartForm } from './start-form.tsx';
import { useReload } from './use-reload.ts';

export function SessionList() {
  const t = sessionsText.value;
  useEffect(() => {
    void sessions.load();
    void hosts.load();
  }, []);
  const shown = sessions.value.value?.sessions;
  useReload(shown?.some(({ phase }) => isLive(phase)) ?? false, sessions.load);
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <FaultNotice error={sessions.error.value} onRetry={() => void sessions.load()} />
      <p class="quiet" role="status">
        {shown === undefined ? sessions.isLoading.value && deskText.value.loading : shown.length === 0 && t.none}
      </p>
      {shown !== undefined && shown.length > 0 && (
        <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {shown.map((session) => (
            <li key={session.session_id} class="row">
              <h3>
                <a href={placeHash('sessions', session.session_id)}>{session.image}</a>{' '}
                <SessionPhaseMark phase={session.phase} />
              </h3>
              <SessionTrouble session={session} />
              <SessionFacts session={session} />
              <EndButton session={session} onEnded={() => void sessions.load()} />
            </li>
          ))}
        </ul>
      )}
      <StartForm />
    </section>
  );
}
