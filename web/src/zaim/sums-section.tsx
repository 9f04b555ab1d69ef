/** The sums of an account: the most wanted ones in figures, the months by category, and all of them in a table. */
import type { ComponentChildren } from 'preact';
import type { SummaryReply } from '../../../shared/zaim.schema.ts';
import { language } from '../preferences.ts';
import { AllSums } from './all-sums.tsx';
import { CategoryChart } from './category-chart.tsx';
import { balanceOf } from './months.ts';
import { shownMoney } from './shown-money.ts';
import { zaimText } from './zaim-texts.ts';

export function SumsSection({ summary }: { readonly summary: SummaryReply }) {
  const t = zaimText.value.sums;
  const { currency, today, this_month: thisMonth, last_month: lastMonth, freshness } = summary;
  const money = (amount: number | undefined) =>
    amount === undefined ? t.unknown : shownMoney(amount, currency, language.value);
  if (freshness?.last_success_at === undefined) {
    return (
      <Section>
        <p>{t.nothingYet}</p>
      </Section>
    );
  }
  const hasEntries = (thisMonth?.entries ?? 0) + (lastMonth?.entries ?? 0) > 0;
  return (
    <Section>
      <dl class="facts figures">
        <Figure label={t.today} value={money(today?.payment)} />
        <Figure label={t.spent} value={money(thisMonth?.payment)} />
        <Figure label={t.spentBefore} value={money(lastMonth?.payment)} />
        <Figure label={t.balance} value={money(balanceOf(thisMonth))} />
      </dl>
      {hasEntries ? (
        <>
          <CategoryChart thisMonth={thisMonth} lastMonth={lastMonth} money={money} />
          <AllSums thisMonth={thisMonth} lastMonth={lastMonth} money={money} />
        </>
      ) : (
        <p>{t.noEntries}</p>
      )}
    </Section>
  );
}

function Section({ children }: { readonly children: ComponentChildren }) {
  return (
    <section class="sheet" aria-labelledby="sums-title">
      <h2 id="sums-title">{zaimText.value.sums.title}</h2>
      {children}
    </section>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
