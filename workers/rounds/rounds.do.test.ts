import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import type { AnswerEntry } from './ledger.ts';
import { LEDGER_ROW_TTL_MS } from './rounds.constants.ts';
import type { RoundLedger } from './rounds.do.ts';

let serial = 0;
const freshLedger = () => env.ROUND_LEDGER.getByName(`test-${serial++}`);
const entry = (rid: string, idx: number, answer = 'a', correct = false): AnswerEntry => ({
  rid,
  idx,
  answer,
  correct,
  budget: undefined,
});
const outcomes = async (ledger: DurableObjectStub<RoundLedger>, ...entries: AnswerEntry[]) =>
  (await ledger.record(entries)).map(({ outcome }) => outcome);
const rowsOf = (ledger: DurableObjectStub<RoundLedger>) =>
  runInDurableObject(ledger, (_, state) => state.storage.sql.exec('SELECT rid FROM rounds').toArray().length);

describe('RoundLedger', () => {
  it('accepts each question once, in order, and counts the right ones', async () => {
    const ledger = freshLedger();
    const records = await ledger.record([
      entry('r', 0, 'a', true),
      entry('r', 1, 'b', false),
      entry('r', 2, 'c', true),
    ]);
    expect(records.map((record) => ('correctCount' in record ? record.correctCount : null))).toEqual([1, 1, 2]);
  });

  it('tells a repeat from another answer, for the newest and for older questions', async () => {
    const ledger = freshLedger();
    await ledger.record([entry('r', 0, 'a'), entry('r', 1, 'b')]);
    expect(
      await outcomes(ledger, entry('r', 0, 'a'), entry('r', 0, 'b'), entry('r', 1, 'b'), entry('r', 1, 't')),
    ).toEqual(['repeated', 'conflict', 'repeated', 'conflict']);
  });

  it('counts exactly one of two answers in the same hop', async () => {
    expect(await outcomes(freshLedger(), entry('r', 0, 'a'), entry('r', 0, 'b'))).toEqual(['accepted', 'conflict']);
  });

  it('does not take an answer whose forerunners it does not know', async () => {
    const ledger = freshLedger();
    expect(await outcomes(ledger, entry('r', 3))).toEqual(['unknown']);
    expect(await outcomes(ledger, entry('r', 0), entry('r', 2))).toEqual(['accepted', 'unknown']);
  });

  it('keeps rounds apart', async () => {
    expect(await outcomes(freshLedger(), entry('r', 0, 'a'), entry('s', 0, 'b'))).toEqual(['accepted', 'accepted']);
  });

  it('remembers across eviction', async () => {
    const ledger = freshLedger();
    const [first] = await ledger.record([entry('r', 0, 'a', true)]);
    await evictDurableObject(ledger);
    const [again] = await ledger.record([entry('r', 0, 'a', true)]);
    expect(again).toEqual({ ...first, outcome: 'repeated' });
    expect(await outcomes(ledger, entry('r', 0, 'b'))).toEqual(['conflict']);
  });

  it('admits one answer of many parallel callers', async () => {
    const ledger = freshLedger();
    const answers = Array.from({ length: 64 }, (_, caller) => 'abcd'[caller % 4] ?? 'a');
    const all = await Promise.all(answers.map((answer) => outcomes(ledger, entry('r', 0, answer))));
    expect(all.flat().filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(all.flat().filter((outcome) => outcome === 'repeated')).toHaveLength(15);
  });

  describe('the budget of a round', () => {
    const budget = (limit: number, mode: 'enforce' | 'shadow' = 'enforce') =>
      ({ policy: 'next', key: 'r', cost: 1, limit, windowMs: 60_000, mode }) as const;
    const paid = (idx: number, answer: string, limit: number, mode?: 'enforce' | 'shadow'): AnswerEntry => ({
      ...entry('r', idx, answer),
      budget: budget(limit, mode),
    });

    it('is charged by answers, repeats, conflicts and gaps alike, in the order of the batch', async () => {
      const ledger = freshLedger();
      const batch = [paid(0, 'a', 4), paid(0, 'a', 4), paid(0, 'b', 4), paid(7, 'a', 4), paid(1, 'c', 4)];
      expect(await outcomes(ledger, ...batch)).toEqual(['accepted', 'repeated', 'conflict', 'unknown', 'limited']);
      expect(await outcomes(ledger, entry('r', 1, 'd'))).toEqual(['accepted']);
    });

    it('survives eviction, and leaves the time of the answer alone', async () => {
      const ledger = freshLedger();
      const [first] = await ledger.record([paid(0, 'a', 3)]);
      await evictDurableObject(ledger);
      const [again] = await ledger.record([paid(0, 'a', 3)]);
      expect(again).toMatchObject({ outcome: 'repeated', budget: { remaining: 1 } });
      expect(again).toHaveProperty('recordedAtMs', Reflect.get(first ?? {}, 'recordedAtMs'));
      expect(await outcomes(ledger, paid(1, 'a', 3), paid(1, 'a', 3))).toEqual(['accepted', 'limited']);
    });

    it('is not prolonged by refusals', async () => {
      const ledger = freshLedger();
      let now = Date.now();
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => now);
      await ledger.record([paid(0, 'a', 1)]);
      for (let second = 1; second < 60; second += 1) {
        now += 1000;
        expect(await outcomes(ledger, paid(0, 'a', 1))).toEqual(['limited']);
      }
      now += 1000;
      expect(await outcomes(ledger, paid(0, 'a', 1))).toEqual(['repeated']);
      clock.mockRestore();
    });

    it('only counts in shadow mode', async () => {
      const ledger = freshLedger();
      const [, over] = await ledger.record([paid(0, 'a', 1, 'shadow'), paid(1, 'a', 1, 'shadow')]);
      expect(over).toMatchObject({ outcome: 'accepted', budget: { admitted: false } });
    });

    it('can be looked at and given back', async () => {
      const ledger = freshLedger();
      await ledger.record([paid(0, 'a', 3)]);
      expect((await ledger.budgetOf(budget(3))).remaining).toBe(2);
      await ledger.resetBudget('r');
      expect((await ledger.budgetOf(budget(3))).remaining).toBe(3);
      expect(await outcomes(ledger, entry('r', 0, 'b'))).toEqual(['conflict']);
    });

    it('is added to an object that is older than it', async () => {
      const ledger = freshLedger();
      await runInDurableObject(ledger, (_, { storage: { sql } }) => {
        sql.exec('DROP TABLE rounds');
        sql.exec(`CREATE TABLE rounds (
          rid TEXT PRIMARY KEY, answers TEXT NOT NULL, marks TEXT NOT NULL, updated_at INTEGER NOT NULL
        ) WITHOUT ROWID`);
        sql.exec("INSERT INTO rounds VALUES ('r', 'a', '1', 5)");
      });
      await evictDurableObject(ledger);
      expect(await outcomes(ledger, paid(0, 'b', 3), paid(1, 'b', 3))).toEqual(['conflict', 'accepted']);
    });
  });

  it('keeps a live round when it sweeps, forgets an old one, and then keeps no alarm', async () => {
    const ledger = freshLedger();
    await ledger.record([entry('r', 0)]);
    expect(await runDurableObjectAlarm(ledger)).toBe(true);
    expect(await rowsOf(ledger)).toBe(1);
    const later = Date.now() + LEDGER_ROW_TTL_MS + 1000;
    const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
    expect(await runDurableObjectAlarm(ledger)).toBe(true);
    clock.mockRestore();
    expect(await rowsOf(ledger)).toBe(0);
    expect(await runDurableObjectAlarm(ledger)).toBe(false);
    expect(await outcomes(ledger, entry('r', 0))).toEqual(['accepted']);
    expect(await runDurableObjectAlarm(ledger)).toBe(true);
  });
});
