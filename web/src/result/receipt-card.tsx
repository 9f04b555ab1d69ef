/** The score receipt and what the server says to it. */
import { useEffect } from 'preact/hooks';
import { receiptCheck } from '../app-state.ts';
import { shownNumber, shownTime, text } from '../preferences.ts';
import type { RoundSnapshot } from '../round/round.types.ts';
import { CallNotice } from '../ui/call-notice.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { receiptAgrees } from './receipt-agreement.ts';
import type { ReceiptState } from './receipt-check.ts';

export function ReceiptCard({ held, receipt }: { readonly held: RoundSnapshot; readonly receipt: string }) {
  const t = text.value.result;
  useEffect(() => {
    receiptCheck.check(receipt);
    return receiptCheck.stop;
  }, [receipt]);
  return (
    <section class="receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{t.receiptTitle}</h2>
      <div aria-live="polite">
        <Verdict state={receiptCheck.state.value} held={held} receipt={receipt} />
      </div>
      <CallNotice status={receiptCheck.status.value} onRetry={receiptCheck.retryNow} />
      <details>
        <summary>{t.receiptText}</summary>
        <code class="receipt-text">{receipt}</code>
      </details>
    </section>
  );
}

interface VerdictProps {
  readonly state: ReceiptState;
  readonly held: RoundSnapshot;
  readonly receipt: string;
}

function Verdict({ state, held, receipt }: VerdictProps) {
  const t = text.value.result;
  if (state.kind === 'checking') return <p class="quiet">{t.receiptChecking}</p>;
  if (state.kind === 'refused') {
    const known = { token_expired: t.receiptExpired, invalid_token: t.receiptRefused } as const;
    const message = state.error.code in known ? known[state.error.code as keyof typeof known] : undefined;
    return (
      <ErrorNotice error={state.error} message={message}>
        <button type="button" class="button button-quiet" onClick={() => receiptCheck.check(receipt)}>
          {t.receiptRetry}
        </button>
      </ErrorNotice>
    );
  }
  const verified = state.receipt;
  const right = shownNumber(verified.correct);
  const total = shownNumber(verified.total);
  if (!receiptAgrees(verified, held)) return <p class="notice notice-error">{t.receiptMismatch(right, total)}</p>;
  return (
    <>
      <p class="receipt-valid">
        <span class="verdict-sign" aria-hidden="true">
          ✓
        </span>
        <span>{t.receiptValid(right, total)}</span>
      </p>
      {verified.seeded && <p class="quiet">{t.receiptSeeded}</p>}
      <p class="quiet">{t.receiptUntil(shownTime(verified.expiresAt))}</p>
    </>
  );
}
