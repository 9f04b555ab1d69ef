/** The choice of an end. */
import { shownNumber } from '../preferences.ts';
import { deskText } from './desk-texts.ts';
import { EXPIRY_DAYS, type ExpiryChoice, expiryChoice } from './expiry.ts';
import { SelectField } from './fields.tsx';

interface ExpiryFieldProps {
  readonly value: ExpiryChoice;
  readonly onInput: (value: ExpiryChoice) => void;
  /** Leaves "never" out. */
  readonly required?: boolean;
}

export function ExpiryField({ value, onInput, required = false }: ExpiryFieldProps) {
  const t = deskText.value;
  const spans = EXPIRY_DAYS.map((days) => ({ value: String(days), label: t.days(days, shownNumber(days)) }));
  const options = required ? spans : [...spans, { value: 'never', label: t.never }];
  return (
    <SelectField label={t.expiry} value={value} options={options} onInput={(chosen) => onInput(expiryChoice(chosen))} />
  );
}
