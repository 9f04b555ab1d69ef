/** What the account page knows, as signals, and the two ways in which a session ends under it. */
import { computed, signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import { clientId } from '../connection/client-id.ts';
import { createResource } from '../desk/resource.ts';
import { createSiteCall } from '../desk/site-call.ts';
import { createKeysApi, OWN_KEY_ADDRESSES } from '../keys/keys-api.ts';
import { createAccountApi, type SignedIn } from './account-api.ts';
import { type AccountFault, takeFault } from './sign-in-fault.ts';

const call = createSiteCall({ clientId });

export const accountApi = createAccountApi(call);
export const keysApi = createKeysApi(call, OWN_KEY_ADDRESSES);
export const session = createResource(accountApi.session);
export const ownSessions = createResource(accountApi.sessions, noticeFault);
export const ownKeys = createResource(() => keysApi.list(), noticeFault);
/** A key that was just made, until the person has stored it: it is in no reply again. */
export const madeKey = signal<string | undefined>(undefined);
export const signInFault = signal<AccountFault | undefined>(undefined);
/** True when the server stopped knowing the session while the page was open. */
export const hasEnded = signal(false);

export const person = computed<SignedIn | undefined>(() => {
  const reply = session.value.value;
  return reply?.signed_in ? reply : undefined;
});

export function openAccount(): void {
  signInFault.value = takeFault(location, (address) => history.replaceState(null, '', address));
  void loadAccount();
  // The way back from a sign-out must not show what was on the page before.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void loadAccount();
  });
}

export async function loadAccount(): Promise<void> {
  await session.load();
  if (person.peek() === undefined) forgetThePerson();
  else await Promise.all([ownSessions.load(), ownKeys.load()]);
}

/** A call that finds nobody signed in closes the page: nothing of the person stays on it. */
export function noticeFault({ code }: ApiError): void {
  if (code !== 'not_signed_in' || person.peek() === undefined) return;
  hasEnded.value = true;
  session.set({ signed_in: false, provider: session.value.peek()?.provider ?? null });
  forgetThePerson();
}

function forgetThePerson(): void {
  ownSessions.clear();
  ownKeys.clear();
  madeKey.value = undefined;
}
