/** The part of the alert table about gateway sessions. */
import { type Alert, everywhere } from './alert.ts';
import { promql } from './promql.ts';
import { added } from './recordings.ts';

const RUNBOOK = 'docs/runbooks/gateway-cleanup.md';

export const GATEWAY_ALERTS = [
  {
    name: 'GatewayCleanupGivenUp',
    when: (env, most) => promql`${added('env:gateway_cleanups_given_up:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'critical',
    thresholds: everywhere(0),
    summary: () => 'The container of an ended gateway session could not be removed within a day.',
    runbook: RUNBOOK,
  },
  {
    name: 'GatewayCleanupFailing',
    when: (env, most) => promql`${added('env:gateway_cleanup_failures:sum', env, '1h')} > ${most}`,
    for: '0m',
    severity: 'warning',
    thresholds: everywhere(12),
    summary: (most) => `More than ${most} tries to remove containers of gateway sessions failed within an hour.`,
    runbook: RUNBOOK,
  },
] as const satisfies readonly Alert[];
