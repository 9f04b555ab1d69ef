/**
 * The alert table: what wakes whom, from which number on, and which page says what to do. Rules, their tests and the
 * thresholds on the dashboards are made from it.
 */
import { ACCESS_ALERTS } from './access-alerts.ts';
import { type Alert, everywhere, percent } from './alert.ts';
import { GATEWAY_ALERTS } from './gateway-alerts.ts';
import { JOBS_ALERTS } from './jobs-alerts.ts';
import { promql, series } from './promql.ts';
import { added, recorded } from './recordings.ts';
import { ZAIM_ALERTS } from './zaim-alerts.ts';

/** How long an old key may still be met after it signed for the last time: the longest grace of the rotation plan. */
export const KEY_GRACE_SECONDS = 48 * 3600;

export const ALERTS = [
  {
    name: 'TokenVerificationFailures',
    when: (env, most) => promql`${added('env:token_verification_failures:sum', env, '1d')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: { local: 10, staging: 50, production: 10 },
    summary: (most) => `More than ${most} round tokens were refused within a day.`,
    runbook: 'docs/runbooks/token-verification-failures.md',
  },
  {
    name: 'TokenVerificationFailureShare',
    when: (env, most) => {
      const failed = added('env:token_verification_failures:sum', env, '1d');
      return promql`${failed} / (${failed} + ${added('env:token_verified:sum', env, '1d')}) > ${most}`;
    },
    for: '5m',
    severity: 'warning',
    thresholds: { local: 0.01, staging: 0.05, production: 0.01 },
    summary: (most) => `More than ${percent(most)} of the round tokens of a day were refused.`,
    runbook: 'docs/runbooks/token-verification-failures.md',
  },
  {
    name: 'OldKeyShareDuringGrace',
    when: (env, most) => promql`${recorded('env:old_key_share:ratio5m', env)} > ${most}`,
    for: '15m',
    severity: 'warning',
    thresholds: everywhere(0.2),
    summary: (most) => `More than ${percent(most)} of the round tokens are still signed by the key that was replaced.`,
    runbook: 'docs/runbooks/old-key-share.md',
  },
  {
    // A key that never signed here and yet verifies is worse than one that signed long ago: "unless" catches both.
    // An hour ago the page must have been read; else everything that it holds would be new.
    name: 'OldKeyAfterGrace',
    when: (env, most) => {
      const verified = recorded('env_kid:old_key_verified:sum', env);
      const lastSigned = series('token_last_signed_timestamp_seconds', { env });
      return promql`(${verified} - (${verified} offset 1h or ${verified} * 0)) > ${most} and on (env) sum by (env) (${series('up', { env })} offset 1h) > 0 unless on (env, kid) (time() - max by (env, kid) (${lastSigned})) <= ${KEY_GRACE_SECONDS}`;
    },
    for: '0m',
    severity: 'critical',
    thresholds: everywhere(0),
    summary: () => 'A token of a replaced key verified, and the key has not signed for 48 hours.',
    runbook: 'docs/runbooks/old-key-share.md',
  },
  {
    name: 'SlowRequests',
    when: (env, most) => promql`${recorded('env:api_request_duration_seconds:p99_5m', env)} > ${most}`,
    for: '10m',
    severity: 'warning',
    thresholds: { local: 2.5, staging: 1, production: 0.5 },
    summary: (most) => `One request in a hundred takes longer than ${most * 1000} ms.`,
    runbook: 'docs/runbooks/slow-requests.md',
  },
  {
    name: 'LimitDenials',
    when: (env, most) => promql`${added('env:rate_limit_denials:sum', env, '1d')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: { local: 100, staging: 1000, production: 100 },
    summary: (most) => `More than ${most} requests were refused by a rate limit within a day.`,
    runbook: 'docs/runbooks/limit-denials.md',
  },
  {
    name: 'LimiterErrors',
    when: (env, most) => promql`${added('env:rate_limit_errors:sum', env, '15m')} > ${most}`,
    for: '0m',
    severity: 'critical',
    thresholds: { local: 0, staging: 5, production: 0 },
    summary: (most) => `More than ${most} checks within 15 minutes could not be made by the rate limiter.`,
    runbook: 'docs/runbooks/limiter-errors.md',
  },
  {
    name: 'LedgerErrors',
    when: (env, most) => promql`${added('env:ledger_errors:sum', env, '15m')} > ${most}`,
    for: '0m',
    severity: 'critical',
    thresholds: { local: 0, staging: 5, production: 0 },
    summary: (most) => `More than ${most} answers within 15 minutes could not be taken by the round ledger.`,
    runbook: 'docs/runbooks/ledger-errors.md',
  },
  {
    name: 'MetricsScrapesDenied',
    when: (env, most) => promql`${added('env:metrics_scrapes_denied:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(20),
    summary: (most) => `Somebody was refused the metrics page more than ${most} times within an hour.`,
    runbook: 'docs/runbooks/metrics-exposure.md',
  },
  {
    name: 'MetricsDeltasLost',
    when: (env, most) => promql`${added('env:metrics_deltas_lost:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(0),
    summary: (most) => `More than ${most} changes to metrics were lost within an hour: the counts are too low.`,
    runbook: 'docs/runbooks/metrics-deltas-lost.md',
  },
  {
    name: 'LogSanitiserFailures',
    when: (env, most) => promql`${added('env:log_sanitiser_failures:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(0),
    summary: (most) => `More than ${most} log lines or error answers lost their body within an hour.`,
    runbook: 'docs/runbooks/log-sanitiser-failures.md',
  },
  {
    name: 'TargetDown',
    when: (env, fewest) => promql`(count(${series('up', { env })} == 1) or vector(0)) < ${fewest}`,
    for: '5m',
    severity: 'critical',
    thresholds: everywhere(1),
    summary: () => 'Prometheus cannot read the metrics page: the house is down, or the scraper is locked out.',
    runbook: 'docs/runbooks/target-down.md',
  },
  ...ACCESS_ALERTS,
  ...GATEWAY_ALERTS,
  ...ZAIM_ALERTS,
  ...JOBS_ALERTS,
] as const satisfies readonly Alert[];

export type AlertName = (typeof ALERTS)[number]['name'];
