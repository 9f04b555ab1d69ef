/** A search through one provider: names of items and of their fields. It stands inside other forms, so it is no form itself. */
import { useEffect, useState } from 'preact/hooks';
import type { SecretPrefix } from '../../../../shared/secret-references.ts';
import type { FoundItem, ItemsReply } from '../../../../shared/secrets.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { placeHash } from '../place.ts';
import { withReference } from './reference-text.ts';
import { reasonText } from './refusals.ts';
import { secretsApi } from './secrets-api.ts';
import { providers } from './secrets-state.ts';
import { secretsText } from './secrets-texts.ts';
import { UnlockButton } from './unlock-button.tsx';

const QUERY_CHARS_MAX = 100;

interface SecretChooserProps {
  /** The text into which the reference goes. */
  readonly value: string;
  readonly onChoose: (text: string) => void;
  readonly onCancel: () => void;
}

export function SecretChooser({ value, onChoose, onCancel }: SecretChooserProps) {
  const t = secretsText.value;
  const usable = (providers.value.value ?? []).filter(({ state }) => state !== 'not_registered');
  const [wanted, setWanted] = useState<SecretPrefix | undefined>(undefined);
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<ItemsReply | undefined>(undefined);
  const action = useAction(noticeFault);
  const prefix = wanted ?? usable[0]?.provider;
  useEffect(() => void providers.load(), []);
  const search = (): void => {
    if (prefix === undefined) return;
    setFound(undefined);
    void action.run(
      () => secretsApi.items(prefix, query.trim()),
      (reply) => {
        setFound(reply);
        announce(reply.items.length === 0 ? t.picker.nothing : t.picker.found(reply.items.length));
      },
    );
  };
  const cancel = (
    <button type="button" class="button button-quiet" onClick={onCancel}>
      {deskText.value.cancel}
    </button>
  );
  if (prefix === undefined) {
    return (
      <>
        <FaultNotice error={providers.error.value} onRetry={() => void providers.load()} />
        <p>{providers.isLoading.value ? deskText.value.loading : t.picker.noProvider}</p>
        <div class="actions">
          <ProvidersLink />
          {cancel}
        </div>
      </>
    );
  }
  return (
    <div class="form">
      <SelectField
        label={t.picker.provider}
        value={prefix}
        onInput={(chosen) => {
          setWanted(chosen as SecretPrefix);
          setFound(undefined);
          action.reset();
        }}
        options={usable.map(({ provider }) => ({ value: provider, label: t.names[provider] }))}
      />
      {/* Enter must search, and not send the form that this stands in. */}
      <TextField
        code
        label={t.picker.searchLabel}
        value={query}
        maxLength={QUERY_CHARS_MAX}
        onInput={setQuery}
        onEnter={search}
      />
      <div class="actions">
        <button type="button" class="button" aria-disabled={action.isBusy} onClick={search}>
          {action.isBusy ? deskText.value.working : t.picker.search}
        </button>
        {cancel}
      </div>
      <FaultNotice error={action.error} message={reasonText(action.error)}>
        {action.error?.details?.reason === 'locked' && (
          <UnlockButton provider={prefix} name={t.names[prefix]} learned={search} />
        )}
        <ProvidersLink />
      </FaultNotice>
      {found !== undefined && (
        <Found found={found} prefix={prefix} onChoose={(parts) => onChoose(withReference(value, prefix, parts))} />
      )}
    </div>
  );
}

interface FoundProps {
  readonly found: ItemsReply;
  readonly prefix: SecretPrefix;
  readonly onChoose: (parts: readonly string[]) => void;
}

function Found({ found: { items, is_truncated: isTruncated }, prefix, onChoose }: FoundProps) {
  const t = secretsText.value.picker;
  if (items.length === 0) return <p>{t.nothing}</p>;
  return (
    <>
      <ul class="rows">
        {items.map((item) => (
          <li key={item.id} class="row">
            <h3>{item.name}</h3>
            <FieldChoices item={item} prefix={prefix} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {isTruncated && <p class="quiet">{t.more}</p>}
    </>
  );
}

function FieldChoices({ item, prefix, onChoose }: Omit<FoundProps, 'found'> & { readonly item: FoundItem }) {
  const t = secretsText.value.picker;
  if (prefix !== 'bw') {
    return (
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          aria-label={t.useField(t.use, item.name)}
          onClick={() => onChoose([item.id])}
        >
          {t.use}
        </button>
      </div>
    );
  }
  if (item.fields.length === 0) return <p class="quiet">{t.otherField}</p>;
  return (
    <div class="actions">
      {item.fields.map((field) => (
        <button
          key={field}
          type="button"
          class="button button-quiet"
          aria-label={t.useField(item.name, field)}
          onClick={() => onChoose([item.id, field])}
        >
          {field}
        </button>
      ))}
    </div>
  );
}

function ProvidersLink() {
  return (
    <a class="button button-quiet" href={placeHash('secrets')}>
      {secretsText.value.picker.toProviders}
    </a>
  );
}
