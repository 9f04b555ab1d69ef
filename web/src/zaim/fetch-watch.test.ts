import { describe, expect, it } from 'vitest';
import { isFetchUnderWay } from './fetch-watch.ts';

const [EARLIER, NOW] = ['2026-11-20T10:00:00.000Z', '2026-11-20T10:15:00.000Z'];
const asked = { account: 'home', failures: 2 };

describe('a fetch is under way', () => {
  it.each([
    ['right after connecting', {}, undefined, true],
    ['while the first one runs', { last_attempt_at: NOW }, undefined, true],
    ['while a later one runs', { last_attempt_at: NOW, last_success_at: EARLIER }, undefined, true],
    ['not when the last one succeeded', { last_attempt_at: NOW, last_success_at: NOW }, undefined, false],
  ] as const)('%s', (_, times, ask, expected) => {
    expect(isFetchUnderWay({ consecutive_failures: 0, ...times }, ask)).toBe(expected);
  });

  it('after failures only when somebody asked, until the count changes', () => {
    const failing = { last_attempt_at: NOW, last_success_at: EARLIER, consecutive_failures: 2 };
    expect(isFetchUnderWay(failing, undefined)).toBe(false);
    expect(isFetchUnderWay(failing, asked)).toBe(true);
    expect(isFetchUnderWay({ ...failing, consecutive_failures: 3 }, asked)).toBe(false);
    expect(isFetchUnderWay({ ...failing, last_success_at: NOW, consecutive_failures: 0 }, asked)).toBe(false);
  });
});
