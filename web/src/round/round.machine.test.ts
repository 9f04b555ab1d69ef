import { describe, expect, it } from 'vitest';
import { answerQuestion, beginRound, endRound, proceed, resumeRound, revealAnswer } from './round.machine.ts';
import { NOW, sampleNext, sampleRound, sampleStart, sampleToken } from './round.samples.ts';

const asked = sampleRound();
const sent = answerQuestion(asked, 'a', NOW + 3200);
const revealed = revealAnswer(sent, sampleNext(1, 2, true));
const second = proceed(revealed, NOW + 9000);
const lastSent = answerQuestion(second, '__skip__', NOW + 10_000);
const lastRevealed = revealAnswer(lastSent, sampleNext(2, 2, false));

describe('a round', () => {
  it('begins with the first question and fifteen seconds', () => {
    expect(asked.phase).toMatchObject({ kind: 'asking', question: { index: 1 }, deadlineMs: NOW + 15_000 });
  });

  it('keeps the seconds that were left when the answer was given', () => {
    expect(sent.phase).toMatchObject({ kind: 'sending', answer: 'a', remainingSeconds: 11 });
  });

  it('adds the outcome and holds the next question back until the player goes on', () => {
    expect(revealed.history).toHaveLength(1);
    expect(revealed.history[0]).toMatchObject({ answer: 'a', correct: true, remainingSeconds: 11 });
    expect(second.phase).toMatchObject({ kind: 'asking', question: { index: 2 }, deadlineMs: NOW + 24_000 });
  });

  it('finishes with the receipt', () => {
    expect(proceed(lastRevealed, NOW).phase).toEqual({ kind: 'finished', receipt: 'r.e.c' });
  });

  it('learns how far the clock of the device is off', () => {
    expect(beginRound(sampleStart(2, sampleToken(NOW - 200_000)), NOW).clockAheadMs).toBe(200_000);
    expect(beginRound(sampleStart(2, sampleToken(NOW - 1000)), NOW).clockAheadMs).toBe(0);
  });
});

describe('steps that do not fit', () => {
  it('change nothing', () => {
    expect(answerQuestion(sent, 'b', NOW)).toBe(sent);
    expect(revealAnswer(asked, sampleNext(1, 2, true))).toBe(asked);
    expect(proceed(asked, NOW)).toBe(asked);
  });

  it('turn an answer after the deadline into a time-out', () => {
    expect(answerQuestion(asked, 'a', NOW + 15_000).phase).toMatchObject({
      answer: '__timeout__',
      remainingSeconds: 0,
    });
  });

  it('cannot end a round that needs no more token', () => {
    expect(endRound(lastRevealed, 'expired')).toBe(lastRevealed);
    const finished = proceed(lastRevealed, NOW);
    expect(endRound(finished, 'invalid')).toBe(finished);
  });

  it('keep the history when a round ends early', () => {
    const ended = endRound(second, 'expired');
    expect(ended.phase).toEqual({ kind: 'ended', reason: 'expired' });
    expect(ended.history).toHaveLength(1);
  });
});

describe('resuming', () => {
  it('keeps the deadline', () => {
    expect(resumeRound(asked, NOW + 5000)).toBe(asked);
  });

  it('gives no more than one question of time when the clock was set back', () => {
    expect(resumeRound(asked, NOW - 60_000).phase).toMatchObject({ deadlineMs: NOW - 45_000 });
  });
});
