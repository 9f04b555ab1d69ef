/** Makes a key. Whoever shows the form says for whom. */
import { useState } from 'preact/hooks';
import type { KeyOwner, MadeKeyReply } from '../../../shared/api-keys.schema.ts';
import type { ApiError } from '../../../shared/client.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { SelectField, TextField } from '../desk/fields.tsx';
import { useAction } from '../desk/use-action.ts';
import { shownNumber } from '../preferences.ts';
import { BLANK_KEY, KEY_DAYS, newKey } from './key-form.ts';
import { keyText } from './key-texts.ts';
import type { KeysApi } from './keys-api.ts';

interface CreateKeyProps {
  readonly api: KeysApi;
  /** With fields for the owner, for operators. */
  readonly forOthers?: boolean;
  readonly onMade: (made: MadeKeyReply) => void;
  readonly onError?: (error: ApiError) => void;
}

const NOBODY: KeyOwner = { type: 'service', id: '' };

export function CreateKeyForm({ api, forOthers = false, onMade, onError }: CreateKeyProps) {
  const [draft, setDraft] = useState(BLANK_KEY);
  const [owner, setOwner] = useState(NOBODY);
  const action = useAction(onError);
  const t = keyText.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    void action.run(
      () => api.create(newKey(draft, forOthers ? owner : undefined)),
      (made) => {
        setDraft(BLANK_KEY);
        setOwner(NOBODY);
        onMade(made);
      },
    );
  };
  return (
    <form class="sheet form" onSubmit={submit} aria-label={t.create}>
      {forOthers && (
        <div class="form-line">
          <TextField
            label={t.ownerType}
            value={owner.type}
            onInput={(type) => setOwner({ ...owner, type })}
            required
            code
          />
          <TextField label={t.ownerId} value={owner.id} onInput={(id) => setOwner({ ...owner, id })} required code />
        </div>
      )}
      <div class="form-line">
        <TextField
          label={t.name}
          hint={t.nameHint}
          value={draft.name}
          onInput={(name) => setDraft({ ...draft, name })}
          maxLength={80}
          required
        />
        <SelectField
          label={t.lasts}
          value={draft.days}
          onInput={(chosen) => setDraft({ ...draft, days: KEY_DAYS.find((days) => days === chosen) ?? '90' })}
          options={KEY_DAYS.map((days) => ({ value: days, label: t.days(Number(days), shownNumber(Number(days))) }))}
        />
      </div>
      <TextField
        label={t.scopesField}
        hint={forOthers ? t.scopesHintAny : t.scopesHint}
        value={draft.scopes}
        onInput={(scopes) => setDraft({ ...draft, scopes })}
        code
      />
      <FaultNotice
        error={action.error}
        fields={{ '/name': t.name, '/scopes': t.scopesField, '/owner': t.owner, '/expires_in_days': t.lasts }}
      />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy}>
          {action.isBusy ? t.creating : t.create}
        </button>
      </div>
    </form>
  );
}
