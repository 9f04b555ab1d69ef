/** The dashboard of the console: what goes on in the background, and what waits for an operator. */
import { type Dashboard, ENV } from './dashboard.ts';
import { GATEWAY_SESSION_PANELS } from './gateway-session-panels.ts';
import { promql, series } from './promql.ts';
import { added } from './recordings.ts';

const quantile = (share: number, name: 'job_queue_seconds_bucket' | 'job_duration_seconds_bucket') =>
  promql`histogram_quantile(${share}, sum by (type, le) (rate(${series(name, { env: ENV })}[15m])))`;

export const CONSOLE_DASHBOARD: Dashboard = {
  uid: 'roundhouse-console',
  title: 'Roundhouse: console',
  panels: [
    {
      title: 'Jobs begun',
      unit: 'cps',
      lines: { '{{type}}': promql`sum by (type) (rate(${series('jobs_enqueued_total', { env: ENV })}[15m]))` },
    },
    {
      title: 'Jobs ended, by outcome',
      unit: 'cps',
      lines: {
        '{{type}} {{outcome}}': promql`sum by (type, outcome) (rate(${series('jobs_finished_total', { env: ENV })}[15m]))`,
      },
      alert: 'JobFailureShare',
    },
    {
      title: 'Attempts, by outcome',
      unit: 'cps',
      lines: {
        '{{type}} {{outcome}}': promql`sum by (type, outcome) (rate(${series('jobs_attempts_total', { env: ENV })}[15m]))`,
      },
    },
    {
      title: 'From begin to first attempt, slowest of twenty',
      unit: 's',
      lines: { '{{type}}': quantile(0.95, 'job_queue_seconds_bucket') },
    },
    {
      title: 'From begin to end',
      unit: 's',
      lines: {
        '{{type}} median': quantile(0.5, 'job_duration_seconds_bucket'),
        '{{type}} slowest of twenty': quantile(0.95, 'job_duration_seconds_bucket'),
      },
    },
    {
      title: 'Dead letters that wait',
      unit: 'short',
      lines: { waiting: promql`max(${series('jobs_dead_letters_waiting', { env: ENV })})` },
      alert: 'JobDeadLetters',
    },
    {
      title: 'Dead letters, by reason',
      unit: 'cps',
      lines: { '{{reason}}': promql`sum by (reason) (rate(${series('jobs_dead_letters_total', { env: ENV })}[1h]))` },
    },
    {
      title: 'Age of the oldest job under way',
      unit: 's',
      lines: { age: promql`time() - max(${series('jobs_oldest_unfinished_timestamp_seconds', { env: ENV })})` },
      alert: 'JobStuck',
    },
    ...GATEWAY_SESSION_PANELS,
    {
      title: 'Catalogue: time since a source answered',
      unit: 's',
      lines: { '{{source}}': promql`max by (source) (${series('catalogue_age_seconds', { env: ENV })})` },
    },
    {
      title: 'Catalogue: entries of our copy',
      unit: 'short',
      lines: { '{{source}}': promql`max by (source) (${series('catalogue_entries', { env: ENV })})` },
    },
    {
      title: 'Catalogue: refreshes, by result',
      unit: 'cps',
      lines: {
        '{{source}} {{result}}': promql`sum by (source, result) (rate(${series('catalogue_refreshes_total', { env: ENV })}[6h]))`,
      },
    },
    {
      title: 'Secrets hidden in log lines and errors, by kind',
      unit: 'cps',
      lines: { '{{kind}}': promql`sum by (kind) (rate(${series('log_lines_sanitised_total', { env: ENV })}[1h]))` },
    },
    {
      title: 'Log lines and errors that lost their body, of an hour',
      unit: 'short',
      lines: { lost: added('env:log_sanitiser_failures:sum', ENV, '1h') },
      alert: 'LogSanitiserFailures',
    },
  ],
};
