import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withinHours } from './hours.ts';

type Hours = Parameters<typeof withinHours>[0];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const hours = (timeZone: string, from: string, until: string, days: readonly number[] = EVERY_DAY): Hours => ({
  kind: 'hours',
  timeZone,
  days,
  from,
  until,
});
const at = (condition: Hours, time: string) => withinHours(condition, Date.parse(time)).holds;

describe('hours', () => {
  it.each([
    ['2026-11-20T08:59:59.999+09:00', false],
    ['2026-11-20T09:00:00+09:00', true],
    ['2026-11-20T16:59:59.999+09:00', true],
    ['2026-11-20T17:00:00+09:00', false],
  ])('of an office in Tokyo: %s is %s', (time, expected) => {
    expect(at(hours('Asia/Tokyo', '09:00', '17:00'), time)).toBe(expected);
  });

  it('count days where they are, not where we are', () => {
    const friday = hours('Asia/Tokyo', '00:00', '12:00', [5]);
    expect(at(friday, '2026-11-19T16:00:00Z')).toBe(true);
    expect(at(friday, '2026-11-20T16:00:00Z')).toBe(false);
  });

  it.each([
    ['2026-11-20T21:59:00Z', false],
    ['2026-11-20T22:00:00Z', true],
    ['2026-11-21T05:59:00Z', true],
    ['2026-11-21T06:00:00Z', false],
    ['2026-11-21T22:00:00Z', false],
    ['2026-11-20T05:00:00Z', false],
  ])('pass midnight on the day they began: %s is %s', (time, expected) => {
    expect(at(hours('UTC', '22:00', '06:00', [5]), time)).toBe(expected);
  });

  it('pass from Sunday into Monday', () => {
    const sunday = hours('UTC', '22:00', '06:00', [7]);
    expect(at(sunday, '2026-11-23T05:00:00Z')).toBe(true);
    expect(at(sunday, '2026-11-22T05:00:00Z')).toBe(false);
  });

  it('are a whole day when they end as they begin', () => {
    expect(at(hours('UTC', '00:00', '00:00', [5]), '2026-11-20T23:59:59Z')).toBe(true);
    expect(at(hours('UTC', '00:00', '00:00', [5]), '2026-11-21T00:00:00Z')).toBe(false);
  });

  it('keep to the wall clock when it changes', () => {
    const office = hours('America/New_York', '09:00', '17:00');
    expect(at(office, '2026-10-30T13:00:00Z')).toBe(true);
    expect(at(office, '2026-11-02T13:30:00Z')).toBe(false);
    expect(at(office, '2026-11-02T14:00:00Z')).toBe(true);
    // 01:30 comes twice on 1 November, 02:30 never on 8 March.
    const small = hours('America/New_York', '01:00', '02:00');
    expect([at(small, '2026-11-01T05:30:00Z'), at(small, '2026-11-01T06:30:00Z')]).toEqual([true, true]);
    const gone = hours('America/New_York', '02:00', '03:00');
    expect([at(gone, '2026-03-08T06:59:59Z'), at(gone, '2026-03-08T07:00:00Z')]).toEqual([false, false]);
  });

  it('say until when they stay as they are, to the millisecond', () => {
    const office = hours('Asia/Kolkata', '09:00', '17:00');
    const until = (time: string) => new Date(withinHours(office, Date.parse(time)).untilMs).toISOString();
    expect(until('2026-11-20T10:15:30.250+05:30')).toBe('2026-11-20T11:30:00.000Z');
    expect(until('2026-11-20T08:15:30.250+05:30')).toBe('2026-11-20T03:30:00.000Z');
    expect(until('2026-11-20T17:00:00+05:30')).toBe('2026-11-20T18:30:00.000Z');
  });

  it('end at the change of the clocks, when that comes first', () => {
    const late = hours('America/New_York', '01:30', '05:00');
    const { holds, untilMs } = withinHours(late, Date.parse('2026-11-01T05:45:00Z'));
    expect([holds, new Date(untilMs).toISOString()]).toEqual([true, '2026-11-01T06:00:00.000Z']);
    expect(at(late, '2026-11-01T06:00:00Z')).toBe(false);
  });

  it('never change before they said, anywhere, around any change of clocks', () => {
    const zones = [
      'UTC',
      'Asia/Tokyo',
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ];
    const clock = fc
      .tuple(fc.nat(23), fc.constantFrom('00', '30', '59'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const instant = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') });
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), clock, clock, days, instant, (zone, from, until, on, nowMs) => {
        const condition = hours(zone, from, until, on);
        const { holds, untilMs } = withinHours(condition, nowMs);
        expect(untilMs).toBeGreaterThan(nowMs);
        for (let part = 1; part <= 12; part += 1) {
          const between = Math.min(untilMs - 1, nowMs + Math.floor(((untilMs - nowMs) * part) / 12));
          expect(withinHours(condition, between).holds).toBe(holds);
        }
      }),
      { numRuns: 300 },
    );
  });
});
