/** A field for a secret that is sent once: hidden while it is typed, and nothing for a password manager to keep. */
import { useId } from 'preact/hooks';

interface TokenFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly maxLength: number;
  readonly hint?: string;
}

export function TokenField({ label, value, onInput, maxLength, hint }: TokenFieldProps) {
  const id = useId();
  return (
    <div class="entry-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="password"
        class="code-input"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={maxLength}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
    </div>
  );
}
