/** How long commands of a session may run, and how much of what they say is kept. */
import { useState } from 'preact/hooks';
import type { GatewaySessionView } from '../../../../shared/gateway-sessions.schema.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { sessionsApi } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';

interface RuntimeProps {
  readonly session: GatewaySessionView;
  readonly onSaved: () => void;
}

export function RuntimeForm({ session, onSaved }: RuntimeProps) {
  const t = sessionsText.value;
  const [seconds, setSeconds] = useState(String(session.runtime.max_run_seconds));
  const [bytes, setBytes] = useState(String(session.runtime.output_bytes_limit));
  const [isSaved, setSaved] = useState(false);
  const action = useAction(noticeFault);
  const submit = (event: Event): void => {
    event.preventDefault();
    setSaved(false);
    const runtime = { max_run_seconds: Number(seconds), output_bytes_limit: Number(bytes) };
    void action.run(
      () => sessionsApi.configure(session.session_id, runtime),
      () => {
        setSaved(true);
        announce(t.saved);
        onSaved();
      },
    );
  };
  return (
    <section class="stack-tight" aria-labelledby="session-runtime">
      <h3 id="session-runtime">{t.settingsTitle}</h3>
      <form class="sheet form" onSubmit={submit} aria-labelledby="session-runtime">
        <div class="form-line">
          <TextField label={t.secondsField} hint={t.secondsHint} value={seconds} onInput={setSeconds} />
          <TextField label={t.bytesField} hint={t.bytesHint} value={bytes} onInput={setBytes} />
        </div>
        <FaultNotice
          error={action.error}
          fields={{ '/max_run_seconds': t.secondsField, '/output_bytes_limit': t.bytesField }}
        />
        <div class="actions">
          <button type="submit" class="button button-quiet" aria-disabled={action.isBusy}>
            {t.save}
          </button>
          {isSaved && <span class="quiet">{t.saved}</span>}
        </div>
      </form>
    </section>
  );
}
