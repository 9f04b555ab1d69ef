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

export const adminToken = createAdminToken(() => sessionStorage);
const call: SiteCall = createSiteCall({ clientId }, () => {
  const token = adminToken.current();
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
});
export const accessApi = createAccessApi(call);
export const cacheApi = createCacheApi(call);
export const allKeysApi = createKeysApi(call, ALL_KEY_ADDRESSES);

export const roles = createResource(accessApi.roles, noticeFault);
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

export async function knock(): Promise<void> {
  await roles.load();
  isOpen.value = roles.error.peek() === undefined;
  if (!isOpen.peek()) await visitor.load();
}

/** Forgets the admin token and everything that it opened. */
export function lock(): void {
  adminToken.forget();
  shut();
  void knock();
}

/** A call that finds nobody with a right to be here closes the page. */
export function noticeFault({ code }: ApiError): void {
  if (!isOpen.peek() || !['not_signed_in', 'invalid_token', 'token_expired'].includes(code)) return;
  shut();
  void knock();
}

function shut(): void {
  isOpen.value = false;
  roles.clear();
  policies.clear();
  cacheStats.clear();
}
