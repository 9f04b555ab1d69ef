/** The dashboard of sign-in, tokens, caches and decisions. */
import { type Dashboard, ENV, record } from './dashboard.ts';
import { promql, series } from './promql.ts';

const quantile = (q: number) =>
  promql`histogram_quantile(${q}, sum by (le) (rate(${series('authz_state_age_seconds_bucket', { env: ENV })}[5m])))`;

export const ACCESS_DASHBOARD: Dashboard = {
  uid: 'roundhouse-access',
  title: 'Roundhouse: access',
  panels: [
    {
      title: 'Cache hit rate',
      unit: 'percentunit',
      lines: { '{{cache_type}}': record('env_cache_type:auth_cache_hit_rate:ratio5m') },
      alert: 'LowCacheHitRate',
    },
    {
      title: 'Slowest of a hundred cache operations',
      unit: 's',
      lines: { '{{cache_type}}': record('env_cache_type:auth_cache_latency_seconds:p99_5m') },
      alert: 'HighCacheLatency',
    },
    {
      title: 'Cache errors',
      unit: 'cps',
      lines: {
        '{{cache_type}} {{operation}}': promql`sum by (cache_type, operation) (rate(${series('auth_cache_errors_total', { env: ENV })}[5m]))`,
      },
    },
    {
      title: 'Decisions',
      unit: 'cps',
      lines: {
        '{{result}} cached {{cache_hit}}': promql`sum by (result, cache_hit) (rate(${series('authz_checks_total', { env: ENV })}[5m]))`,
      },
    },
    {
      title: 'Reads of the truth',
      unit: 'cps',
      lines: { '{{kind}}': promql`sum by (kind) (rate(${series('authz_truth_reads_total', { env: ENV })}[5m]))` },
    },
    {
      title: 'Age of what decisions knew',
      unit: 's',
      lines: { median: quantile(0.5), p99: quantile(0.99) },
    },
    {
      title: 'Tokens checked',
      unit: 'cps',
      lines: { '{{result}}': promql`sum by (result) (rate(${series('jwt_validations_total', { env: ENV })}[5m]))` },
    },
    {
      title: 'Key sets fetched',
      unit: 'cps',
      lines: { '{{result}}': promql`sum by (result) (rate(${series('jwks_fetches_total', { env: ENV })}[5m]))` },
    },
    {
      title: 'Sign-ins and credentials',
      unit: 'cps',
      lines: {
        '{{method}} {{result}}': promql`sum by (method, result) (rate(${series('auth_attempts_total', { env: ENV })}[5m]))`,
      },
    },
    { title: 'Sessions', unit: 'short', lines: { active: record('env:active_sessions:sum') } },
    {
      title: 'Sessions that ended',
      unit: 'cps',
      lines: { '{{reason}}': promql`sum by (reason) (rate(${series('auth_sessions_ended_total', { env: ENV })}[5m]))` },
    },
    {
      title: 'How long caches stay bypassed',
      unit: 's',
      lines: {
        '{{reason}}': promql`max by (reason) (${series('auth_cache_bypassed_until_timestamp_seconds', { env: ENV })}) - time()`,
      },
    },
    {
      title: 'Caches bypassed',
      unit: 'short',
      lines: {
        bypasses: promql`${record('env:auth_cache_bypasses:sum')} - min_over_time(${record('env:auth_cache_bypasses:sum')}[1d])`,
      },
      alert: 'CacheBypassed',
    },
  ],
};
