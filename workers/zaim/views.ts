/** What the page and an operator are told of an account, in the words of the contract. */
import type { ConnectionView, MonthView, StatusReply, SummaryReply } from '../../shared/zaim.schema.ts';
import type { AccountReport } from './account/account-state.ts';
import type { PeriodSums } from './collect/periods.ts';
import { addMoney } from './collect/snapshot.ts';
import { SUMMARY_CATEGORIES_MAX } from './zaim.constants.ts';

const moment = (ms: number) => new Date(ms).toISOString();

export function statusView(reports: readonly AccountReport[], unknown: number): StatusReply {
  return { accounts: reports.map(connectionView), unknown };
}

/** @param report undefined when the account is not connected. */
export function summaryView(report: AccountReport | undefined): SummaryReply {
  if (report === undefined) return {};
  const { state, calls, fetched, periods } = report;
  return {
    connection: connectionView(report),
    freshness: {
      ...(state.lastAttemptMs !== undefined && { last_attempt_at: moment(state.lastAttemptMs) }),
      ...(state.lastSuccessMs !== undefined && { last_success_at: moment(state.lastSuccessMs) }),
      next_fetch_at: moment(state.nextFetchMs),
      consecutive_failures: state.failures,
      ...(state.failure !== undefined && { failure: state.failure }),
      pages: fetched?.pages ?? 0,
      rows: fetched?.rows ?? 0,
      calls_used: calls.used,
      calls_budget: calls.budget,
      may_fetch_at: moment(report.mayFetchMs),
    },
    ...(fetched !== undefined && { currency: fetched.currency }),
    ...Object.fromEntries(periods.map((sums) => [sums.period, monthView(sums)])),
  };
}

function connectionView({ state, access }: AccountReport): ConnectionView {
  return {
    account: state.label,
    state: state.isAuthenticated ? 'connected' : 'lost',
    connected_at: moment(state.connectedMs),
    access: access.kind,
    ...(access.kind === 'limited' && { access_ends_at: moment(access.endsMs) }),
  };
}

function monthView({ first, last, amounts, entries, paymentCategories }: PeriodSums): MonthView {
  const shown = paymentCategories.slice(0, SUMMARY_CATEGORIES_MAX);
  const rest = paymentCategories.slice(SUMMARY_CATEGORIES_MAX);
  const categories = shown.map(({ labels: [name = ''], amount }) => ({ name, amount }));
  const other = rest.reduce((sum, { amount }) => addMoney(sum, amount), 0);
  return {
    first,
    last,
    ...amounts,
    entries: entries.payment + entries.income + entries.transfer,
    categories: rest.length === 0 ? categories : [...categories, { name: 'other', amount: other }],
  };
}
