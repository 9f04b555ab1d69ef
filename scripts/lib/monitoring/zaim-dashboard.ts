/** The dashboard of the household accounts: what was spent, and whether the numbers can be believed. */
import { type Dashboard, ENV } from './dashboard.ts';
import { promql, series } from './promql.ts';

const age = promql`time() - max by (account) (${series('zaim_last_successful_fetch_timestamp_seconds', { env: ENV })})`;
const left = promql`min by (account) (${series('zaim_access_ends_timestamp_seconds', { env: ENV })}) - time()`;

export const ZAIM_DASHBOARD: Dashboard = {
  uid: 'roundhouse-zaim',
  title: 'Roundhouse: household',
  panels: [
    {
      title: 'Paid today',
      unit: 'short',
      lines: { '{{account}}': promql`max by (account) (${series('zaim_today_total_amount', { env: ENV })})` },
      alert: 'ZaimSpending',
    },
    {
      title: 'Balance',
      unit: 'short',
      isSigned: true,
      lines: {
        '{{account}} {{period}}': promql`max by (account, period) (${series('zaim_month_balance_amount', { env: ENV })})`,
      },
    },
    {
      title: 'Payments of this month, by category',
      unit: 'short',
      isSigned: true,
      lines: {
        '{{account}} {{category}}': promql`sum by (account, category) (${series('zaim_payment_amount', { env: ENV, period: 'this_month' })})`,
      },
    },
    {
      title: 'Payments of last month, by category',
      unit: 'short',
      isSigned: true,
      lines: {
        '{{account}} {{category}}': promql`sum by (account, category) (${series('zaim_payment_amount', { env: ENV, period: 'last_month' })})`,
      },
    },
    {
      title: 'Payments of this month, by genre',
      unit: 'short',
      isSigned: true,
      lines: {
        '{{account}} {{category}} {{genre}}': promql`sum by (account, category, genre) (${series('zaim_payment_amount', { env: ENV, period: 'this_month' })})`,
      },
    },
    {
      title: 'Income, by category',
      unit: 'short',
      isSigned: true,
      lines: {
        '{{account}} {{period}} {{category}}': promql`sum by (account, period, category) (${series('zaim_income_amount', { env: ENV })})`,
      },
    },
    {
      title: 'By account, this month',
      unit: 'short',
      isSigned: true,
      lines: {
        'paid from {{from_account}}': promql`sum by (from_account) (${series('zaim_payment_by_account_amount', { env: ENV, period: 'this_month' })})`,
        'income to {{to_account}}': promql`sum by (to_account) (${series('zaim_income_by_account_amount', { env: ENV, period: 'this_month' })})`,
        '{{from_account}} to {{to_account}}': promql`sum by (from_account, to_account) (${series('zaim_transfer_amount', { env: ENV, period: 'this_month' })})`,
      },
    },
    {
      title: 'Entries',
      unit: 'short',
      lines: {
        '{{account}} {{period}} {{mode}}': promql`sum by (account, period, mode) (${series('zaim_entries', { env: ENV })})`,
      },
    },
    { title: 'Age of the sums', unit: 's', lines: { '{{account}}': age }, alert: 'ZaimStale' },
    {
      title: 'Accepted by Zaim',
      unit: 'short',
      lines: {
        '{{account}}': promql`min by (account) (${series('zaim_oauth_authenticated', { env: ENV })})`,
        '{{account}} lasts': promql`min by (account) (${series('zaim_access_permanent', { env: ENV })})`,
      },
    },
    { title: 'Until access ends', unit: 's', lines: { '{{account}}': left }, alert: 'ZaimAccessEnds' },
    {
      title: 'Fetches',
      unit: 'short',
      lines: {
        '{{account}} failures in a row': promql`max by (account) (${series('zaim_consecutive_failures', { env: ENV })})`,
        '{{account}} pages': promql`max by (account) (${series('zaim_fetch_pages', { env: ENV })})`,
        '{{account}} truncated': promql`max by (account) (${series('zaim_fetch_truncated', { env: ENV })})`,
      },
      alert: 'ZaimFetchFailures',
    },
    {
      title: 'Rows, and what counts in no sum',
      unit: 'short',
      lines: {
        '{{account}} rows': promql`max by (account) (${series('zaim_fetch_rows', { env: ENV })})`,
        '{{account}} {{reason}}': promql`max by (account, reason) (${series('zaim_fetch_skipped_rows', { env: ENV })})`,
      },
    },
    {
      title: 'Share of the calls of an hour',
      unit: 'percentunit',
      lines: {
        '{{account}}': promql`max by (account) (${series('zaim_call_budget_used', { env: ENV })} / ${series('zaim_call_budget', { env: ENV })})`,
      },
      alert: 'ZaimBudgetSpent',
    },
    {
      title: 'Calls to Zaim',
      unit: 'cps',
      lines: {
        '{{endpoint}} {{status}}': promql`sum by (endpoint, status) (rate(${series('zaim_api_requests_total', { env: ENV })}[15m]))`,
      },
    },
    {
      title: 'Slowest of twenty calls to Zaim',
      unit: 's',
      lines: {
        '{{endpoint}}': promql`histogram_quantile(0.95, sum by (endpoint, le) (rate(${series('zaim_api_request_duration_seconds_bucket', { env: ENV })}[15m])))`,
      },
    },
    {
      title: 'Since the last attempt, and until the next',
      unit: 's',
      isSigned: true,
      lines: {
        '{{account}} since': promql`time() - max by (account) (${series('zaim_last_attempt_timestamp_seconds', { env: ENV })})`,
        '{{account}} until': promql`max by (account) (${series('zaim_next_fetch_timestamp_seconds', { env: ENV })}) - time()`,
      },
    },
    {
      title: 'Connections',
      unit: 'cps',
      lines: { '{{result}}': promql`sum by (result) (rate(${series('zaim_connections_total', { env: ENV })}[1h]))` },
    },
    {
      title: 'Records at rest, by key',
      unit: 'short',
      lines: { '{{key}} {{kid}}': promql`sum by (key, kid) (${series('sealed_records', { env: ENV })})` },
    },
  ],
};
