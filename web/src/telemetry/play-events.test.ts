import { describe, expect, it } from 'vitest';
import { telemetryBatch } from '../../../shared/telemetry.schema.ts';
import { answerQuestion, proceed, revealAnswer } from '../round/round.machine.ts';
import { NOW, sampleNext, sampleRound } from '../round/round.samples.ts';
import type { RoundSnapshot } from '../round/round.types.ts';
import { playEventsOf } from './play-events.ts';

const newId = () => crypto.randomUUID();
const eventsOf = (before: RoundSnapshot, after: RoundSnapshot) => playEventsOf({ before, after }, newId, NOW);

const asked = sampleRound();
const sending = answerQuestion(asked, 'b', NOW + 4000);
const revealed = revealAnswer(sending, sampleNext(1, 2, false));
const second = answerQuestion(proceed(revealed, NOW), 'a', NOW + 1000);
const last = revealAnswer(second, sampleNext(2, 2, true));

describe('the events of a round', () => {
  it('tell what was picked, how it ended, and that the round was played to its end', () => {
    expect(eventsOf(asked, sending)).toMatchObject([
      { name: 'answer_select', question_idx: 1, attrs: { questionId: 'q1', choiceId: 'b', remainingSeconds: 11 } },
    ]);
    expect(eventsOf(sending, revealed)).toMatchObject([
      { name: 'answer_result', question_idx: 1, attrs: { questionId: 'q1', outcome: 'wrong', points: 0 } },
    ]);
    expect(eventsOf(second, last)).toMatchObject([
      { name: 'answer_result', question_idx: 2, attrs: { questionId: 'q2', outcome: 'correct' } },
      { name: 'quiz_complete', attrs: { total: 2, correct: 1 } },
    ]);
  });

  it('are none for a step that answers nothing', () => {
    expect(eventsOf(revealed, proceed(revealed, NOW))).toEqual([]);
    expect(eventsOf(last, proceed(last, NOW))).toEqual([]);
  });

  it.each([
    ['__skip__', 'skip'],
    ['__timeout__', 'timeout'],
  ] as const)('call %s by its name, and no choice', (answer, outcome) => {
    const given = answerQuestion(asked, answer, NOW);
    expect(eventsOf(asked, given)).toEqual([]);
    expect(eventsOf(given, revealAnswer(given, sampleNext(1, 2, false)))).toMatchObject([{ attrs: { outcome } }]);
  });

  it('keep the contract, name the round and the time of the server, and hold no token', () => {
    const ahead = { ...second, clockAheadMs: 3_600_000 };
    const events = eventsOf(ahead, revealAnswer(ahead, sampleNext(2, 2, true)));
    telemetryBatch.parse({ client: { client_id: 'c' }, events });
    for (const { ts, round_id } of events) {
      expect(ts).toBe(new Date(NOW - 3_600_000).toISOString());
      expect(round_id).toBe(asked.round.id);
    }
    expect(JSON.stringify(events)).not.toContain('r.e.c');
  });
});
