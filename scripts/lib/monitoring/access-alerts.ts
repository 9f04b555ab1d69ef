/** The part of the alert table about sign-in, tokens, caches and decisions. */
import { type Alert, everywhere, percent } from './alert.ts';
import { promql } from './promql.ts';
import { added, recorded } from './recordings.ts';

/** Look-ups a second below which a share says nothing. */
const LOOKUPS_PER_SECOND_MIN = 1;
/** Sign-ins in five minutes below which a share says nothing. */
const SIGN_INS_MIN = 10;

export const ACCESS_ALERTS = [
  {
    name: 'LowCacheHitRate',
    when: (env, fewest) =>
      promql`${recorded('env_cache_type:auth_cache_hit_rate:ratio5m', env)} < ${fewest} and ${recorded('env_cache_type:auth_cache_lookups:rate5m', env)} > ${LOOKUPS_PER_SECOND_MIN}`,
    for: '5m',
    severity: 'warning',
    thresholds: { local: 0.5, staging: 0.5, production: 0.9 },
    summary: (fewest) => `Less than ${percent(fewest)} of the look-ups were answered by a cache.`,
    runbook: 'docs/runbooks/access-caches.md',
  },
  {
    name: 'HighCacheLatency',
    when: (env, most) => promql`${recorded('env_cache_type:auth_cache_latency_seconds:p99_5m', env)} > ${most}`,
    for: '5m',
    severity: 'warning',
    thresholds: { local: 0.5, staging: 0.1, production: 0.05 },
    summary: (most) => `One cache operation in a hundred takes longer than ${most * 1000} ms.`,
    runbook: 'docs/runbooks/access-caches.md',
  },
  {
    name: 'CacheErrors',
    when: (env, most) =>
      promql`${recorded('env:auth_cache_errors:ratio5m', env)} > ${most} and sum by (env) (${recorded('env_cache_type:auth_cache_lookups:rate5m', env)}) > ${LOOKUPS_PER_SECOND_MIN}`,
    for: '5m',
    severity: 'warning',
    thresholds: everywhere(0.01),
    summary: (most) => `More than ${percent(most)} of the cache operations failed.`,
    runbook: 'docs/runbooks/access-caches.md',
  },
  {
    name: 'CacheBypassed',
    when: (env, most) => promql`${added('env:auth_cache_bypasses:sum', env, '15m')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(0),
    summary: () => 'An isolate bypasses its caches by itself: they hurt more than they help.',
    runbook: 'docs/runbooks/access-caches.md',
  },
  {
    name: 'DecisionErrors',
    when: (env, most) => promql`${added('env:authz_errors:sum', env, '15m')} > ${most}`,
    for: '0m',
    severity: 'critical',
    thresholds: { local: 0, staging: 5, production: 0 },
    summary: (most) => `More than ${most} decisions within 15 minutes could not be made.`,
    runbook: 'docs/runbooks/decision-errors.md',
  },
  {
    name: 'RevocationBoundBroken',
    when: (env, most) => promql`${added('env:authz_state_too_old:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'critical',
    thresholds: everywhere(0),
    summary: () => 'A decision was made with knowledge older than the 5 s in which a revocation must be seen.',
    runbook: 'docs/runbooks/decision-errors.md',
  },
  {
    name: 'SignInFailures',
    when: (env, most) =>
      promql`${recorded('env:failed_sign_ins:ratio5m', env)} > ${most} and ${recorded('env:sign_ins:rate5m', env)} * 300 > ${SIGN_INS_MIN}`,
    for: '5m',
    severity: 'warning',
    thresholds: everywhere(0.3),
    summary: (most) => `More than ${percent(most)} of the sign-ins failed.`,
    runbook: 'docs/runbooks/sign-in-failures.md',
  },
  {
    name: 'KeySetFetchFailures',
    when: (env, most) => promql`${added('env:jwks_fetch_failures:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(5),
    summary: (most) => `Key sets of issuers could not be fetched more than ${most} times within an hour.`,
    runbook: 'docs/runbooks/sign-in-failures.md',
  },
] as const satisfies readonly Alert[];
