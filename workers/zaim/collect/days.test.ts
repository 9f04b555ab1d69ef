import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, monthOf, periodsAt, tokyoDate } from './days.ts';

describe('a day', () => {
  it.each([
    ['2026-11-19T14:59:59.999Z', '2026-11-19'],
    ['2026-11-19T15:00:00.000Z', '2026-11-20'],
    ['2026-12-31T15:00:00.000Z', '2027-01-01'],
    ['2028-02-28T15:00:00.000Z', '2028-02-29'],
  ])('begins at midnight in Tokyo: %s is %s', (moment, date) => {
    expect(tokyoDate(Date.parse(moment))).toBe(date);
  });

  it('is the one that a calendar of the platform shows', () => {
    const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
        expect(tokyoDate(ms)).toBe(calendar.format(ms));
      }),
    );
  });
});

describe('a month of the user', () => {
  it.each([
    ['2026-11-20', 1, '2026-11-01', '2026-11-30'],
    ['2026-11-24', 25, '2026-10-25', '2026-11-24'],
    ['2026-11-25', 25, '2026-11-25', '2026-12-24'],
    ['2026-01-03', 25, '2025-12-25', '2026-01-24'],
    ['2026-12-31', 25, '2026-12-25', '2027-01-24'],
    ['2026-02-28', 31, '2026-02-28', '2026-03-30'],
    ['2026-02-27', 31, '2026-01-31', '2026-02-27'],
    ['2028-02-29', 30, '2028-02-29', '2028-03-29'],
    ['2026-03-30', 30, '2026-03-30', '2026-04-29'],
  ])('of %s that begins on day %i is %s to %s', (date, day, first, last) => {
    expect(monthOf(date, day)).toEqual({ first, last });
  });

  it('holds every day once, whatever its first day is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 31 }), (days, day) => {
        const date = addDays('2000-01-01', days);
        const { first, last } = monthOf(date, day);
        expect(first <= date && date <= last).toBe(true);
        expect(monthOf(first, day)).toEqual({ first, last });
        expect(monthOf(last, day)).toEqual({ first, last });
        expect(monthOf(addDays(last, 1), day).first).toBe(addDays(last, 1));
      }),
    );
  });
});

it('the month before ends where this one begins', () => {
  const periods = periodsAt(Date.parse('2026-11-24T15:00:00Z'), 25);
  expect(periods).toEqual({
    today: { first: '2026-11-25', last: '2026-11-25' },
    this_month: { first: '2026-11-25', last: '2026-12-24' },
    last_month: { first: '2026-10-25', last: '2026-11-24' },
  });
});
