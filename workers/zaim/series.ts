/** The accounts as series: facts about now, told when the metrics are read. A disconnected account has none. */
import type { Sample } from '../kernel/metrics/cells.ts';
import { type SeriesSource, sourced } from '../kernel/metrics/sources.ts';
import type { AccountReport } from './account/account-state.ts';
import type { Accounts } from './account/accounts.ts';
import type { PeriodSums } from './collect/periods.ts';

export function zaimSeries(accounts: Accounts): SeriesSource {
  return {
    name: 'zaim',
    read: async () => {
      const { reports, missing } = await accounts.reports();
      // Sums without one account would look as if its household had stopped spending.
      if (missing > 0) throw new Error(`${missing} accounts did not answer`);
      return reports.flatMap(seriesOf);
    },
  };
}

/** The series of one account. */
export function seriesOf(report: AccountReport): Sample[] {
  const { state, access, calls, fetched } = report;
  const account = { account: state.label };
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const samples = [
    sourced('zaim_oauth_authenticated', account, state.isAuthenticated ? 1 : 0),
    sourced('zaim_access_permanent', account, access.kind === 'permanent' ? 1 : 0),
    sourced('zaim_next_fetch_timestamp_seconds', account, seconds(state.nextFetchMs)),
    sourced('zaim_consecutive_failures', account, state.failures),
    sourced('zaim_fetch_truncated', account, state.failure === 'truncated' ? 1 : 0),
    sourced('zaim_call_budget', account, calls.budget),
    sourced('zaim_call_budget_used', account, calls.used),
  ];
  if (access.kind === 'limited') {
    samples.push(sourced('zaim_access_ends_timestamp_seconds', account, seconds(access.endsMs)));
  }
  if (state.lastAttemptMs !== undefined) {
    samples.push(sourced('zaim_last_attempt_timestamp_seconds', account, seconds(state.lastAttemptMs)));
  }
  if (state.lastSuccessMs !== undefined) {
    samples.push(sourced('zaim_last_successful_fetch_timestamp_seconds', account, seconds(state.lastSuccessMs)));
  }
  if (fetched !== undefined) {
    samples.push(
      sourced('zaim_fetch_pages', account, fetched.pages),
      sourced('zaim_fetch_rows', account, fetched.rows),
      ...Object.entries(fetched.skipped).map(([reason, rows]) =>
        sourced('zaim_fetch_skipped_rows', { ...account, reason }, rows),
      ),
    );
  }
  return [...samples, ...report.periods.flatMap((sums) => periodSeries(state.label, sums))];
}

function periodSeries(account: string, sums: PeriodSums): Sample[] {
  const { period, amounts } = sums;
  const of = { account, period };
  const samples = [
    ...Object.entries(sums.entries).map(([mode, entries]) => sourced('zaim_entries', { ...of, mode }, entries)),
    ...sums.payments.map(({ labels: [category = '', genre = ''], amount }) =>
      sourced('zaim_payment_amount', { ...of, category, genre }, amount),
    ),
    ...sums.paymentAccounts.map(({ labels: [from_account = ''], amount }) =>
      sourced('zaim_payment_by_account_amount', { ...of, from_account }, amount),
    ),
    ...sums.incomes.map(({ labels: [category = ''], amount }) =>
      sourced('zaim_income_amount', { ...of, category }, amount),
    ),
    ...sums.incomeAccounts.map(({ labels: [to_account = ''], amount }) =>
      sourced('zaim_income_by_account_amount', { ...of, to_account }, amount),
    ),
    ...sums.transfers.map(({ labels: [from_account = '', to_account = ''], amount }) =>
      sourced('zaim_transfer_amount', { ...of, from_account, to_account }, amount),
    ),
  ];
  return period === 'today'
    ? [...samples, sourced('zaim_today_total_amount', { account }, amounts.payment)]
    : [...samples, sourced('zaim_month_balance_amount', of, amounts.income - amounts.payment)];
}
