/**
 * A field for a value that may hold references to secrets: typed, or chosen out of a vault, and tried without showing what
 * they lead to. For every form of the console that takes such values.
 */
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Checked } from '../../../../shared/secrets.schema.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { TextField } from '../../desk/fields.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { CheckResults } from './check-results.tsx';
import { referencesIn } from './reference-text.ts';
import { SecretChooser } from './secret-chooser.tsx';
import { secretsApi } from './secrets-api.ts';
import { secretsText } from './secrets-texts.ts';

export interface ReferencePickerProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the value beyond its references. */
  readonly fault?: string | undefined;
  readonly required?: boolean;
  readonly maxLength?: number;
}

export function ReferencePicker({ fault, ...field }: ReferencePickerProps) {
  const t = secretsText.value;
  const [isChoosing, setChoosing] = useState(false);
  const [results, setResults] = useState<readonly Checked[] | undefined>(undefined);
  const [isEmpty, setEmpty] = useState(false);
  const action = useAction(noticeFault);
  const looked = referencesIn(field.value);
  const change = (value: string): void => {
    setResults(undefined);
    setEmpty(false);
    field.onInput(value);
  };
  const check = (): void => {
    if (!looked.ok || looked.references.length === 0) {
      setResults(undefined);
      setEmpty(looked.ok);
      if (looked.ok) announce(t.picker.noReference);
      return;
    }
    void action.run(
      () => secretsApi.check(looked.references),
      (reply) => {
        setResults(reply.results);
        announce(reply.results.map(({ reference, ok }) => `${reference} ${ok ? t.resolves : t.resolvesNot}`).join(' '));
      },
    );
  };
  const written = looked.ok ? undefined : `${t.faults[looked.fault]} ${t.at(String(looked.at))}`;
  return (
    <div class="stack-tight">
      <TextField {...field} code onInput={change} fault={fault ?? written} />
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          aria-haspopup="dialog"
          aria-label={t.picker.chooseFor(field.label)}
          onClick={() => setChoosing(true)}
        >
          {t.picker.choose}
        </button>
        <button
          type="button"
          class="button button-quiet"
          aria-label={t.picker.checkFor(field.label)}
          aria-disabled={action.isBusy}
          onClick={check}
        >
          {action.isBusy ? t.picker.checking : t.picker.check}
        </button>
      </div>
      <FaultNotice error={action.error} />
      {isEmpty && <p class="quiet">{t.picker.noReference}</p>}
      {results !== undefined && <CheckResults results={results} />}
      {isChoosing && (
        <ChooserDialog
          label={field.label}
          value={field.value}
          onChoose={(value) => {
            change(value);
            announce(t.picker.chosen(value));
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

interface ChooserDialogProps {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly onClose: () => void;
}

/** Modal: Escape leaves everything as it is, and the focus goes back to the button. */
function ChooserDialog({ label, value, onChoose, onClose }: ChooserDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="sheet dialog dialog-wide" aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>{secretsText.value.picker.chooseFor(label)}</h2>
      <SecretChooser
        value={value}
        onChoose={(chosen) => {
          dialog.current?.close();
          onChoose(chosen);
        }}
        onCancel={() => dialog.current?.close()}
      />
    </dialog>
  );
}
