/** A table that holds this month against the last. Its head is the key to the bars and says which days are meant. */
import type { ComponentChildren } from 'preact';
import { language } from '../preferences.ts';
import { shownDays } from './shown-money.ts';
import type { Month } from './zaim-api.ts';
import { zaimText } from './zaim-texts.ts';

export interface Months {
  /** Undefined when nothing true is known of it. */
  readonly thisMonth: Month | undefined;
  readonly lastMonth: Month | undefined;
}

interface TableProps extends Months {
  readonly titleId: string;
  readonly first: string;
  /** Whether the table has bars, to which its head is the key. */
  readonly hasBars?: boolean;
  /** The rows. */
  readonly children: ComponentChildren;
}

export function MonthTable({ titleId, first, hasBars = false, thisMonth, lastMonth, children }: TableProps) {
  const t = zaimText.value.sums;
  const head = (label: string, month: Month | undefined, kind: 'this' | 'last') => (
    <th scope="col">
      {hasBars && (
        <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
          <rect width="10" height="10" class={`bar-${kind}`} />
        </svg>
      )}
      {label}
      {month !== undefined && <small>{shownDays(month.first, month.last, language.value)}</small>}
    </th>
  );
  return (
    <table class="months" aria-labelledby={titleId}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {head(t.thisMonth, thisMonth, 'this')}
          {head(t.lastMonth, lastMonth, 'last')}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
