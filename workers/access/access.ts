/** Puts the access room together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/env.ts';
import type { Limiter } from '../kernel/limits/limiter.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { buildApiKeys } from './api-keys/api-keys.ts';
import type { ApiKeys } from './api-keys/key-check.service.ts';
import { composeAuthenticate } from './authenticator.ts';
import { buildDecisions } from './decisions/decisions.ts';
import { Freshness } from './freshness/freshness.ts';
import { buildPolicies } from './policies/policies.ts';
import type { TokenValidator } from './tokens/token-validator.ts';
import { buildTokens } from './tokens/tokens.ts';

interface AccessParts {
  readonly bindings: Cloudflare.Env;
  readonly config: Config;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Of the operator's routes. */
  readonly admin: Guard;
}

interface Access {
  readonly endpoints: readonly Endpoint[];
  readonly validator: TokenValidator;
  readonly apiKeys: ApiKeys;
}

export function buildAccess(parts: AccessParts): Access {
  const { bindings, config, limiter, clock, metrics, log, admin } = parts;
  const { ACCESS_CACHE: kv, ACCESS_SUBJECTS: subjects, ACCESS_POLICIES: policies, DB: db } = bindings;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const tokens = buildTokens({ config, kv, clock, metrics, log });
  const keys = buildApiKeys({ config, db, kv, freshness, limiter, clock, metrics, log });
  const rules = buildPolicies({ db, freshness, clock, log, guard: admin });
  const decisions = buildDecisions({
    source: rules.store,
    limiter,
    freshness,
    kv,
    isCaching: config.ENABLE_AUTH_CACHE,
    clock,
    metrics,
    log,
    publicUrl: config.PUBLIC_URL,
    // A kind of credential without a reader here is refused.
    authenticate: composeAuthenticate({
      token: (token, _, waitUntil) => tokens.validator.validate(token, waitUntil),
      apiKey: (key, demand, waitUntil) => keys.apiKeys.authenticate(key, demand, waitUntil),
    }),
    isAdmin: ({ roles, hasSecondFactor }) => roles.includes('admin') && (hasSecondFactor || !config.MFA_REQUIRED),
    adminGuard: admin,
  });
  return {
    endpoints: [...tokens.endpoints(admin), ...keys.endpoints({ admin }), ...rules.endpoints, ...decisions.endpoints],
    validator: tokens.validator,
    apiKeys: keys.apiKeys,
  };
}
