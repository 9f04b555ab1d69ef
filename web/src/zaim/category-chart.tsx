/**
 * Spending by category as a bar chart. It is a table at the same time: every bar stands below its amount, so that nothing
 * is told by length or colour alone, and a screen reader walks through rows and columns.
 */

import { type Months, MonthTable } from './month-table.tsx';
import { type CategoryRow, categoryRows, REST, shareOf } from './months.ts';
import { zaimText } from './zaim-texts.ts';

const TITLE_ID = 'chart-title';

interface ChartProps extends Months {
  readonly money: (amount: number | undefined) => string;
}

export function CategoryChart({ thisMonth, lastMonth, money }: ChartProps) {
  const t = zaimText.value.sums;
  const rows = categoryRows(thisMonth, lastMonth);
  return (
    <div class="stack-tight">
      <h3 id={TITLE_ID}>{t.chart}</h3>
      {rows.length === 0 ? (
        <p>{t.noSpending}</p>
      ) : (
        <>
          <p class="quiet">{t.chartNote}</p>
          <MonthTable titleId={TITLE_ID} first={t.category} hasBars thisMonth={thisMonth} lastMonth={lastMonth}>
            {rows.map((row) => (
              <tr key={row.name} class="with-bars">
                <th scope="row">
                  {row.name === REST ? t.rest : row.name}
                  <Bars row={row} rows={rows} />
                </th>
                <td>{money(row.thisMonth)}</td>
                <td>{money(row.lastMonth)}</td>
              </tr>
            ))}
          </MonthTable>
        </>
      )}
    </div>
  );
}

/** This month above the last, below the whole row. The amounts say it all, so the bars are not read out. */
function Bars({ row, rows }: { readonly row: CategoryRow; readonly rows: readonly CategoryRow[] }) {
  const width = (amount: number | undefined) => Math.round(shareOf(amount, rows) * 1000) / 10;
  return (
    <svg class="bars" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
      <rect width={width(row.thisMonth)} height="9" class="bar-this" />
      <rect y="11" width={width(row.lastMonth)} height="5" class="bar-last" />
    </svg>
  );
}
