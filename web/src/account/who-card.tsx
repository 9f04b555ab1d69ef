/** Who is signed in, for how long, and the way out. */
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { Instant } from '../desk/instant.tsx';
import { signInAddress } from '../desk/sign-in-address.ts';
import { useAction } from '../desk/use-action.ts';
import type { SignedIn } from './account-api.ts';
import { accountApi, noticeFault } from './account-state.ts';
import { accountText } from './account-texts.ts';

const ADMIN_ROLE = 'admin';

export function WhoCard({ who }: { readonly who: SignedIn }) {
  const t = accountText.value;
  const d = deskText.value;
  const action = useAction(noticeFault);
  const { subject, roles, second_factor: hasSecondFactor } = who;
  const signOut = (): void => void action.run(accountApi.signOut, leaveFor);
  return (
    <section class="sheet" aria-labelledby="who-title">
      <h2 id="who-title">{who.name ?? t.signedIn}</h2>
      <dl class="facts">
        <Fact label={t.subject}>
          <code>
            {subject.type}:{subject.id}
          </code>
        </Fact>
        <Fact label={t.roles}>{roles.length === 0 ? t.noRoles : roles.join(', ')}</Fact>
        <Fact label={t.secondFactor}>{hasSecondFactor ? d.yes : d.no}</Fact>
        {who.authenticated_at !== null && (
          <Fact label={t.authenticatedAt}>
            <Instant iso={who.authenticated_at} />
          </Fact>
        )}
        <Fact label={t.idleUntil}>
          <Instant iso={who.idle_until} />
        </Fact>
        <Fact label={t.expiresAt}>
          <Instant iso={who.expires_at} />
        </Fact>
      </dl>
      <FaultNotice error={action.error} />
      <div class="actions">
        <button type="button" class="button" aria-disabled={action.isBusy} onClick={signOut}>
          {action.isBusy ? d.working : t.signOut}
        </button>
        {!hasSecondFactor && (
          <a class="button button-quiet" href={signInAddress(location, true)}>
            {d.stepUp}
          </a>
        )}
        {roles.includes(ADMIN_ROLE) && (
          <>
            <a class="button button-quiet" href="/access/">
              {t.toAccess}
            </a>
            <a class="button button-quiet" href="/zaim/">
              {t.toZaim}
            </a>
          </>
        )}
      </div>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Goes where the server says: to the provider's way out, or back to a page of ours. */
function leaveFor(address: string): void {
  const { protocol } = new URL(address, location.href);
  location.assign(protocol === 'https:' || protocol === 'http:' ? address : '/account/');
}
