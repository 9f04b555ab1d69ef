import { describe, expect, it } from 'vitest';
import { answerQuestion, endRound, proceed, revealAnswer } from './round.machine.ts';
import { NOW, sampleNext, sampleRound } from './round.samples.ts';
import { overtakenBy, progressOf } from './tab-order.ts';

const asked = sampleRound();
const sentA = answerQuestion(asked, 'a', NOW);
const sentB = answerQuestion(asked, 'b', NOW);
const revealed = revealAnswer(sentA, sampleNext(1, 2, true));
const second = proceed(revealed, NOW);

describe('two tabs with one round', () => {
  it('order the steps of a round', () => {
    const last = revealAnswer(answerQuestion(second, 'c', NOW), sampleNext(2, 2, false));
    const steps = [asked, sentA, endRound(sentA, 'expired'), revealed, second, last, proceed(last, NOW)];
    const numbers = steps.map(progressOf);
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
    expect(new Set(numbers).size).toBe(steps.length);
  });

  it('let the one that is ahead write', () => {
    expect(overtakenBy(asked, sentA)).toBeUndefined();
    expect(overtakenBy(sentA, revealed)).toBeUndefined();
    expect(overtakenBy(undefined, asked)).toBeUndefined();
  });

  it('hold the one back that is behind', () => {
    expect(overtakenBy(second, sentB)).toBe('answered_elsewhere');
    expect(overtakenBy(revealed, asked)).toBe('answered_elsewhere');
  });

  it('never let a different pending answer replace the first', () => {
    expect(overtakenBy(sentA, sentB)).toBe('answered_elsewhere');
    expect(overtakenBy(sentA, sentA)).toBeUndefined();
  });

  it('leave a newer round alone', () => {
    const newer = { ...asked, round: { ...asked.round, id: 'another' } };
    expect(overtakenBy(newer, sentA)).toBe('newer_round');
  });
});
