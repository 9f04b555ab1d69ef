/** Two months side by side: what each came to, category by category. Pure. */
import type { Month } from './zaim-api.ts';

/** Under this name the server adds up what it does not list. */
export const REST = 'other';

export interface CategoryRow {
  readonly name: string;
  /** Undefined when it is not known: nothing is known of the month, or the sum is part of its rest. */
  readonly thisMonth: number | undefined;
  readonly lastMonth: number | undefined;
}

/** What came in less what went out; moving money between own accounts changes nothing. */
export function balanceOf(month: Month | undefined): number | undefined {
  return month === undefined ? undefined : month.income - month.payment;
}

/** In the order of this month, then what only the last one had; the rest comes last. */
export function categoryRows(thisMonth: Month | undefined, lastMonth: Month | undefined): CategoryRow[] {
  const [current, before] = [sumsOf(thisMonth), sumsOf(lastMonth)];
  const names = [...new Set([...(current?.keys() ?? []), ...(before?.keys() ?? [])])];
  const ordered = [...names.filter((name) => name !== REST), ...names.filter((name) => name === REST)];
  return ordered.map((name) => ({ name, thisMonth: sumOf(current, name), lastMonth: sumOf(before, name) }));
}

/** Length of the bars from 0 to 1: the largest amount of both months has the whole. A refund has none. */
export function shareOf(amount: number | undefined, rows: readonly CategoryRow[]): number {
  const most = Math.max(...rows.flatMap(({ thisMonth = 0, lastMonth = 0 }) => [thisMonth, lastMonth]));
  return amount === undefined || amount <= 0 ? 0 : amount / most;
}

function sumsOf(month: Month | undefined): Map<string, number> | undefined {
  if (month === undefined) return undefined;
  const sums = new Map<string, number>();
  // A household may have a category of its own under the name of the rest.
  for (const { name, amount } of month.categories) sums.set(name, (sums.get(name) ?? 0) + amount);
  return sums;
}

function sumOf(sums: ReadonlyMap<string, number> | undefined, name: string): number | undefined {
  if (sums === undefined) return undefined;
  return sums.get(name) ?? (sums.has(REST) && name !== REST ? undefined : 0);
}
