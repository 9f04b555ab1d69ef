/**
 * What the page of access knows, as signals. It opens for a signed-in administrator or with the admin token; the list of
 * roles, which every part needs, is the question that tells.
 */
import { computed, signal } from '@preact/signals';
import type { SessionReply } from '../../../shared/auth.schema.ts';
import type { ApiError } from '../../../shared/client.ts';
import { clientId } from '../connection/client-id.ts';
import { createAdminToken } from '../desk/admin-token.ts';
import { createResource } from '../desk/resource.ts';
import { createSiteCall, type SiteCall } from '../desk/site-call.ts';
import { ALL_KEY_ADDRESSES, createKeysApi } from '../keys/keys-api.ts';
import { createAccessApi } from './access-api.ts';
import { createCacheApi } from './caches/cache-api.ts';
import { type Place, parsePlace } from './place.ts';

const SESSION_ADDRESS = { method: 'GET', path: '/auth/session' } as const;

const REFUSALS: readonly string[] = [
  'not_signed_in',
  'step_up_required',
  'forbidden',
  'not_found',
  'invalid_token',
  'token_expired',
];

export const adminToken = createAdminToken(() => sessionStorage);
const call: SiteCall = createSiteCall({ clientId }, () => {
  const token = adminToken.current();
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
});
export const accessApi = createAccessApi(call);
export const cacheApi = createCacheApi(call);
export const allKeysApi = createKeysApi(call, ALL_KEY_ADDRESSES);

export const roles = createResource(accessApi.roles);
export const policies = createResource(accessApi.policies, noticeFault);
export const cacheStats = createResource(cacheApi.stats, noticeFault);
/** Who sits here, for the door. Asked without the admin token, which is not about a person. */
export const visitor = createResource(() => createSiteCall({ clientId })<SessionReply>(SESSION_ADDRESS));
export const place = signal<Place>(parsePlace(location.hash));
/** True once the server has let us in, until it no longer does. */
export const isOpen = signal(false);
export const roleNames = computed(() => (roles.value.value ?? []).map(({ name }) => name));

export function openAccess(): void {
  addEventListener('hashchange', () => {
    // The skip link leads to the content, not to another part.
    if (location.hash !== '#main') place.value = parsePlace(location.hash);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void knock();
  });
  void knock();
}

/** Asks whether we may be here. What the server cannot say now neither opens nor closes the page. */
export async function knock(): Promise<void> {
  await roles.load();
  const error = roles.error.peek();
  if (error === undefined) {
    isOpen.value = true;
    return;
  }
  if (!isRefusal(error)) return;
  isOpen.value = false;
  policies.clear();
  cacheStats.clear();
  await visitor.load();
}

/** Forgets the admin token, and what it opened unless a sign-in opens it, too. */
export function lock(): void {
  adminToken.forget();
  void knock();
}

/** For somebody without a right to be here the routes are not there, so `not_found` may mean either: ask again. */
export function noticeFault(error: ApiError): void {
  if (isOpen.peek() && isRefusal(error)) void knock();
}

/** Whether an answer may mean "not you". */
export function isRefusal({ code }: ApiError): boolean {
  return REFUSALS.includes(code);
}
