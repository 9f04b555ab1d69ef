/** Puts the access room together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/env.ts';
import type { Limiter } from '../kernel/limits/limiter.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { buildApiKeys } from './api-keys/api-keys.ts';
import type { ApiKeys } from './api-keys/key-check.service.ts';
import { Freshness } from './freshness/freshness.ts';
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
  return {
    endpoints: [...tokens.endpoints(admin), ...keys.endpoints({ admin })],
    validator: tokens.validator,
    apiKeys: keys.apiKeys,
  };
}
