import { describe, expect, it } from 'vitest';
import { shardlessLimiter, testClock } from '../testing/harness.ts';
import type { AnswerEntry } from './ledger.ts';
import { Ledger } from './ledger.ts';
import { newRoundId } from './round-id.ts';
import type { RoundLedger } from './rounds.do.ts';

/** A namespace whose objects fail as the script says, then answer. */
function failing(...faults: object[]) {
  const asked: { name: string; hint: string | undefined }[] = [];
  const namespace = {
    getByName: (name: string, options?: DurableObjectNamespaceGetDurableObjectOptions) => {
      asked.push({ name, hint: options?.locationHint });
      return {
        record: async (entries: readonly AnswerEntry[]) => {
          const fault = faults.shift();
          if (fault !== undefined) throw Object.assign(new Error('fault'), fault);
          return entries.map(() => ({ outcome: 'accepted', correctCount: 0, recordedAtMs: 0 }));
        },
      };
    },
  } as unknown as DurableObjectNamespace<RoundLedger>;
  const clock = testClock();
  const ledger = new Ledger(namespace, clock, shardlessLimiter(clock));
  const record = async (one = entry()) => ledger.record(one, await ledger.plan(one.rid, noWait), noWait);
  return { asked, clock, record };
}

const entry = (): Omit<AnswerEntry, 'budget'> => ({
  rid: newRoundId({ continent: 'OC' }, 1),
  idx: 0,
  answer: 'a',
  correct: true,
});
const noWait = () => undefined;

describe('Ledger', () => {
  it('asks the object that the round id names, near the player', async () => {
    const { asked, record } = failing();
    expect(await record()).toMatchObject({ record: { outcome: 'accepted' } });
    expect(asked).toEqual([{ name: 'oc-0', hint: 'oc' }]);
  });

  it('tries once more, with a fresh stub, where the platform says it may help', async () => {
    const { asked, record } = failing({ retryable: true });
    expect(await record()).toMatchObject({ record: { outcome: 'accepted' } });
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['an overloaded object', [{ retryable: true, overloaded: true }], 1],
    ['an error without a mark', [{}], 1],
    ['an object that fails twice', [{ retryable: true }, { retryable: true }], 2],
  ])('gives up on %s with a retryable unavailable', async (_, faults, calls) => {
    const { asked, record } = failing(...faults);
    const failure = record();
    await expect(failure).rejects.toMatchObject({ code: 'unavailable', headers: { 'Retry-After': '1' } });
    expect(asked).toHaveLength(calls);
  });
});
