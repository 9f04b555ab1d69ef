import { expect, it } from 'vitest';
import { shownDays, shownMoney } from './shown-money.ts';

it('amounts have the sign and the decimals of their currency', () => {
  expect(shownMoney(123_456, 'JPY', 'en')).toBe('¥123,456');
  expect(shownMoney(123_456, 'JPY', 'ja')).toBe('￥123,456');
  expect(shownMoney(-12.5, 'USD', 'en')).toBe('-$12.50');
  expect(shownMoney(1000, undefined, 'en')).toBe('1,000');
  expect(shownMoney(1000, 'no currency', 'en')).toBe('1,000 no currency');
});

it('days are those of the calendar, wherever the device is', () => {
  expect(shownDays('2026-10-25', '2026-11-24', 'en')).toMatch(/^Oct 25\s–\sNov 24$/);
  expect(shownDays('2026-11-01', '2026-11-30', 'ja')).toBe('11/01～11/30');
});
