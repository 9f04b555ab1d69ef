/**
 * From the sums of days to those of periods, as they are true at a moment. A period of which the snapshot cannot tell the
 * truth is left out: "today" when it is from an earlier day, a month when it was taken before that month was over or began.
 */
import { type Mode, PERIODS, type Period } from '../../../shared/zaim.vocabulary.ts';
import { LABELS_MAX } from '../zaim.constants.ts';
import { type DateRange, periodsAt, tokyoDate } from './days.ts';
import { addMoney, type Group, type Snapshot } from './snapshot.ts';

/** A sum under its labels, in the order that its family names. */
export interface Sum {
  readonly labels: readonly string[];
  readonly amount: number;
}

export interface PeriodSums extends DateRange {
  readonly period: Period;
  readonly amounts: Readonly<Record<Mode, number>>;
  readonly entries: Readonly<Record<Mode, number>>;
  /** Labels: category, genre. */
  readonly payments: readonly Sum[];
  /** Label: category. */
  readonly paymentCategories: readonly Sum[];
  /** Label: account they came from. */
  readonly paymentAccounts: readonly Sum[];
  /** Label: category. */
  readonly incomes: readonly Sum[];
  /** Label: account it went to. */
  readonly incomeAccounts: readonly Sum[];
  /** Labels: from account, to account. */
  readonly transfers: readonly Sum[];
}

const OTHER = 'other';

/** @returns The periods of which something true is known. */
export function periodSums(snapshot: Snapshot, nowMs: number): PeriodSums[] {
  const ranges = periodsAt(nowMs, snapshot.firstDay);
  const taken = tokyoDate(snapshot.takenMs);
  return PERIODS.flatMap((period) => {
    const range = ranges[period];
    const isKnown = period === 'last_month' ? taken > range.last : taken >= range.first;
    return isKnown ? [sumsOf(period, range, snapshot.groups)] : [];
  });
}

function sumsOf(period: Period, range: DateRange, groups: readonly Group[]): PeriodSums {
  const within = groups.filter(({ date }) => date >= range.first && date <= range.last);
  const of = (mode: Mode) => within.filter((group) => group.mode === mode);
  const [payment, income, transfer] = [of('payment'), of('income'), of('transfer')];
  const amount = (list: readonly Group[]) => list.reduce((sum, group) => addMoney(sum, group.amount), 0);
  const entries = (list: readonly Group[]) => list.reduce((sum, group) => sum + group.entries, 0);
  return {
    period,
    ...range,
    amounts: { payment: amount(payment), income: amount(income), transfer: amount(transfer) },
    entries: { payment: entries(payment), income: entries(income), transfer: entries(transfer) },
    payments: sumsBy(payment, ({ category, genre }) => [category, genre]),
    paymentCategories: sumsBy(payment, ({ category }) => [category]),
    paymentAccounts: sumsBy(payment, ({ from }) => [from]),
    incomes: sumsBy(income, ({ category }) => [category]),
    incomeAccounts: sumsBy(income, ({ to }) => [to]),
    transfers: sumsBy(transfer, ({ from, to }) => [from, to]),
  };
}

/** Largest first; what does not fit into `labelsMax` is added up as the last, so that the whole stays right. */
export function sumsBy(
  groups: readonly Group[],
  labelsOf: (group: Group) => readonly string[],
  labelsMax: number = LABELS_MAX,
): Sum[] {
  const sums = new Map<string, Sum>();
  const add = (labels: readonly string[], amount: number) => {
    const key = JSON.stringify(labels);
    sums.set(key, { labels, amount: addMoney(sums.get(key)?.amount ?? 0, amount) });
  };
  for (const group of groups) add(labelsOf(group), group.amount);
  const sorted = [...sums.values()].sort(bySize);
  const rest = sorted.splice(sorted.length <= labelsMax ? labelsMax : labelsMax - 1);
  if (rest.length === 0) return sorted;
  // A household may have a category of that name: then it is one series all the same.
  sums.clear();
  for (const { labels, amount } of sorted) add(labels, amount);
  for (const { labels, amount } of rest)
    add(
      labels.map(() => OTHER),
      amount,
    );
  return [...sums.values()];
}

/** By the size of the sum, so that a large refund is not lost among the small ones. */
function bySize(one: Sum, other: Sum): number {
  const difference = Math.abs(other.amount) - Math.abs(one.amount);
  return difference === 0 ? (JSON.stringify(one.labels) < JSON.stringify(other.labels) ? -1 : 1) : difference;
}
