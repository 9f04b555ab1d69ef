/** A key that was just made: the only time that it is shown. It is gone from the page when the person says so. */
import { CopyButton } from '../desk/copy-button.tsx';
import { keyText } from './key-texts.ts';

export const MADE_KEY_ID = 'made-key-title';

interface MadeKeyProps {
  readonly secret: string;
  readonly onStored: () => void;
}

export function MadeKeyNotice({ secret, onStored }: MadeKeyProps) {
  const t = keyText.value;
  return (
    <section class="notice notice-wait" aria-labelledby={MADE_KEY_ID}>
      <h3 id={MADE_KEY_ID} tabIndex={-1}>
        {t.made}
      </h3>
      <p>{t.madeText}</p>
      <div>
        <p class="quiet">{t.theKey}</p>
        <code class="secret">{secret}</code>
      </div>
      <div class="actions">
        <CopyButton text={secret} />
        <button type="button" class="button button-quiet" onClick={onStored}>
          {t.stored}
        </button>
      </div>
    </section>
  );
}
