/** A client that somebody made at the authorization server by hand, for those that register none by themselves. */
import { useState } from 'preact/hooks';
import { TextField } from '../../desk/fields.tsx';
import { gatewaysText } from './gateways-texts.ts';
import { TokenField } from './token-field.tsx';

interface OwnClientProps {
  readonly isBusy: boolean;
  readonly onSubmit: (client: { readonly id: string; readonly secret: string }) => void;
}

export function OwnClientForm({ isBusy, onSubmit }: OwnClientProps) {
  const t = gatewaysText.value.servers;
  const [id, setId] = useState('');
  const [secret, setSecret] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit({ id, secret });
    setSecret('');
  };
  return (
    <details>
      <summary>{t.ownClient}</summary>
      <form class="form" onSubmit={submit} aria-label={t.ownClient}>
        <p class="quiet">{t.ownClientHint}</p>
        <div class="form-line">
          <TextField label={t.clientId} value={id} onInput={setId} maxLength={512} required code />
          <TokenField label={t.clientSecret} value={secret} onInput={setSecret} maxLength={1024} />
        </div>
        <div class="actions">
          <button type="submit" class="button" aria-disabled={isBusy}>
            {t.signIn}
          </button>
        </div>
      </form>
    </details>
  );
}
