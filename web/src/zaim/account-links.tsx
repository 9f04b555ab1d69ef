/** The connected accounts, where there are several; each has an address, so that it can be linked to. */

import { deskText } from '../desk/desk-texts.ts';
import { shownNumber } from '../preferences.ts';
import { accounts, chosen, knock } from './zaim-state.ts';
import { zaimText } from './zaim-texts.ts';

export function AccountLinks({ unreachable }: { readonly unreachable: number }) {
  const t = zaimText.value;
  return (
    <>
      {unreachable > 0 && (
        <div class="notice notice-error" role="alert">
          <p>{t.unreachable(unreachable, shownNumber(unreachable))}</p>
          <button type="button" class="button button-quiet" onClick={() => void knock()}>
            {deskText.value.retry}
          </button>
        </div>
      )}
      {accounts.value.length > 1 && (
        <nav class="section-links" aria-label={t.accounts}>
          <ul>
            {accounts.value.map(({ account, state }) => (
              <li key={account}>
                <a href={`#${account}`} aria-current={account === chosen.value ? 'page' : undefined}>
                  {account} {state === 'lost' && <span class="tag-mark tag-bad">{t.connection.states.lost}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}
