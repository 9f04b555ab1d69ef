import { describe, expect, it } from 'vitest';
import { balanceOf, categoryRows, shareOf } from './months.ts';
import type { Month } from './zaim-api.ts';

function month(amounts: readonly (readonly [string, number])[]): Month {
  const categories = amounts.map(([name, amount]) => ({ name, amount }));
  const payment = amounts.reduce((sum, [, amount]) => sum + amount, 0);
  return { first: '2026-11-01', last: '2026-11-30', payment, income: 0, transfer: 0, entries: 1, categories };
}
const listed = (...months: Parameters<typeof categoryRows>) =>
  categoryRows(...months).map(({ name, thisMonth, lastMonth }) => [name, thisMonth, lastMonth]);

describe('two months side by side', () => {
  it('follow this month, then the last, and end with the rest', () => {
    const current = month([
      ['Food', 300],
      ['other', 20],
      ['Fun', 10],
    ]);
    const before = month([
      ['Rent', 900],
      ['Food', 200],
    ]);
    expect(listed(current, before)).toEqual([
      ['Food', 300, 200],
      ['Fun', 10, 0],
      ['Rent', undefined, 900],
      ['other', 20, 0],
    ]);
  });

  it('do not call nothing what is part of the rest, nor what nobody knows', () => {
    const withRest = month([
      ['Food', 300],
      ['other', 20],
    ]);
    expect(listed(month([['Fun', 10]]), withRest)).toContainEqual(['Fun', 10, undefined]);
    expect(listed(month([['Fun', 10]]), undefined)).toEqual([['Fun', 10, undefined]]);
    expect(listed(undefined, undefined)).toEqual([]);
  });

  it('add a category that is called like the rest to the rest', () => {
    expect(
      listed(
        month([
          ['other', 50],
          ['Food', 30],
          ['other', 5],
        ]),
        month([]),
      ),
    ).toEqual([
      ['Food', 30, 0],
      ['other', 55, 0],
    ]);
  });
});

it('the balance leaves transfers out', () => {
  expect(balanceOf({ ...month([['Food', 300]]), income: 1000, transfer: 5000 })).toBe(700);
  expect(balanceOf(undefined)).toBeUndefined();
});

it('the largest amount of both months has the whole bar, a refund has none', () => {
  const rows = categoryRows(
    month([
      ['Food', 100],
      ['Refund', -400],
    ]),
    month([['Food', 200]]),
  );
  expect(rows.map(({ thisMonth, lastMonth }) => [shareOf(thisMonth, rows), shareOf(lastMonth, rows)])).toEqual([
    [0.5, 1],
    [0, 0],
  ]);
  expect(shareOf(0, categoryRows(month([['Nothing', 0]]), undefined))).toBe(0);
});
