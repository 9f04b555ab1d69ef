/** What the list and the page of a session show alike. */
import type { GatewaySessionView } from '../../../../shared/gateway-sessions.schema.ts';
import type { SessionPhase } from '../../../../shared/gateway-sessions.vocabulary.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { noticeFault } from '../console-state.ts';
import { hostName, sessionsApi } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';

interface SessionProps {
  readonly session: GatewaySessionView;
}

const MARKS: Readonly<Record<SessionPhase, string>> = {
  starting: 'tag-mark tag-wait',
  running: 'tag-mark tag-good',
  ending: 'tag-mark tag-wait',
  ended: 'tag-mark',
  stranded: 'tag-mark tag-bad',
};

export function SessionPhaseMark({ phase }: { readonly phase: SessionPhase }) {
  return <span class={MARKS[phase]}>{sessionsText.value.phases[phase]}</span>;
}

export function SessionFacts({ session }: SessionProps) {
  const t = sessionsText.value;
  const isOpen = session.phase === 'starting' || session.phase === 'running';
  return (
    <dl class="facts">
      <div>
        <dt>{t.host}</dt>
        <dd>{hostName(session.host_id)}</dd>
      </div>
      <div>
        <dt>{t.limits}</dt>
        <dd>{t.limitsAre(shownNumber(session.cpus), shownNumber(session.memory_mb))}</dd>
      </div>
      {isOpen && (
        <>
          <div>
            <dt>{t.endsUnused}</dt>
            <dd>
              <Instant iso={session.idle_deadline} />
            </dd>
          </div>
          <div>
            <dt>{t.endsAnyway}</dt>
            <dd>
              <Instant iso={session.expires_at} />
            </dd>
          </div>
        </>
      )}
      {session.ended_at !== undefined && (
        <div>
          <dt>{t.ended}</dt>
          <dd>
            <Instant iso={session.ended_at} />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Why it is over, and what stands in the way of its removal. */
export function SessionTrouble({ session }: SessionProps) {
  const t = sessionsText.value;
  const { phase, end_reason: reason, cleanup, container_name: container } = session;
  return (
    <>
      {reason !== undefined && <p class="quiet">{t.endReasons[reason]}</p>}
      {phase === 'ending' && cleanup !== undefined && cleanup.failures > 0 && (
        <p class="notice notice-wait">{t.cleanup(shownNumber(cleanup.failures))}</p>
      )}
      {phase === 'stranded' && <p class="notice notice-wait">{t.stranded(container)}</p>}
    </>
  );
}

export function EndButton({ session, onEnded }: SessionProps & { readonly onEnded: () => void }) {
  const t = sessionsText.value;
  const action = useAction(noticeFault);
  const { session_id: id, phase, image, container_name: container } = session;
  const done = (said: string) => () => {
    tell(said);
    onEnded();
  };
  if (phase === 'ended' || phase === 'ending') return null;
  if (phase === 'stranded') {
    return (
      <>
        <FaultNotice error={action.error} />
        <div class="actions">
          <button
            type="button"
            class="button"
            aria-disabled={action.isBusy}
            onClick={() => void action.run(() => sessionsApi.end(id), done(t.retriedNote))}
          >
            {t.retry}
          </button>
          <ConfirmButton
            label={t.forget}
            question={t.forgetQuestion}
            consequence={t.forgetConsequence(container)}
            yes={t.forget}
            work={() => sessionsApi.end(id, true)}
            done={done(t.endedNote)}
            onError={noticeFault}
          />
        </div>
      </>
    );
  }
  return (
    <div class="actions">
      <ConfirmButton
        label={t.end}
        spoken={t.endSpoken(image)}
        question={t.endQuestion}
        consequence={t.endConsequence}
        yes={t.endYes}
        work={() => sessionsApi.end(id)}
        done={done(t.endedNote)}
        onError={noticeFault}
      />
    </div>
  );
}
