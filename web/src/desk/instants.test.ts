import { describe, expect, it } from 'vitest';
import { shownDistance, shownInstant } from './instants.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('instants', () => {
  it('are shown in the zone of the reader, which is named', () => {
    const iso = '2026-11-20T23:30:00Z';
    expect(shownInstant(iso, 'ja', 'Asia/Tokyo')).toMatch(/2026年11月21日.*8:30.*JST/);
    expect(shownInstant(iso, 'en', 'Europe/London')).toMatch(/Nov 20, 2026.*11:30.*GMT/);
  });

  it.each([
    ['2026-11-20T12:27:59Z', 'in 27 minutes', '27 分後'],
    ['2026-11-20T10:00:00Z', '2 hours ago', '2 時間前'],
    ['2026-11-20T12:00:40Z', 'now', '今'],
    ['2026-11-20T11:59:30Z', 'now', '今'],
    ['2026-11-27T12:00:00Z', 'in 7 days', '7 日後'],
  ])('tell the distance of %s as %s', (iso, english, japanese) => {
    expect([shownDistance(iso, NOW, 'en'), shownDistance(iso, NOW, 'ja')]).toEqual([english, japanese]);
  });
});
