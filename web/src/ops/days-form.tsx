/** Which days to add up, and the way out. */
import { days, isLoading, loadNumbers, lock } from './numbers-loader.ts';
import { opsText } from './ops-texts.ts';

export function DaysForm() {
  const t = opsText.value;
  const { from, to } = days.value;
  const show = (event: Event): void => {
    event.preventDefault();
    void loadNumbers();
  };
  const choose = (change: Partial<typeof days.value>): void => {
    days.value = { ...days.peek(), ...change };
  };
  return (
    <form class="sheet ops-form" onSubmit={show}>
      <label>
        <span>{t.from}</span>
        <input type="date" value={from} onInput={(event) => choose({ from: event.currentTarget.value })} />
      </label>
      <label>
        <span>{t.to}</span>
        <input type="date" value={to} onInput={(event) => choose({ to: event.currentTarget.value })} />
      </label>
      <div class="actions">
        <button type="submit" class="button" aria-disabled={isLoading.value}>
          {t.show}
        </button>
        <button type="button" class="button button-quiet" onClick={lock}>
          {t.lock}
        </button>
      </div>
    </form>
  );
}
