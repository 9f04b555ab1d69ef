/**
 * Series that Prometheus computes as it scrapes. A labelled counter appears with its first value, so `increase` would not
 * see what it began with; the sums here begin at 0 as soon as the house is scraped, and an error that happens once is seen.
 * While a scrape fails they have no value: a 0 then would look like a counter that fell.
 */
import { type PromQl, promql, selector, series } from './promql.ts';

/** 0 for every environment whose page was read. */
const scraped = promql`sum by (env) (${series('up')} == 1) * 0`;
const fromZero = (counted: PromQl): PromQl => promql`sum by (env) (${counted}) or ${scraped}`;
const oldKeyVerified = series('token_verified_with_total', { key: 'verify-only' });
const requestBuckets = series('api_request_duration_seconds_bucket');

const byType = { hits: series('auth_cache_hits_total'), misses: series('auth_cache_misses_total') };
const missed = promql`sum by (env, cache_type) (rate(${byType.misses}[5m]))`;
/** A cache that never hit has no such series. */
const hit = promql`(sum by (env, cache_type) (rate(${byType.hits}[5m])) or ${missed} * 0)`;
const lookups = promql`(${hit} + (${missed} or ${hit} * 0))`;
const signIns = series('auth_attempts_total', { method: 'oidc' });
const signedIn = series('auth_attempts_total', { method: 'oidc', result: 'success' });
const stateAge = (le: string) => series('authz_state_age_seconds_bucket', { le });

export const RECORDINGS = {
  'env:token_verification_failures:sum': fromZero(series('token_verification_failures_total')),
  'env:token_verified:sum': fromZero(series('token_verified_with_total')),
  'env_kid:old_key_verified:sum': promql`sum by (env, kid) (${oldKeyVerified})`,
  'env:old_key_share:ratio5m': promql`sum by (env) (rate(${oldKeyVerified}[5m])) / sum by (env) (rate(${series('token_verified_with_total')}[5m]))`,
  'env:rate_limit_denials:sum': fromZero(series('rate_limit_exceeded_total', { mode: 'enforce' })),
  'env:rate_limit_errors:sum': fromZero(series('rate_limit_errors_total')),
  'env:ledger_errors:sum': fromZero(series('ledger_errors_total')),
  'env:metrics_scrapes_denied:sum': fromZero(series('metrics_scrapes_denied_total')),
  'env:metrics_source_failures:sum': fromZero(series('metrics_source_failures_total')),
  'env:gateway_cleanups_given_up:sum': fromZero(series('gateway_cleanup_failures_total', { outcome: 'given_up' })),
  'env:gateway_cleanup_failures:sum': fromZero(series('gateway_cleanup_failures_total', { outcome: 'failed' })),
  'env:log_sanitiser_failures:sum': fromZero(series('log_sanitiser_failures_total')),
  'env:metrics_deltas_lost:sum': fromZero(series('metrics_deltas_lost_total')),
  'env:api_request_duration_seconds:p99_5m': promql`histogram_quantile(0.99, sum by (env, le) (rate(${requestBuckets}[5m])))`,
  'env_route:api_request_duration_seconds:p99_5m': promql`histogram_quantile(0.99, sum by (env, route, le) (rate(${requestBuckets}[5m])))`,
  'env_cache_type:auth_cache_lookups:rate5m': lookups,
  'env_cache_type:auth_cache_hit_rate:ratio5m': promql`${hit} / ${lookups}`,
  'env:auth_cache_errors:ratio5m': promql`sum by (env) (rate(${series('auth_cache_errors_total')}[5m])) / sum by (env) (${lookups})`,
  'env_cache_type:auth_cache_latency_seconds:p99_5m': promql`histogram_quantile(0.99, sum by (env, cache_type, le) (rate(${series('auth_cache_latency_seconds_bucket')}[5m])))`,
  'env:auth_cache_bypasses:sum': fromZero(series('auth_cache_bypass_changes_total', { direction: 'on' })),
  'env:authz_errors:sum': fromZero(series('authz_checks_total', { result: 'error' })),
  'env:authz_state_too_old:sum': fromZero(promql`(${stateAge('+Inf')} - ignoring (le) ${stateAge('5')})`),
  'env:sign_ins:rate5m': promql`sum by (env) (rate(${signIns}[5m]))`,
  'env:failed_sign_ins:ratio5m': promql`1 - (sum by (env) (rate(${signedIn}[5m])) or sum by (env) (rate(${signIns}[5m])) * 0) / sum by (env) (rate(${signIns}[5m]))`,
  'env:jwks_fetch_failures:sum': fromZero(series('jwks_fetches_total', { result: 'failed' })),
  'env:active_sessions:sum': promql`sum by (env) (${series('auth_sessions_started_total')}) - (sum by (env) (${series('auth_sessions_ended_total')}) or sum by (env) (${series('auth_sessions_started_total')}) * 0)`,
  'env:jobs_finished:sum': fromZero(series('jobs_finished_total')),
  'env:jobs_failed:sum': fromZero(
    promql`${series('jobs_finished_total', { outcome: 'failed' })} or ${series('jobs_finished_total', { outcome: 'timed_out' })}`,
  ),
  'env:job_leases_lost:sum': fromZero(series('jobs_attempts_total', { outcome: 'lease_lost' })),
} as const satisfies Record<string, PromQl>;

export type RecordedName = keyof typeof RECORDINGS;

/** @returns The selector of a recorded series in one environment. */
export function recorded(name: RecordedName, env: string): PromQl {
  return { promql: selector(name, { env }) };
}

/** What a sum that only rises rose by, exactly: no extrapolation, and nothing when it begins anew. */
export function added(name: RecordedName, env: string, window: '15m' | '1h' | '1d'): PromQl {
  const total = recorded(name, env);
  switch (window) {
    case '15m':
      return promql`(${total} - min_over_time(${total}[15m]))`;
    case '1h':
      return promql`(${total} - min_over_time(${total}[1h]))`;
    case '1d':
      return promql`(${total} - min_over_time(${total}[1d]))`;
  }
}
