/** One session: how it stands, its certificate, commands in it, and its end. */
import { useEffect, useState } from 'preact/hooks';
import { isLive } from '../../../../shared/gateway-sessions.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { noticeFault } from '../console-state.ts';
import { JobProgressView } from '../jobs/job-view.tsx';
import { placeHash } from '../place.ts';
import { BundlePanel } from './bundle-panel.tsx';
import { ExecPanel } from './exec-panel.tsx';
import { RuntimeForm } from './runtime-form.tsx';
import { EndButton, SessionFacts, SessionPhaseMark, SessionTrouble } from './session-view.tsx';
import { hosts, sessionsApi } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';
import { useReload } from './use-reload.ts';

export function SessionPage({ sessionId }: { readonly sessionId: string }) {
  const t = sessionsText.value;
  const [session] = useState(() => createResource(() => sessionsApi.get(sessionId), noticeFault));
  const action = useAction(noticeFault);
  useEffect(() => {
    void session.load();
    if (hosts.value.peek() === undefined) void hosts.load();
  }, []);
  const now = session.value.value;
  useReload(now !== undefined && isLive(now.phase), session.load);
  const reload = (): void => void session.load();
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{now?.image ?? t.title}</SectionTitle>
      <p>
        <a href={placeHash('sessions')}>{t.back}</a>
      </p>
      <FaultNotice error={session.error.value} onRetry={reload} />
      <p class="quiet" role="status">
        {now === undefined && session.isLoading.value && deskText.value.loading}
      </p>
      {now !== undefined && (
        <>
          <div class="row">
            <p role="status">
              <SessionPhaseMark phase={now.phase} />
            </p>
            <SessionTrouble session={now} />
            <SessionFacts session={now} />
            <dl class="facts">
              {now.gateway_endpoint !== undefined && (
                <div>
                  <dt>{t.endpoint}</dt>
                  <dd>
                    <code>{now.gateway_endpoint}</code>
                  </dd>
                </div>
              )}
              <div>
                <dt>{t.container}</dt>
                <dd>
                  <code>{now.container_name}</code>
                </dd>
              </div>
            </dl>
            {now.phase === 'running' && (
              <>
                <p class="quiet">{t.keepAliveHint}</p>
                <div class="actions">
                  <button
                    type="button"
                    class="button"
                    aria-disabled={action.isBusy}
                    onClick={() =>
                      void action.run(
                        () => sessionsApi.keepAlive(sessionId),
                        (kept) => {
                          session.set(kept);
                          tell(t.keptAlive);
                        },
                      )
                    }
                  >
                    {t.keepAlive}
                  </button>
                </div>
              </>
            )}
            <FaultNotice error={action.error} />
            <EndButton session={now} onEnded={reload} />
          </div>
          {now.phase === 'starting' && now.job_id !== undefined && (
            <div class="sheet">
              <JobProgressView jobId={now.job_id} onEnd={reload} />
            </div>
          )}
          {now.phase === 'running' && (
            <>
              <BundlePanel session={now} onFetched={reload} />
              <ExecPanel sessionId={sessionId} />
              <RuntimeForm session={now} onSaved={reload} />
            </>
          )}
        </>
      )}
    </section>
  );
}
