/** Closed: why, and the way on. */
import type { ComponentChildren } from 'preact';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { signInAddress } from '../desk/sign-in-address.ts';
import { consoleText } from './console-texts.ts';
import type { Gate } from './gate.ts';

type Closed = Exclude<Gate, { kind: 'open' }>;

export function Door({ gate }: { readonly gate: Closed }) {
  const t = consoleText.value.door;
  switch (gate.kind) {
    case 'step_up':
      return <FaultNotice error={gate.error} />;
    case 'unconfigured':
      return (
        <Sheet title={t.unconfiguredTitle}>
          <p>
            {t.unconfigured} <code>CONSOLE_ENABLED</code>
          </p>
        </Sheet>
      );
    case 'lacks_role':
      return (
        <Sheet title={t.lacksRoleTitle}>
          <p>{t.lacksRole(gate.name)}</p>
          <div class="actions">
            <AccountPageLink />
          </div>
        </Sheet>
      );
    case 'signed_out':
      return (
        <Sheet title={t.signedOutTitle}>
          <p>{gate.provider === null ? t.noProvider : t.signedOutText}</p>
          <div class="actions">
            {gate.provider !== null && (
              <a class="button" href={signInAddress(location)}>
                {t.signInWith(gate.provider.name)}
              </a>
            )}
            <AccountPageLink />
          </div>
        </Sheet>
      );
  }
}

function Sheet({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="sheet" aria-labelledby="door-title">
      <h2 id="door-title">{title}</h2>
      {children}
    </section>
  );
}

function AccountPageLink() {
  return (
    <a class="button button-quiet" href="/account/">
      {consoleText.value.door.toAccount}
    </a>
  );
}
