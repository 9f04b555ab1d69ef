import { describe, expect, it } from 'vitest';
import { testClock } from '../testing/harness.ts';
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
  return { asked, ledger: new Ledger(namespace, testClock()) };
}

const entry = (): AnswerEntry => ({ rid: newRoundId({ continent: 'OC' }, 1), idx: 0, answer: 'a', correct: true });
const noWait = () => undefined;

describe('Ledger', () => {
  it('asks the object that the round id names, near the player', async () => {
    const { asked, ledger } = failing();
    expect(await ledger.record(entry(), noWait)).toMatchObject({ outcome: 'accepted' });
    expect(asked).toEqual([{ name: 'oc-0', hint: 'oc' }]);
  });

  it('tries once more, with a fresh stub, where the platform says it may help', async () => {
    const { asked, ledger } = failing({ retryable: true });
    expect(await ledger.record(entry(), noWait)).toMatchObject({ outcome: 'accepted' });
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['an overloaded object', [{ retryable: true, overloaded: true }], 1],
    ['an error without a mark', [{}], 1],
    ['an object that fails twice', [{ retryable: true }, { retryable: true }], 2],
  ])('gives up on %s with a retryable unavailable', async (_, faults, calls) => {
    const { asked, ledger } = failing(...faults);
    const failure = ledger.record(entry(), noWait);
    await expect(failure).rejects.toMatchObject({ code: 'unavailable', headers: { 'Retry-After': '1' } });
    expect(asked).toHaveLength(calls);
  });
});
