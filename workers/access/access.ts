/** The access room put together out of its parts. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/env.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { composeAuthenticate } from './authenticator.ts';
import { buildDecisions } from './decisions/decisions.ts';
import { Freshness } from './freshness/freshness.ts';
import { buildPolicies } from './policies/policies.ts';

interface AccessParts {
  readonly bindings: Pick<Cloudflare.Env, 'DB' | 'ACCESS_SUBJECTS' | 'ACCESS_POLICIES' | 'ACCESS_CACHE'>;
  readonly config: Config;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** In front of the operator's routes. */
  readonly adminGuard: Guard;
}

export function buildAccess(parts: AccessParts): { readonly endpoints: Endpoint[] } {
  const { bindings, config, clock, metrics, log, adminGuard } = parts;
  const { DB: db, ACCESS_SUBJECTS: subjects, ACCESS_POLICIES: policies, ACCESS_CACHE: kv } = bindings;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const rules = buildPolicies({ db, freshness, clock, log, guard: adminGuard });
  const decisions = buildDecisions({
    source: rules.store,
    freshness,
    kv,
    isCaching: config.ENABLE_AUTH_CACHE,
    clock,
    metrics,
    log,
    publicUrl: config.PUBLIC_URL,
    // Until a kind of credential has its reader here it is refused.
    authenticate: composeAuthenticate({}),
    isAdmin: ({ roles, hasSecondFactor }) => roles.includes('admin') && (hasSecondFactor || !config.MFA_REQUIRED),
    adminGuard,
  });
  return { endpoints: [...rules.endpoints, ...decisions.endpoints] };
}
