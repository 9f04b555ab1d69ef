import { describe, expect, it } from 'vitest';
import { answerQuestion, endRound, proceed, revealAnswer } from './round.machine.ts';
import { NOW, sampleNext, sampleRound } from './round.samples.ts';
import type { RoundSnapshot } from './round.types.ts';
import { parseSnapshot, serializeSnapshot } from './snapshot.ts';

const asked = sampleRound();
const sent = answerQuestion(asked, 'a', NOW);
const revealed = revealAnswer(sent, sampleNext(1, 2, true));
const second = proceed(revealed, NOW);
const lastRevealed = revealAnswer(answerQuestion(second, '__timeout__', NOW), sampleNext(2, 2, false));
const everyPhase: readonly RoundSnapshot[] = [
  asked,
  sent,
  revealed,
  second,
  lastRevealed,
  proceed(lastRevealed, NOW),
  endRound(second, 'expired'),
];

/** The stored text with other members, `undefined` for none. */
function edited(snapshot: RoundSnapshot, members: object): string {
  return JSON.stringify({ ...snapshot, ...members });
}

/** The stored text with other members in its phase. */
function phaseEdited(snapshot: RoundSnapshot, members: object): string {
  return edited(snapshot, { phase: { ...snapshot.phase, ...members } });
}

describe('a stored snapshot', () => {
  it.each(everyPhase.map((snapshot) => [snapshot.phase.kind, snapshot] as const))(
    'comes back as it was (%s)',
    (_kind, it) => {
      expect(parseSnapshot(serializeSnapshot(it))).toEqual(it);
    },
  );

  it.each([undefined, '', 'null', '[]', '{}', '"text"', '{"version":1}', serializeSnapshot(asked).slice(0, -1)])(
    'is refused when it is %s',
    (text) => {
      expect(parseSnapshot(text)).toBeUndefined();
    },
  );

  const broken: readonly (readonly [string, string])[] = [
    ['another version', edited(asked, { version: 2 })],
    ['an unknown key', edited(asked, { extra: 1 })],
    ['an unknown phase', edited(asked, { phase: { kind: 'won' } })],
    ['no deadline', phaseEdited(asked, { deadlineMs: undefined })],
    ['a deadline that is text', phaseEdited(asked, { deadlineMs: '1' })],
    ['an answer that is none', phaseEdited(sent, { answer: 'e' })],
    ['too many seconds', phaseEdited(sent, { remainingSeconds: 16 })],
    ['a history with a gap', edited(second, { history: [] })],
    ['a finish before the last question', edited(revealed, { phase: { kind: 'finished', receipt: 'x' } })],
    ['a reveal of nothing', edited(asked, { phase: revealed.phase })],
    ['choices that repeat', serializeSnapshot(asked).replace('"id":"b"', '"id":"a"')],
    ['more questions than a round has', serializeSnapshot(asked).replace('"total":2', '"total":51')],
    ['an unknown filter', serializeSnapshot(asked).replace('"easy"', '"impossible"')],
  ];
  it.each(broken)('is refused with %s', (_name, text) => {
    expect(parseSnapshot(text)).toBeUndefined();
  });
});
