/** Puts the secrets together: where they come from, how they are resolved, their routes. Wiring only. */
import { REGISTERED_PREFIXES } from '../../../shared/secrets.vocabulary.ts';
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { SealedHolder } from '../../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import type { SessionKeys } from '../../kernel/keys/session-keys.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { watchSecret } from '../../kernel/sanitise/watched-secrets.ts';
import type { SecretGrants } from '../../kernel/settings/console.ts';
import { SessionCache } from './cache/session-cache.ts';
import { githubTokenEndpoints } from './github-token.routes.ts';
import { GithubToken } from './github-token.ts';
import { EnvSource } from './providers/env-source.ts';
import { RegisteredSource } from './providers/registered-source.ts';
import { Registrations } from './providers/registrations.ts';
import { ProvidersService } from './providers.service.ts';
import { SecretResolver } from './resolver.ts';
import { secretsEndpoints } from './secrets.routes.ts';

interface Parts {
  readonly bindings: Pick<Cloudflare.Env, 'DB' | 'SESSION_SECRETS_CACHE'>;
  readonly grants: SecretGrants;
  readonly ring: SealingRing;
  readonly sessionKeys: SessionKeys;
  readonly guarded: GuardedFetch;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface SecretsTopic {
  readonly endpoints: readonly Endpoint[];
  readonly resolver: SecretResolver;
  readonly github: GithubToken;
  readonly sealed: readonly SealedHolder[];
}

export function buildSecrets(parts: Parts): SecretsTopic {
  const { bindings, grants, ring, sessionKeys: keys, guarded, guard, clock, log, metrics } = parts;
  const registrations = new Registrations(bindings.DB, ring);
  const registered = REGISTERED_PREFIXES.map((prefix) => new RegisteredSource(prefix, { registrations, guarded }));
  const env = new EnvSource(bindings, grants);
  const cache = new SessionCache({ namespace: bindings.SESSION_SECRETS_CACHE, log });
  const watch = watchSecret;
  const resolver = new SecretResolver({ sources: [...registered, env], keys, cache, metrics, watch });
  const providers = new ProvidersService({ registrations, registered, env, cache, guarded, watch, clock, log });
  const github = new GithubToken({ db: bindings.DB, resolver, clock });
  return {
    endpoints: [
      ...secretsEndpoints({ providers, resolver, cache, guard }),
      ...githubTokenEndpoints({ github, providers, guard }),
    ],
    resolver,
    github,
    sealed: [registrations.sealed()],
  };
}
