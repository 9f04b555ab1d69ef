/** Histories for the alerts of the access room; see alert-scenarios.ts. */
import type { ACCESS_ALERTS } from './access-alerts.ts';
import { type Environment, series } from './promql.ts';
import { appearsWith, input, overCount, type Scenario, steady } from './scenario.ts';

type AccessAlertName = (typeof ACCESS_ALERTS)[number]['name'];

const CACHE = { cache_type: 'authorization' } as const;
/** Look-ups a minute: enough for a share to count. */
const LOOKUPS = 6000;

function hitRate(env: Environment, fewest: number): Scenario {
  const hits = series('auth_cache_hits_total', { env, ...CACHE, layer: 'memory' });
  const misses = series('auth_cache_misses_total', { env, ...CACHE });
  const share = (hit: number) => [input(hits, steady(LOOKUPS * hit)), input(misses, steady(LOOKUPS * (1 - hit)))];
  return { atMinute: 60, fires: share(fewest - 0.01), silent: share(fewest + 0.01), labels: CACHE };
}

function cacheLatency(env: Environment, most: number): Scenario {
  // Both sides of every threshold of the table are bucket bounds.
  const upTo = (le: string) => series('auth_cache_latency_seconds_bucket', { env, ...CACHE, le });
  const within = (le: string, share: number) => [
    input(upTo(le), steady(1000 * share)),
    input(upTo('+Inf'), steady(1000)),
  ];
  const bound = { local: '0.512', staging: '0.128', production: '0.064' }[env];
  const below = { local: '0.256', staging: '0.064', production: '0.032' }[env];
  if (Number(below) > most || Number(bound) < most)
    throw new Error(`a threshold of ${most} s is not between its buckets`);
  const slow = [input(upTo(below), steady(0)), ...within(bound, 1)];
  const fast = [...within(below, 1), input(upTo(bound), steady(1000))];
  return { atMinute: 60, fires: slow, silent: fast, labels: CACHE };
}

function cacheErrors(env: Environment, most: number): Scenario {
  const hits = series('auth_cache_hits_total', { env, ...CACHE, layer: 'memory' });
  const errors = series('auth_cache_errors_total', { env, ...CACHE, operation: 'get' });
  const share = (failed: number) => [input(hits, steady(LOOKUPS)), input(errors, steady(LOOKUPS * failed))];
  return { atMinute: 60, fires: share(most * 1.1), silent: share(most * 0.9) };
}

function tooOld(env: Environment): Scenario {
  const upTo = (le: string) => series('authz_state_age_seconds_bucket', { env, le });
  const counted = (within: number) => [input(upTo('5'), appearsWith(within)), input(upTo('+Inf'), appearsWith(10))];
  return { atMinute: 20, fires: counted(9), silent: counted(10) };
}

function signIns(env: Environment, most: number): Scenario {
  const attempts = (result: string) => series('auth_attempts_total', { env, method: 'oidc', result });
  const share = (failed: number) => [
    input(attempts('failed'), steady(100 * failed)),
    input(attempts('success'), steady(100 * (1 - failed))),
  ];
  return { atMinute: 60, fires: share(most + 0.01), silent: share(most - 0.01) };
}

export const ACCESS_SCENARIOS: Readonly<Record<AccessAlertName, (env: Environment, threshold: number) => Scenario>> = {
  LowCacheHitRate: hitRate,
  HighCacheLatency: cacheLatency,
  CacheErrors: cacheErrors,
  CacheBypassed: (env, most) =>
    overCount(series('auth_cache_bypass_changes_total', { env, reason: 'hit_rate', direction: 'on' }), most),
  DecisionErrors: (env, most) =>
    overCount(series('authz_checks_total', { env, result: 'error', cache_hit: 'false' }), most),
  RevocationBoundBroken: tooOld,
  SignInFailures: signIns,
  KeySetFetchFailures: (env, most) => overCount(series('jwks_fetches_total', { env, result: 'failed' }), most),
};
