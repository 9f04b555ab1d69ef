/** Which secret GitHub is read with: a reference, chosen like any other. */
import { useState } from 'preact/hooks';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { noticeFault } from '../console-state.ts';
import { ReferencePicker } from './reference-picker.tsx';
import { reasonText } from './refusals.ts';
import { secretsApi } from './secrets-api.ts';
import { cached, github } from './secrets-state.ts';
import { secretsText } from './secrets-texts.ts';

export function GithubTokenPanel() {
  const t = secretsText.value;
  const status = github.value.value;
  const [reference, setReference] = useState('');
  const action = useAction(noticeFault);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    void action.run(
      () => secretsApi.putGithub(reference.trim()),
      (saved) => {
        github.set(saved);
        setReference('');
        void cached.load();
        tell(t.githubSaved);
      },
    );
  };
  return (
    <section class="sheet stack-tight" aria-labelledby="github-token">
      <h3 id="github-token">{t.github}</h3>
      <p class="quiet">{t.githubLead}</p>
      <FaultNotice error={github.error.value} onRetry={() => void github.load()} />
      {status !== undefined && (
        <p>
          {status.reference === null ? (
            t.githubNone
          ) : (
            <>
              {t.githubIs} <code class="reference">{status.reference}</code>
            </>
          )}
        </p>
      )}
      <form class="form" onSubmit={save} aria-labelledby="github-token">
        <ReferencePicker required label={t.githubReference} value={reference} onInput={setReference} maxLength={1024} />
        <FaultNotice
          error={action.error}
          message={reasonText(action.error)}
          fields={{ '/reference': t.githubReference }}
        />
        <div class="actions">
          <button type="submit" class="button" aria-disabled={action.isBusy}>
            {action.isBusy ? deskText.value.working : t.githubSave}
          </button>
          {status?.configured === true && (
            <ConfirmButton
              kind="ordinary"
              label={t.githubRemove}
              question={`${t.githubRemove} – ${t.github}`}
              yes={t.githubRemove}
              work={secretsApi.deleteGithub}
              done={() => {
                void github.load();
                tell(t.githubRemoved);
              }}
              onError={noticeFault}
            />
          )}
        </div>
      </form>
    </section>
  );
}
