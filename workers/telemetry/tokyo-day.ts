/** Days in Asia/Tokyo, which is nine hours ahead of UTC all year: since 1951 there is no summer time. */
import { NUMBERS_DAYS_DEFAULT, NUMBERS_DAYS_MAX } from '../../shared/telemetry.vocabulary.ts';
import { AppError } from '../kernel/errors.ts';

const DAY_MS = 86_400_000;
const OFFSET_MS = 9 * 3_600_000;

/** Whole days, the last one included. Numbers count days since the Unix epoch in Tokyo. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
}

/** Number of the day in which a moment falls. */
function dayOf(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** Milliseconds since the Unix epoch at which a day begins. */
export function beginOf(day: number): number {
  return day * DAY_MS - OFFSET_MS;
}

/** The day as `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The days that a query names, each as `YYYY-MM-DD`.
 *
 * @throws AppError `bad_request` when they are turned round or too many.
 */
export function rangeOf(query: { from?: string | undefined; to?: string | undefined }, nowMs: number): DayRange {
  const last = query.to === undefined ? dayOf(nowMs) : Date.parse(query.to) / DAY_MS;
  const first = query.from === undefined ? last - NUMBERS_DAYS_DEFAULT + 1 : Date.parse(query.from) / DAY_MS;
  if (first <= last && last - first < NUMBERS_DAYS_MAX) return { first, last };
  throw new AppError('bad_request', {
    message: `The request is not valid: 1 to ${NUMBERS_DAYS_MAX} days.`,
    details: { pointer: '/from' },
  });
}
