/** Histories for the alerts of the household accounts; see alert-scenarios.ts. The tests begin in 1970, at second 0. */
import { type Environment, series } from './promql.ts';
import { input, overCount, type Scenario } from './scenario.ts';
import type { ZAIM_ALERTS } from './zaim-alerts.ts';

type ZaimAlertName = (typeof ZAIM_ALERTS)[number]['name'];

const HOME = { account: 'home' } as const;
/** Late enough for every threshold to be in the past, and for what must last to have lasted. */
const MINUTE = 90;
const NOW_SECONDS = MINUTE * 60;

type HistoryOf = (env: Environment, value: number) => ReturnType<typeof input>[];

/** A value on either side of the threshold, for as long as it takes. */
function between(historyOf: HistoryOf, env: Environment, fires: number, silent: number): Scenario {
  return { atMinute: MINUTE, fires: historyOf(env, fires), silent: historyOf(env, silent), labels: HOME };
}
const always = (value: number) => `${value}+0x120`;

export const ZAIM_SCENARIOS: Readonly<Record<ZaimAlertName, (env: Environment, threshold: number) => Scenario>> = {
  ZaimStale: (env, most) =>
    between(
      (at, value) => [
        input(series('zaim_last_successful_fetch_timestamp_seconds', { env: at, ...HOME }), always(value)),
      ],
      env,
      // Five minutes longer than the threshold, because it must last that long.
      NOW_SECONDS - most - 360,
      NOW_SECONDS - most + 60,
    ),
  ZaimFetchFailures: (env, most) =>
    between(
      (at, value) => [input(series('zaim_consecutive_failures', { env: at, ...HOME }), always(value))],
      env,
      most + 1,
      most,
    ),
  ZaimAuthLost: (env) =>
    between((at, value) => [input(series('zaim_oauth_authenticated', { env: at, ...HOME }), always(value))], env, 0, 1),
  ZaimAccessEnds: (env, least) =>
    between(
      (at, value) => [input(series('zaim_access_ends_timestamp_seconds', { env: at, ...HOME }), always(value))],
      env,
      NOW_SECONDS + least - 60,
      NOW_SECONDS + least + 60,
    ),
  ZaimBudgetSpent: (env, most) =>
    between(
      (at, value) => [
        input(series('zaim_call_budget', { env: at, ...HOME }), always(100)),
        input(series('zaim_call_budget_used', { env: at, ...HOME }), always(value)),
      ],
      env,
      100 * most + 1,
      100 * most - 1,
    ),
  ZaimTruncated: (env) =>
    between((at, value) => [input(series('zaim_fetch_truncated', { env: at, ...HOME }), always(value))], env, 1, 0),
  ZaimSpending: (env, most) =>
    between(
      (at, value) => [input(series('zaim_today_total_amount', { env: at, ...HOME }), always(value))],
      env,
      most + 1,
      most,
    ),
  SealedByUnknownKey: (env) => ({
    atMinute: 20,
    fires: [input(series('sealed_records', { env, key: 'unknown', kid: 'a' }), always(1))],
    silent: [input(series('sealed_records', { env, key: 'open-only', kid: 'a' }), always(1))],
    labels: { kid: 'a' },
  }),
  MetricsSourceFailures: (env, most) =>
    overCount(series('metrics_source_failures_total', { env, source: 'zaim' }), most),
};
