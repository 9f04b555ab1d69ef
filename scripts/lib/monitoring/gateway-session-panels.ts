/** Panels of the console's dashboard about gateway sessions. */
import { ENV, type Panel } from './dashboard.ts';
import { promql, series } from './promql.ts';
import { added } from './recordings.ts';

const slowness = (share: number) =>
  promql`histogram_quantile(${share}, sum by (le) (rate(${series('gateway_exec_duration_seconds_bucket', { env: ENV })}[15m])))`;

export const GATEWAY_SESSION_PANELS: readonly Panel[] = [
  {
    title: 'Gateway sessions that are not over',
    unit: 'short',
    lines: { sessions: promql`max(${series('gateway_sessions_active', { env: ENV })})` },
  },
  {
    title: 'Gateway sessions ended, by reason',
    unit: 'cps',
    lines: {
      '{{reason}}': promql`sum by (reason) (rate(${series('gateway_sessions_ended_total', { env: ENV })}[1h]))`,
    },
  },
  {
    title: 'Gateway sessions: containers not removed, tries of an hour',
    unit: 'short',
    lines: { failed: added('env:gateway_cleanup_failures:sum', ENV, '1h') },
    alert: 'GatewayCleanupFailing',
  },
  {
    title: 'Gateway sessions: removals given up, of an hour',
    unit: 'short',
    lines: { 'given up': added('env:gateway_cleanups_given_up:sum', ENV, '1h') },
    alert: 'GatewayCleanupGivenUp',
  },
  {
    title: 'Commands in gateway sessions, by outcome',
    unit: 'cps',
    lines: { '{{outcome}}': promql`sum by (outcome) (rate(${series('gateway_exec_total', { env: ENV })}[15m]))` },
  },
  {
    title: 'Time of commands in gateway sessions',
    unit: 's',
    lines: { median: slowness(0.5), 'slowest of twenty': slowness(0.95) },
  },
];
