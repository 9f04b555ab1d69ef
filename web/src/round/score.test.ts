import { describe, expect, it } from 'vitest';
import { pointsOf, remainingWholeSeconds } from './score.ts';

describe('score', () => {
  it('is 100 and 5 for each whole second left', () => {
    expect(pointsOf({ correct: true, remainingSeconds: 0 })).toBe(100);
    expect(pointsOf({ correct: true, remainingSeconds: 14 })).toBe(170);
  });

  it('is nothing for a wrong answer, however fast', () => {
    expect(pointsOf({ correct: false, remainingSeconds: 15 })).toBe(0);
  });

  it.each([
    [15_000, 15],
    [14_999, 14],
    [999, 0],
    [-5000, 0],
    [99_000, 15],
  ])('counts %i ms as %i whole seconds', (leftMs, seconds) => {
    expect(remainingWholeSeconds(1_000_000 + leftMs, 1_000_000)).toBe(seconds);
  });
});
