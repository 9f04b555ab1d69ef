/** Replaces a key by a new one, with a choice of how long the old one goes on. */
import { useState } from 'preact/hooks';
import type { ApiKey, MadeKeyReply } from '../../../shared/api-keys.schema.ts';
import type { ApiError } from '../../../shared/client.ts';
import { ConfirmButton } from '../desk/confirm-button.tsx';
import { SelectField } from '../desk/fields.tsx';
import { shownNumber } from '../preferences.ts';
import { OVERLAP_HOURS } from './key-form.ts';
import { keyText } from './key-texts.ts';
import type { KeysApi } from './keys-api.ts';

interface RollProps {
  readonly apiKey: ApiKey;
  readonly api: KeysApi;
  readonly onMade: (made: MadeKeyReply) => void;
  readonly onError: (error: ApiError) => void;
}

export function RollButton({ apiKey: { id, name }, api, onMade, onError }: RollProps) {
  const [hours, setHours] = useState('24');
  const t = keyText.value;
  const shownHours = (count: number): string => t.hours(count, shownNumber(count));
  return (
    <ConfirmButton
      label={t.roll}
      spoken={t.rollSpoken(name)}
      question={t.rollTitle(name)}
      consequence={t.rollText}
      yes={t.rollYes}
      kind="ordinary"
      work={() => api.roll(id, Number(hours))}
      done={onMade}
      onError={onError}
    >
      <SelectField
        label={t.overlap}
        value={hours}
        onInput={setHours}
        options={OVERLAP_HOURS.map((value) => ({
          value,
          label: value === '0' ? t.overlapNone : shownHours(Number(value)),
        }))}
      />
    </ConfirmButton>
  );
}
