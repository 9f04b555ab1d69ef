/** Asks for the admin token. A password field: it is not read over a shoulder, and no browser offers it elsewhere. */
import { useRef } from 'preact/hooks';
import { adminToken, loadNumbers } from './numbers-loader.ts';
import { opsText } from './ops-texts.ts';

export function TokenForm() {
  const t = opsText.value;
  const field = useRef<HTMLInputElement>(null);
  const open = (event: Event): void => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    if (typed === '') return;
    adminToken.keep(typed);
    void loadNumbers();
  };
  return (
    <form class="sheet ops-form" onSubmit={open}>
      <label>
        <span>{t.token}</span>
        <input ref={field} type="password" autocomplete="off" required aria-describedby="token-hint" />
      </label>
      <button type="submit" class="button">
        {t.open}
      </button>
      <p id="token-hint" class="quiet">
        {t.tokenHint}
      </p>
    </form>
  );
}
