/**
 * Where secrets come from, and whether references lead anywhere. No answer holds a secret, a credential or a part of one.
 *
 * `secret_unresolved` carries the reason in `details.reason` (shared/secrets.vocabulary.ts).
 */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  cacheReply,
  checkReply,
  checkRequest,
  itemsQuery,
  itemsReply,
  providerReply,
  providerStateReply,
  providersReply,
  registerRequest,
  removedReply,
  unlockRequest,
} from './secrets.schema.ts';

const tag = 'console';
const limits = CONSOLE_LIMITS;
/** Seconds for what a provider does while somebody waits: unlocking derives a key on purpose slowly. */
const PROVIDER_SECONDS = 30;

export const providersContract = {
  method: 'GET',
  path: '/api/secrets/providers',
  id: 'listSecretProviders',
  tag,
  summary: apiText('Where secrets can come from'),
  reply: providersReply,
  limits,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

/** Takes the place of the registration before. Nothing is called: `test` does that. */
export const registerProviderContract = {
  method: 'POST',
  path: '/api/secrets/providers',
  id: 'registerSecretProvider',
  tag,
  summary: apiText('Set up a vault of one’s own'),
  request: registerRequest,
  reply: providerReply,
  replyStatuses: [201],
  deadlineSeconds: PROVIDER_SECONDS,
  limits,
  errors: [...CONSOLE_ERRORS, 'url_refused'],
} as const satisfies RouteContract;

export const removeProviderContract = {
  method: 'DELETE',
  path: '/api/secrets/providers/:provider',
  id: 'removeSecretProvider',
  tag,
  summary: apiText('Forget a vault and what was cached of it'),
  reply: removedReply,
  limits,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

const stateOf = {
  method: 'POST',
  tag,
  reply: providerStateReply,
  deadlineSeconds: PROVIDER_SECONDS,
  limits,
} as const;

export const testProviderContract = {
  ...stateOf,
  path: '/api/secrets/providers/:provider/test',
  id: 'testSecretProvider',
  summary: apiText('Try whether a vault can be reached and read'),
  errors: [...CONSOLE_ERRORS, 'not_found', 'url_refused'],
} as const satisfies RouteContract;

/** The master password is passed on and forgotten. A wrong one is `bad_request` with `details.pointer` `/password`. */
export const unlockProviderContract = {
  ...stateOf,
  path: '/api/secrets/providers/:provider/unlock',
  id: 'unlockSecretProvider',
  summary: apiText('Unlock a vault with its master password'),
  request: unlockRequest,
  errors: [...CONSOLE_ERRORS, 'not_found', 'url_refused', 'upstream_failed'],
} as const satisfies RouteContract;

export const lockProviderContract = {
  ...stateOf,
  path: '/api/secrets/providers/:provider/lock',
  id: 'lockSecretProvider',
  summary: apiText('Lock a vault and forget what was cached of it'),
  errors: [...CONSOLE_ERRORS, 'not_found', 'url_refused', 'upstream_failed'],
} as const satisfies RouteContract;

export const syncProviderContract = {
  ...stateOf,
  path: '/api/secrets/providers/:provider/sync',
  id: 'syncSecretProvider',
  summary: apiText('Have a vault fetched anew from its server, and forget what was cached of it'),
  errors: [...CONSOLE_ERRORS, 'not_found', 'url_refused', 'upstream_failed'],
} as const satisfies RouteContract;

export const secretItemsContract = {
  method: 'GET',
  path: '/api/secrets/items',
  id: 'searchSecretItems',
  tag,
  summary: apiText('Items to choose from: ids and names, no values'),
  query: itemsQuery,
  reply: itemsReply,
  deadlineSeconds: PROVIDER_SECONDS,
  limits,
  errors: [...CONSOLE_ERRORS, 'secret_unresolved', 'upstream_failed'],
} as const satisfies RouteContract;

export const checkSecretsContract = {
  method: 'POST',
  path: '/api/secrets/check',
  id: 'checkSecrets',
  tag,
  summary: apiText('Whether references resolve, without telling the values'),
  request: checkRequest,
  requestBody: { bytesMax: 65_536, gzip: false },
  reply: checkReply,
  deadlineSeconds: PROVIDER_SECONDS,
  limits,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const secretCacheContract = {
  method: 'GET',
  path: '/api/secrets/cache',
  id: 'listCachedSecrets',
  tag,
  summary: apiText('Which references this session has resolved of late'),
  reply: cacheReply,
  limits,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const clearSecretCacheContract = {
  method: 'DELETE',
  path: '/api/secrets/cache',
  id: 'clearCachedSecrets',
  tag,
  summary: apiText('Forget what this session has resolved'),
  reply: removedReply,
  limits,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;
