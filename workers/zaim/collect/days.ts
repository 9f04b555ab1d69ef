/**
 * Days as Zaim has them: dates in Tokyo, and the months of a user, who chooses on which day they begin. Tokyo is nine hours
 * ahead of UTC all year. Dates are texts `YYYY-MM-DD`, which compare as they follow each other.
 */
import type { Period } from '../../../shared/zaim.vocabulary.ts';

const DAY_MS = 86_400_000;
const TOKYO_OFFSET_MS = 9 * 3_600_000;

/** Whole days, the last one included. */
export interface DateRange {
  readonly first: string;
  readonly last: string;
}

/** The date in Tokyo at a moment in milliseconds since the Unix epoch. */
export function tokyoDate(ms: number): string {
  return dateAt(ms + TOKYO_OFFSET_MS);
}

export function addDays(date: string, days: number): string {
  return dateAt(Date.parse(date) + days * DAY_MS);
}

/**
 * The user's month in which a date falls.
 *
 * @param firstDay Day on which a month begins, 1 to 31; in a shorter month its last day.
 */
export function monthOf(date: string, firstDay: number): DateRange {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const begin = beginIn(year, month, firstDay);
  const isBefore = date < begin;
  const first = isBefore ? beginIn(year, month - 1, firstDay) : begin;
  const next = isBefore ? begin : beginIn(year, month + 1, firstDay);
  return { first, last: addDays(next, -1) };
}

/** The ranges of all periods at a moment. */
export function periodsAt(nowMs: number, firstDay: number): Readonly<Record<Period, DateRange>> {
  const today = tokyoDate(nowMs);
  const thisMonth = monthOf(today, firstDay);
  return {
    today: { first: today, last: today },
    this_month: thisMonth,
    last_month: monthOf(addDays(thisMonth.first, -1), firstDay),
  };
}

/** @param month From 0 (December before) to 13 (January after). */
function beginIn(year: number, month: number, firstDay: number): string {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return dateAt(Date.UTC(year, month - 1, Math.min(firstDay, days)));
}

function dateAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
