/** Fields of the forms: a label, a hint, and what is wrong, tied together for the ear. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the value, if anything. */
  readonly fault?: string | undefined;
}

interface TextFieldProps extends FieldProps {
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly maxLength?: number;
  /** For names and patterns: no spelling help, in the type of code. */
  readonly code?: boolean;
  /** Does this in the place of sending the form. */
  readonly onEnter?: (() => void) | undefined;
}

const PLAIN = { autocomplete: 'off', autocapitalize: 'off', spellcheck: false } as const;

export function TextField({ label, value, onInput, hint, fault, code = false, onEnter, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(id, notes) => (
        <input
          {...rest}
          {...(code && PLAIN)}
          id={id}
          class={code ? 'code-input' : undefined}
          value={value}
          aria-describedby={notes}
          aria-invalid={fault !== undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (onEnter === undefined || event.key !== 'Enter' || event.isComposing) return;
            event.preventDefault();
            onEnter();
          }}
        />
      )}
    </Field>
  );
}

/** For what nobody may read over a shoulder, and no browser should keep. */
export function SecretField({ label, value, onInput, hint, fault, ...rest }: Omit<TextFieldProps, 'code' | 'onEnter'>) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(id, notes) => (
        <input
          {...rest}
          {...PLAIN}
          id={id}
          type="password"
          class="code-input"
          value={value}
          aria-describedby={notes}
          aria-invalid={fault !== undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** For JSON and other code of several lines. */
export function CodeField({ label, value, onInput, hint, fault, rows }: FieldProps & { readonly rows: number }) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(id, notes) => (
        <textarea
          {...PLAIN}
          id={id}
          rows={rows}
          value={value}
          aria-describedby={notes}
          aria-invalid={fault !== undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps extends FieldProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function SelectField({ label, value, onInput, hint, fault, options }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(id, notes) => (
        <select id={id} value={value} aria-describedby={notes} onChange={(event) => onInput(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface FrameProps extends Pick<FieldProps, 'label' | 'hint' | 'fault'> {
  /** Gets the id of the field, and that of its notes when there are any. */
  readonly children: (id: string, notes: string | undefined) => ComponentChildren;
}

function Field({ label, hint, fault, children }: FrameProps) {
  const id = useId();
  const notes = `${id}-notes`;
  const hasNotes = hint !== undefined || fault !== undefined;
  return (
    <div class="entry-field">
      <label for={id}>{label}</label>
      {children(id, hasNotes ? notes : undefined)}
      {hasNotes && (
        <div id={notes}>
          {hint !== undefined && <p class="quiet">{hint}</p>}
          {fault !== undefined && <p class="entry-fault">{fault}</p>}
        </div>
      )}
    </div>
  );
}
