/** What somebody has typed to set a vault up. Pure. */
import type { RegisterRequest } from '../../../../shared/secrets.schema.ts';
import type { RegisteredPrefix } from '../../../../shared/secrets.vocabulary.ts';

export interface Draft {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly server: 'us' | 'eu' | 'own';
  readonly accessToken: string;
}

export const blankDraft: Draft = { url: '', clientId: '', clientSecret: '', server: 'us', accessToken: '' };

/** @returns undefined for half a service token. */
export function requestOf(provider: RegisteredPrefix, draft: Draft): RegisterRequest | undefined {
  const url = draft.url.trim();
  const access_token = draft.accessToken.trim();
  if (provider === 'bws') return { provider, server: draft.server === 'own' ? url : draft.server, access_token };
  const [client_id, client_secret] = [draft.clientId.trim(), draft.clientSecret.trim()];
  if (client_id === '' && client_secret === '') return { provider, url };
  return client_id === '' || client_secret === ''
    ? undefined
    : { provider, url, service_token: { client_id, client_secret } };
}
