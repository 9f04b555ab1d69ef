/** One account: its connection, how fresh its sums are, and the sums. */
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { AccessNotice } from './access-notice.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { SumsSection } from './sums-section.tsx';
import { look, summary } from './zaim-state.ts';

export function AccountView({ account }: { readonly account: string }) {
  const { value, error, isLoading } = summary;
  const { connection, freshness } = value.value ?? {};
  return (
    <>
      <FaultNotice error={error.value} onRetry={() => void look()} />
      {value.value === undefined && isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {value.value !== undefined && connection !== undefined && freshness !== undefined && (
        <>
          <AccessNotice connection={connection} />
          <ConnectionCard account={account} connection={connection} freshness={freshness} />
          <SumsSection summary={value.value} />
        </>
      )}
    </>
  );
}
