/** What became of an attempt to connect, and what to do next. A success is shown when the server confirms it. */
import { useEffect } from 'preact/hooks';
import { announce } from '../ui/announcer.tsx';
import { accounts, outcome } from './zaim-state.ts';
import { zaimText } from './zaim-texts.ts';

export function OutcomeNotice() {
  const t = zaimText.value;
  const made = outcome.value;
  const isConfirmed =
    made?.kind === 'connected' &&
    accounts.value.some(({ account, state }) => account === made.account && state === 'connected');
  useEffect(() => {
    if (isConfirmed) announce(`${t.connectedTitle} ${t.connectedText}`);
  }, [isConfirmed]);
  if (made === undefined) return null;
  if (made.kind !== 'connected') {
    return (
      <div class="notice notice-error" role="alert">
        <p>{t.errors[made.kind]}</p>
      </div>
    );
  }
  if (!isConfirmed) return null;
  return (
    <div class="notice notice-good">
      <h2>{t.connectedTitle}</h2>
      <p>{t.connectedText}</p>
    </div>
  );
}
