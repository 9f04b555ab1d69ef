/** Sets a vault up. What is entered is sent once and forgotten by the page. */
import { useState } from 'preact/hooks';
import type { RegisterRequest } from '../../../../shared/secrets.schema.ts';
import type { RegisteredPrefix } from '../../../../shared/secrets.vocabulary.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SecretField, SelectField, TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { noticeFault } from '../console-state.ts';
import { blankDraft, type Draft, requestOf } from './provider-draft.ts';
import { secretsApi } from './secrets-api.ts';
import { secretsText } from './secrets-texts.ts';

interface ProviderFormProps {
  readonly provider: RegisteredPrefix;
  readonly isNew: boolean;
  readonly done: () => void;
}

export function ProviderForm({ provider, isNew, done }: ProviderFormProps) {
  const t = secretsText.value;
  const [draft, setDraft] = useState<Draft>(blankDraft);
  const [isHalf, setHalf] = useState(false);
  const action = useAction(noticeFault);
  const set = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const request: RegisterRequest | undefined = requestOf(provider, draft);
    setHalf(request === undefined);
    if (request === undefined) return;
    void action.run(
      () => secretsApi.register(request),
      () => {
        setDraft(blankDraft);
        done();
      },
    );
  };
  const fields = {
    '/url': t.url,
    '/service_token': t.clientId,
    '/server': t.serverUrl,
    '/access_token': t.accessToken,
  };
  return (
    <details>
      <summary>{isNew ? t.setUp : t.replace}</summary>
      <form class="form" onSubmit={submit} aria-label={t.actionFor(isNew ? t.setUp : t.replace, t.names[provider])}>
        {provider === 'bw' ? (
          <>
            <TextField
              code
              required
              label={t.url}
              hint={t.urlHint}
              value={draft.url}
              maxLength={512}
              onInput={(url) => set({ url })}
            />
            <div class="form-line">
              <TextField
                code
                label={t.clientId}
                hint={t.tokenHint}
                fault={isHalf ? t.tokenHalf : undefined}
                value={draft.clientId}
                maxLength={512}
                onInput={(clientId) => set({ clientId })}
              />
              <SecretField
                label={t.clientSecret}
                value={draft.clientSecret}
                maxLength={512}
                onInput={(clientSecret) => set({ clientSecret })}
              />
            </div>
          </>
        ) : (
          <>
            <SelectField
              label={t.server}
              value={draft.server}
              onInput={(server) => set({ server: server as Draft['server'] })}
              options={(['us', 'eu', 'own'] as const).map((value) => ({ value, label: t.servers[value] }))}
            />
            {draft.server === 'own' && (
              <TextField
                code
                required
                label={t.serverUrl}
                value={draft.url}
                maxLength={512}
                onInput={(url) => set({ url })}
              />
            )}
            <SecretField
              required
              label={t.accessToken}
              value={draft.accessToken}
              maxLength={512}
              onInput={(accessToken) => set({ accessToken })}
            />
          </>
        )}
        <p class="quiet">{t.sealed}</p>
        <FaultNotice error={action.error} fields={fields} />
        <div class="actions">
          <button type="submit" class="button" aria-disabled={action.isBusy}>
            {action.isBusy ? deskText.value.working : t.setUp}
          </button>
        </div>
      </form>
    </details>
  );
}
