/** For each alert a history on which it must fire and one, just within the threshold, on which it must be silent. */
import { ACCESS_SCENARIOS } from './access-scenarios.ts';
import type { Alert } from './alert.ts';
import { type AlertName, KEY_GRACE_SECONDS } from './alerts.ts';
import { GATEWAY_SCENARIOS } from './gateway-scenarios.ts';
import { JOBS_SCENARIOS } from './jobs-scenarios.ts';
import { ENVIRONMENTS, type Environment, series } from './promql.ts';
import { appearsWith, type InputSeries, input, overCount, type Scenario, steady } from './scenario.ts';
import { ZAIM_SCENARIOS } from './zaim-scenarios.ts';

const UP_MINUTES = 240;
const isUp = (env: Environment): InputSeries => ({ series: series('up', { env }), values: `1+0x${UP_MINUTES}` });
function failureShare(env: Environment, most: number): Scenario {
  const failed = series('token_verification_failures_total', { env, reason: 'invalid' });
  const verified = series('token_verified_with_total', { env, key: 'signing', kid: 'a' });
  const ofThousand = (bad: number) => [
    input(failed, appearsWith(bad)),
    input(verified, `_x5 0+0x5 ${1000 - bad}+0x60`),
  ];
  const bad = Math.round(1000 * most);
  return { atMinute: 20, fires: ofThousand(bad + 1), silent: ofThousand(bad - 1) };
}

function oldKeyShare(env: Environment, most: number): Scenario {
  const old = series('token_verified_with_total', { env, key: 'verify-only', kid: 'a' });
  const current = series('token_verified_with_total', { env, key: 'signing', kid: 'b' });
  const ofHundred = (count: number) => [input(old, steady(count)), input(current, steady(100 - count))];
  return { atMinute: 60, fires: ofHundred(100 * most + 1), silent: ofHundred(100 * most - 1) };
}

/** The tests begin in 1970: what was signed two days ago was signed before 0. */
function afterGrace(env: Environment): Scenario {
  const verified = series('token_verified_with_total', { env, key: 'verify-only', kid: 'a' });
  const lastSigned = series('token_last_signed_timestamp_seconds', { env, kid: 'a' });
  const signedAgo = (seconds: number) => input(lastSigned, `${90 * 60 - seconds}+0x120`);
  return {
    atMinute: 90,
    fires: [input(verified, '_x80 1+0x60'), signedAgo(KEY_GRACE_SECONDS + 60)],
    silent: [input(verified, '_x80 1+0x60'), signedAgo(KEY_GRACE_SECONDS - 60)],
    labels: { kid: 'a' },
  };
}

function slow(env: Environment, most: number): Scenario {
  const upTo = (le: string) => series('api_request_duration_seconds_bucket', { env, route: '/v1/rounds/next', le });
  const within = (share: number) => [
    input(upTo(String(most)), steady(1000 * share)),
    input(upTo('10'), steady(1000)),
    input(upTo('+Inf'), steady(1000)),
  ];
  return { atMinute: 60, fires: within(0.985), silent: within(0.995) };
}

const SCENARIOS: Readonly<Record<AlertName, (env: Environment, threshold: number) => Scenario>> = {
  TokenVerificationFailures: (env, most) =>
    overCount(series('token_verification_failures_total', { env, reason: 'invalid' }), most),
  TokenVerificationFailureShare: failureShare,
  OldKeyShareDuringGrace: oldKeyShare,
  OldKeyAfterGrace: afterGrace,
  SlowRequests: slow,
  LimitDenials: (env, most) =>
    overCount(series('rate_limit_exceeded_total', { env, policy: 'start', mode: 'enforce' }), most),
  LimiterErrors: (env, most) => overCount(series('rate_limit_errors_total', { env, policy: 'start' }), most),
  LedgerErrors: (env, most) => overCount(series('ledger_errors_total', { env }), most),
  MetricsScrapesDenied: (env, most) => overCount(series('metrics_scrapes_denied_total', { env }), most),
  LogSanitiserFailures: (env, most) => overCount(series('log_sanitiser_failures_total', { env }), most),
  MetricsDeltasLost: (env, most) => overCount(series('metrics_deltas_lost_total', { env }), most),
  ...ACCESS_SCENARIOS,
  ...GATEWAY_SCENARIOS,
  ...ZAIM_SCENARIOS,
  ...JOBS_SCENARIOS,
  TargetDown: (env) => ({
    atMinute: 20,
    fires: [input(series('up', { env }), '1+0x5 0+0x60')],
    silent: [isUp(env)],
  }),
};

/** @returns The histories of one alert in one environment, while every page is read where it is not about that. */
export function scenarioOf(alert: Alert & { readonly name: AlertName }, env: Environment): Scenario {
  const scenario = SCENARIOS[alert.name](env, alert.thresholds[env]);
  const read = ENVIRONMENTS.filter((other) => other !== env || alert.name !== 'TargetDown').map(isUp);
  return { ...scenario, fires: [...read, ...scenario.fires], silent: [...read, ...scenario.silent] };
}
