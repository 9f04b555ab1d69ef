/** Deletes a rule or takes something from a subject, with a reason for the log. Why it is refused stands in the dialog. */
import { useState } from 'preact/hooks';
import { REASON_CHARS_MAX } from '../../../../shared/access-admin.limits.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { TextField } from '../../desk/fields.tsx';
import type { About } from '../access-api.ts';
import { noticeFault } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { refusalText } from './refusal-text.ts';
import { aboutOf } from './write-form.tsx';

interface DeleteProps {
  /** What is deleted, for question and ear. */
  readonly name: string;
  readonly revision: number;
  /** Where the thing itself goes, and is not only taken from a subject. */
  readonly label?: string;
  readonly work: (about: About) => Promise<unknown>;
  readonly done: () => void;
}

export function DeleteButton({ name, revision, label, work, done }: DeleteProps) {
  const [reason, setReason] = useState('');
  const t = accessText.value.rules;
  return (
    <ConfirmButton
      label={label ?? t.remove}
      {...(label === undefined && { spoken: t.removeSpoken(name) })}
      question={label === undefined ? t.removeSure(name) : t.deleteSure(name)}
      consequence={t.removeText}
      yes={label === undefined ? t.removeYes : t.deleteYes}
      work={() => work(aboutOf(revision, reason))}
      done={done}
      onError={noticeFault}
      refusal={(error) => refusalText(error, t.refusals)}
    >
      <TextField label={t.reason} value={reason} onInput={setReason} maxLength={REASON_CHARS_MAX} />
    </ConfirmButton>
  );
}
