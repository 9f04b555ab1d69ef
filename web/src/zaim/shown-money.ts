/** Amounts and spans of days as people read them. Pure. */

/** @param currency Code of the user's currency; an amount in one that nobody knows is shown with its code. */
export function shownMoney(amount: number, currency: string | undefined, language: string): string {
  if (currency === undefined) return new Intl.NumberFormat(language).format(amount);
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount);
  } catch {
    return `${new Intl.NumberFormat(language).format(amount)} ${currency}`;
  }
}

/** Both days included, without the year: the two months shown are this one and the last. Dates are `YYYY-MM-DD`. */
export function shownDays(first: string, last: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return format.formatRange(new Date(first), new Date(last));
}
