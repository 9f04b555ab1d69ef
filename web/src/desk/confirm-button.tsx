/**
 * A button that asks before it acts. The question stands in a native modal dialog: Escape and "Cancel" leave everything
 * as it is, and the focus goes back to the button. What is dangerous never has the focus first: a key held down does not
 * confirm it. A refusal of the server is shown in the dialog.
 */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../../shared/client.ts';
import { deskText } from './desk-texts.ts';
import { FaultNotice } from './fault-notice.tsx';
import { useAction } from './use-action.ts';

interface ConfirmProps<Value> {
  readonly label: string;
  /** For the ear, where the label alone does not say which one is meant. */
  readonly spoken?: string;
  readonly question: string;
  /** What happens then. */
  readonly consequence?: string;
  readonly yes: string;
  readonly work: () => Promise<Value>;
  /** After the dialog is closed: say what happened, and put the focus where it goes on. */
  readonly done: (value: Value) => void;
  readonly onError?: (error: ApiError) => void;
  /** `ordinary` where nothing is lost. */
  readonly kind?: 'danger' | 'ordinary';
  /** What a refusal means here; the common text where it is undefined. */
  readonly refusal?: (error: ApiError) => string | undefined;
  /** Fields that belong to the question. */
  readonly children?: ComponentChildren;
}

export function ConfirmButton<Value>({
  label,
  spoken,
  question,
  consequence,
  yes,
  work,
  done,
  onError,
  kind = 'danger',
  refusal = () => undefined,
  children,
}: ConfirmProps<Value>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [asking, setAsking] = useState(false);
  const action = useAction(onError);
  const t = deskText.value;
  const ask = (): void => {
    action.reset();
    setAsking(true);
  };
  // Opened when the question is drawn, so that the focus finds its place.
  useLayoutEffect(() => {
    if (asking) dialog.current?.showModal();
  }, [asking]);
  const act = (): void => {
    void action.run(work, (value) => {
      dialog.current?.close();
      done(value);
    });
  };
  return (
    <>
      <button type="button" class="button button-quiet" aria-label={spoken} aria-haspopup="dialog" onClick={ask}>
        {label}
      </button>
      <dialog
        ref={dialog}
        class="sheet dialog"
        aria-labelledby={title}
        onClose={() => setAsking(false)}
        onKeyDown={(event) => {
          // It may stand in a form, which must not be sent; and what is dangerous is done by its button alone.
          if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          event.stopPropagation();
          if (kind === 'ordinary') act();
        }}
      >
        <h2 id={title}>{question}</h2>
        {asking && (
          <>
            {consequence !== undefined && <p>{consequence}</p>}
            {children}
            <FaultNotice error={action.error} message={action.error && refusal(action.error)} />
            <div class="actions">
              <button
                type="button"
                class={kind === 'danger' ? 'button button-danger' : 'button'}
                aria-disabled={action.isBusy}
                onClick={act}
              >
                {action.isBusy ? t.working : yes}
              </button>
              <button
                type="button"
                class="button button-quiet"
                autofocus={kind === 'danger' && children === undefined}
                onClick={() => dialog.current?.close()}
              >
                {t.cancel}
              </button>
            </div>
          </>
        )}
      </dialog>
    </>
  );
}
