/** The form for a new Docker host, and for changes of one. What opens it is typed in and never shown again. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HostView } from '../../../../shared/hosts.schema.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { noticeFault } from '../console-state.ts';
import { type HostInput, hostsApi } from './hosts-api.ts';
import { hostsText } from './hosts-texts.ts';

interface HostFormProps {
  /** Undefined for a new one. */
  readonly host: HostView | undefined;
  readonly onSaved: (host: HostView) => void;
  readonly onCancel: () => void;
}

type Kind = 'service_token' | 'bearer' | 'none' | 'keep';

export function HostForm({ host, onSaved, onCancel }: HostFormProps) {
  const t = hostsText.value;
  const action = useAction(noticeFault);
  const [name, setName] = useState(host?.name ?? '');
  const [url, setUrl] = useState(host?.url ?? '');
  const [published, setPublished] = useState(host?.published_url ?? '');
  const [kind, setKind] = useState<Kind>(host === undefined ? 'service_token' : 'keep');
  const [clientId, setClientId] = useState('');
  const [secret, setSecret] = useState('');
  const form = useRef<HTMLFormElement>(null);
  // What opened the form is gone from the page.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const kinds: readonly Kind[] = [
    ...(host === undefined ? [] : (['keep'] as const)),
    'service_token',
    'bearer',
    'none',
  ];
  const input = (): HostInput => ({
    name: name.trim(),
    url: url.trim(),
    ...(published.trim() === ''
      ? host === undefined
        ? {}
        : { published_url: null }
      : { published_url: published.trim() }),
    ...(kind === 'keep' ? {} : { credential: credentialOf(kind, clientId.trim(), secret.trim()) }),
  });
  const save = (event: Event): void => {
    event.preventDefault();
    void action.run(() => (host === undefined ? hostsApi.add(input()) : hostsApi.change(host.id, input())), onSaved);
  };
  const fields = { '/name': t.name, '/url': t.url, '/published_url': t.published, '/credential': t.credential };
  return (
    <form ref={form} class="sheet form" onSubmit={save}>
      <h3>{host === undefined ? t.addTitle : t.changeTitle(host.name)}</h3>
      <TextField label={t.name} value={name} onInput={setName} required maxLength={63} />
      <TextField label={t.url} value={url} onInput={setUrl} hint={t.urlHint} required maxLength={512} code />
      <TextField
        label={t.published}
        value={published}
        onInput={setPublished}
        hint={t.publishedHint}
        maxLength={512}
        code
      />
      <SelectField
        label={t.credential}
        value={kind}
        onInput={(value) => setKind(value as Kind)}
        options={kinds.map((value) => ({ value, label: value === 'keep' ? t.keep : t.credentials[value] }))}
      />
      {kind === 'service_token' && (
        <TextField label={t.clientId} value={clientId} onInput={setClientId} required maxLength={1024} code />
      )}
      {(kind === 'service_token' || kind === 'bearer') && (
        <SecretField label={kind === 'bearer' ? t.token : t.clientSecret} value={secret} onInput={setSecret} />
      )}
      <FaultNotice error={action.error} fields={fields} />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy}>
          {action.isBusy ? t.working : t.save}
        </button>
        <button type="button" class="button button-quiet" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

function SecretField({ label, value, onInput }: SecretFieldProps) {
  return (
    <div class="entry-field">
      <label for="host-secret">{label}</label>
      <input
        id="host-secret"
        type="password"
        autocomplete="off"
        required
        maxLength={1024}
        value={value}
        aria-describedby="host-secret-notes"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id="host-secret-notes" class="quiet">
        {hostsText.value.secretHint}
      </p>
    </div>
  );
}

function credentialOf(
  kind: Exclude<Kind, 'keep'>,
  clientId: string,
  secret: string,
): NonNullable<HostInput['credential']> {
  switch (kind) {
    case 'none':
      return { kind };
    case 'bearer':
      return { kind, token: secret };
    case 'service_token':
      return { kind, client_id: clientId, client_secret: secret };
  }
}
