/** Payments, income, transfers and balance of both months. */
import { shownNumber } from '../preferences.ts';
import { type Months, MonthTable } from './month-table.tsx';
import { balanceOf } from './months.ts';
import type { Month } from './zaim-api.ts';
import { zaimText } from './zaim-texts.ts';

const TITLE_ID = 'all-sums-title';

interface AllSumsProps extends Months {
  readonly money: (amount: number | undefined) => string;
}

export function AllSums({ thisMonth, lastMonth, money }: AllSumsProps) {
  const t = zaimText.value.sums;
  const row = (label: string, of: (month: Month | undefined) => number | undefined, shown = money) => (
    <tr>
      <th scope="row">{label}</th>
      <td>{shown(of(thisMonth))}</td>
      <td>{shown(of(lastMonth))}</td>
    </tr>
  );
  const count = (entries: number | undefined) => (entries === undefined ? t.unknown : shownNumber(entries));
  return (
    <div class="stack-tight">
      <h3 id={TITLE_ID}>{t.all}</h3>
      <MonthTable titleId={TITLE_ID} first={t.kind} thisMonth={thisMonth} lastMonth={lastMonth}>
        {row(t.payment, (month) => month?.payment)}
        {row(t.income, (month) => month?.income)}
        {row(t.transfer, (month) => month?.transfer)}
        {row(t.balanceRow, balanceOf)}
        {row(t.entries, (month) => month?.entries, count)}
      </MonthTable>
    </div>
  );
}
