/** The account page: the way in, or who one is, one's sessions and one's API keys. */
import { useEffect, useRef } from 'preact/hooks';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { CrashGuard } from '../ui/crash-guard.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { hasEnded, loadAccount, person, session, signInFault } from './account-state.ts';
import { accountText } from './account-texts.ts';
import { KeysSection } from './keys-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { SignInCard } from './sign-in-card.tsx';
import { WhoCard } from './who-card.tsx';

export function AccountPage() {
  const t = accountText.value;
  const who = person.value;
  useFocusWhenEnded(hasEnded.value);
  return (
    <PageFrame path="/account" note={t.footer}>
      <div class="lead">
        <PageTitle>{t.title}</PageTitle>
        <p>{t.lead}</p>
      </div>
      <div class="stack">
        {signInFault.value !== undefined && (
          <div class="notice notice-error" role="alert">
            <p>{t.faults[signInFault.value]}</p>
          </div>
        )}
        {hasEnded.value && (
          <div class="notice notice-wait" role="alert">
            <p>{t.ended}</p>
          </div>
        )}
        <FaultNotice error={session.error.value} onRetry={() => void loadAccount()} />
        <p class="quiet" role="status">
          {session.isLoading.value && session.value.value === undefined ? deskText.value.loading : ''}
        </p>
        <CrashGuard>
          {session.value.value?.signed_in === false && <SignInCard provider={session.value.value.provider} />}
          {who !== undefined && (
            <>
              <WhoCard who={who} />
              <SessionsSection />
              <KeysSection />
            </>
          )}
        </CrashGuard>
      </div>
    </PageFrame>
  );
}

/** What had the focus is gone together with the person's things. */
function useFocusWhenEnded(ended: boolean): void {
  const before = useRef(ended);
  useEffect(() => {
    if (ended && !before.current) document.querySelector<HTMLElement>('main h1')?.focus();
    before.current = ended;
  }, [ended]);
}
