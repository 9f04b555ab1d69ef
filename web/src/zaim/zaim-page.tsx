/** The page of the Zaim accounts: what became of a connection, then the door, or the accounts behind it. */
import { useEffect, useRef } from 'preact/hooks';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { CrashGuard } from '../ui/crash-guard.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { AccountLinks } from './account-links.tsx';
import { AccountView } from './account-view.tsx';
import { ConnectForm } from './connect-form.tsx';
import { Door } from './door.tsx';
import { OutcomeNotice } from './outcome-notice.tsx';
import { chosen, gate, hasEnded, knock } from './zaim-state.ts';
import { zaimText } from './zaim-texts.ts';

export function ZaimPage() {
  const t = zaimText.value;
  const now = gate.value.value;
  useFocusWhenEnded(hasEnded.value);
  return (
    <PageFrame path="/zaim" note={t.footer}>
      <div class="lead">
        <PageTitle>{t.title}</PageTitle>
        <p>{t.lead}</p>
      </div>
      <div class="stack">
        <OutcomeNotice />
        {hasEnded.value && (
          <div class="notice notice-wait" role="alert">
            <p>{t.ended}</p>
          </div>
        )}
        <FaultNotice error={gate.error.value} onRetry={() => void knock()} />
        <p class="quiet" role="status">
          {gate.isLoading.value && now === undefined ? deskText.value.loading : ''}
        </p>
        <CrashGuard>
          {now !== undefined && now.kind !== 'open' && <Door gate={now} />}
          {now?.kind === 'open' && (
            <>
              <AccountLinks unreachable={now.unreachable} />
              {chosen.value !== undefined && <AccountView key={chosen.value} account={chosen.value} />}
              <ConnectForm />
            </>
          )}
        </CrashGuard>
      </div>
    </PageFrame>
  );
}

/** What had the focus is gone together with the sums. */
function useFocusWhenEnded(ended: boolean): void {
  const before = useRef(ended);
  useEffect(() => {
    if (ended && !before.current) document.querySelector<HTMLElement>('main h1')?.focus();
    before.current = ended;
  }, [ended]);
}
