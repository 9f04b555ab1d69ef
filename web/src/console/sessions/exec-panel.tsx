/** Runs a command in a session and shows what it said. It runs as a job: the page may be left meanwhile. */
import { useEffect, useState } from 'preact/hooks';
import type { ExecReply } from '../../../../shared/gateway-sessions.schema.ts';
import { hasJobEnded } from '../../../../shared/jobs.vocabulary.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { createOnce } from '../../desk/once.ts';
import { outcomeOf } from '../../desk/resource.ts';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { argumentsOf } from './session-draft.ts';
import { sessionsApi } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';

/** Milliseconds between two questions for the outcome. */
const POLL_MS = 1000;

export function ExecPanel({ sessionId }: { readonly sessionId: string }) {
  const t = sessionsText.value;
  const [line, setLine] = useState('');
  const [reply, setReply] = useState<ExecReply>();
  const action = useAction(noticeFault);
  const [once] = useState(createOnce);
  const command = argumentsOf(line);
  const runs = reply !== undefined && !hasJobEnded(reply.status);
  useEffect(() => {
    const job = reply?.job_id;
    if (!runs || job === undefined) return;
    const timer = setTimeout(async () => {
      const outcome = await outcomeOf(() => sessionsApi.execJob(sessionId, job));
      // A question that was lost is asked again.
      setReply(outcome.ok ? outcome.value : { ...reply });
      if (outcome.ok && hasJobEnded(outcome.value.status)) announce(inWords(outcome.value));
    }, POLL_MS);
    return () => clearTimeout(timer);
  }, [reply]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (runs || command === undefined || command.length === 0) return;
    void action.run(() => once(command, (key) => sessionsApi.exec(sessionId, command, key)), setReply);
  };
  return (
    <section class="stack-tight" aria-labelledby="session-exec">
      <h3 id="session-exec">{t.execTitle}</h3>
      <p class="quiet">{t.execLead}</p>
      <form class="sheet form" onSubmit={submit} aria-labelledby="session-exec">
        <TextField
          label={t.execField}
          hint={t.execHint}
          value={line}
          onInput={setLine}
          fault={command === undefined ? t.execUnclosed : undefined}
          required
          code
        />
        <FaultNotice error={action.error} fields={{ '/command': t.execField }} />
        <div class="actions">
          <button type="submit" class="button" aria-disabled={action.isBusy || runs}>
            {action.isBusy || runs ? t.execRunning : t.execRun}
          </button>
        </div>
      </form>
      {reply !== undefined && !runs && <Outcome reply={reply} />}
    </section>
  );
}

function Outcome({ reply }: { readonly reply: ExecReply }) {
  const t = sessionsText.value;
  const { stdout, stderr, truncated, error } = reply;
  return (
    <div class="stack-tight">
      <p>{inWords(reply)}</p>
      {truncated && <p class="quiet">{t.execTruncated}</p>}
      {error !== undefined && (
        <p class="quiet" lang="en">
          {error.message}
        </p>
      )}
      {error === undefined && stdout === null && <p class="quiet">{t.execGone}</p>}
      {stdout === '' && stderr === '' && <p class="quiet">{t.execQuiet}</p>}
      {[
        [t.execStdout, stdout],
        [t.execStderr, stderr],
      ].map(
        ([name, text]) =>
          text !== null &&
          text !== '' && (
            <figure key={name} class="stack-tight">
              <figcaption>{name}</figcaption>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
              <pre class="output" tabIndex={0}>
                {text}
              </pre>
            </figure>
          ),
      )}
    </div>
  );
}

function inWords({ exit_code: code, timeout, error }: ExecReply): string {
  const t = sessionsText.value;
  if (timeout) return t.execTimeout;
  return code === null ? (error?.code ?? t.execGone) : t.execExit(shownNumber(code));
}
