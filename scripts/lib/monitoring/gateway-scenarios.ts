/** Histories for the alerts of gateway sessions; see alert-scenarios.ts. */
import type { GATEWAY_ALERTS } from './gateway-alerts.ts';
import { type Environment, series } from './promql.ts';
import { overCount, type Scenario } from './scenario.ts';

type GatewayAlertName = (typeof GATEWAY_ALERTS)[number]['name'];

export const GATEWAY_SCENARIOS: Readonly<Record<GatewayAlertName, (env: Environment, most: number) => Scenario>> = {
  GatewayCleanupGivenUp: (env, most) =>
    overCount(series('gateway_cleanup_failures_total', { env, outcome: 'given_up' }), most),
  GatewayCleanupFailing: (env, most) =>
    overCount(series('gateway_cleanup_failures_total', { env, outcome: 'failed' }), most),
};
