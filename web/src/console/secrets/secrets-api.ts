/** Calls of the pages of the secrets. */
import type { GithubTokenStatus } from '../../../../shared/github-token.schema.ts';
import type { SecretPrefix } from '../../../../shared/secret-references.ts';
import type {
  CacheReply,
  CheckReply,
  ItemsReply,
  ProviderStateReply,
  ProvidersReply,
  ProviderView,
  RegisterRequest,
} from '../../../../shared/secrets.schema.ts';
import { call } from '../console-state.ts';

const PROVIDERS = '/api/secrets/providers';
const CACHE = '/api/secrets/cache';
const GITHUB = '/api/github-token';

export const secretsApi = {
  providers: () => call<ProvidersReply>({ method: 'GET', path: PROVIDERS }),
  register: (body: RegisterRequest) => call<ProviderView>({ method: 'POST', path: PROVIDERS }, { body }),
  remove: (provider: SecretPrefix) =>
    call<object>({ method: 'DELETE', path: `${PROVIDERS}/:provider` }, { params: { provider } }),
  act: (provider: SecretPrefix, what: 'test' | 'lock' | 'sync') =>
    call<ProviderStateReply>({ method: 'POST', path: `${PROVIDERS}/:provider/${what}` }, { params: { provider } }),
  unlock: (provider: SecretPrefix, password: string) =>
    call<ProviderStateReply>(
      { method: 'POST', path: `${PROVIDERS}/:provider/unlock` },
      { params: { provider }, body: { password } },
    ),
  items: (provider: SecretPrefix, q: string) =>
    call<ItemsReply>({ method: 'GET', path: '/api/secrets/items' }, { query: { provider, q } }),
  check: (references: readonly string[]) =>
    call<CheckReply>({ method: 'POST', path: '/api/secrets/check' }, { body: { references } }),
  cache: () => call<CacheReply>({ method: 'GET', path: CACHE }),
  clearCache: () => call<object>({ method: 'DELETE', path: CACHE }),
  github: () => call<GithubTokenStatus>({ method: 'GET', path: GITHUB }),
  putGithub: (reference: string) => call<GithubTokenStatus>({ method: 'PUT', path: GITHUB }, { body: { reference } }),
  deleteGithub: () => call<object>({ method: 'DELETE', path: GITHUB }),
};
