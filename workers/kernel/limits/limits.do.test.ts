import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PolicyName } from '../../../shared/limits.vocabulary.ts';
import { systemClock } from '../clock.ts';
import { Coalescer } from '../coalescer.ts';
import type { Check, Verdict } from './decide.ts';
import { LIMIT_BATCH_MAX } from './limits.constants.ts';
import type { LimitShard } from './limits.do.ts';

type Stub = DurableObjectStub<LimitShard>;

let serial = 0;
const freshShard = (): Stub => env.LIMITS.getByName(`test-${serial++}`);

const check = (over: Partial<Check> = {}): Check => ({
  policy: 'telemetry',
  key: 'k',
  cost: 1,
  limit: 3,
  windowMs: 60_000,
  mode: 'enforce',
  ...over,
});
const admitted = async (shard: Stub, ...checks: Check[]): Promise<boolean[]> =>
  (await shard.check([checks]))[0]?.map((verdict) => verdict.admitted) ?? [];
const once = async (shard: Stub, one: Check): Promise<Verdict> => {
  const verdict = (await shard.check([[one]]))[0]?.[0];
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
};

/** Holds the clock of the objects still; it moves only when told. */
function heldClock() {
  let now = Date.now();
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => now);
  return {
    advance: (ms: number) => {
      now += ms;
    },
    release: () => spy.mockRestore(),
  };
}
afterEach(() => vi.restoreAllMocks());

const stored = (shard: Stub) =>
  runInDurableObject(shard, async (_, state) => ({
    tables: state.storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'")
      .toArray().length,
    alarm: await state.storage.getAlarm(),
  }));

describe('LimitShard', () => {
  it('admits up to the limit and says what is left and how long to wait', async () => {
    heldClock();
    const shard = freshShard();
    expect(await once(shard, check())).toEqual({ admitted: true, remaining: 2, renewMs: 60_000, waitMs: 0 });
    await shard.check([[check()], [check()]]);
    expect(await once(shard, check())).toEqual({ admitted: false, remaining: 0, renewMs: 60_000, waitMs: 60_000 });
  });

  it('keeps callers and policies apart', async () => {
    const shard = freshShard();
    const one = (policy: PolicyName, key: string) => check({ policy, key, limit: 1 });
    expect(await admitted(shard, one('telemetry', 'a'), one('address', 'a'))).toEqual([true, true]);
    expect(await admitted(shard, one('telemetry', 'b'))).toEqual([true]);
    expect(await admitted(shard, one('telemetry', 'a'))).toEqual([false]);
  });

  it('charges all limits of a request or none', async () => {
    const shard = freshShard();
    const client = check({ policy: 'start', limit: 1 });
    const address = check({ policy: 'address', limit: 10 });
    await shard.check([[client, address]]);
    for (let nth = 0; nth < 5; nth += 1) expect(await admitted(shard, client, address)).toEqual([false, true]);
    expect((await shard.peek(address)).remaining).toBe(9);
    await shard.check([[check({ policy: 'address', limit: 10, cost: 9 })]]);
    const other = check({ policy: 'start', key: 'other', limit: 1 });
    expect(await admitted(shard, other, address)).toEqual([true, false]);
    expect((await shard.peek(other)).remaining).toBe(1);
  });

  it('does not let a limit in shadow mode refuse, and follows what is wanted', async () => {
    const shard = freshShard();
    const shadow = check({ policy: 'start', limit: 2, windowMs: 1000, mode: 'shadow' });
    const enforced = check({ policy: 'address', limit: 100 });
    const verdicts = await shard.check(Array.from({ length: 7 }, () => [shadow, enforced]));
    expect(verdicts.map(([first]) => first?.admitted)).toEqual([true, true, false, false, false, false, false]);
    expect((await shard.peek(enforced)).remaining).toBe(93);
    expect(await shard.observed()).toEqual([{ policy: 'start', bound: 8, callers: 1 }]);
  });

  it('admits one who is refused again and again no later than one who waits', async () => {
    const clock = heldClock();
    const shard = freshShard();
    const impatient = check({ key: 'impatient', limit: 1 });
    const patient = check({ key: 'patient', limit: 1 });
    await shard.check([[impatient], [patient]]);
    for (let second = 1; second < 60; second += 1) {
      clock.advance(1000);
      expect(await admitted(shard, impatient)).toEqual([false]);
    }
    clock.advance(1000);
    expect(await admitted(shard, impatient)).toEqual([true]);
    expect(await admitted(shard, patient)).toEqual([true]);
  });

  it('remembers a minute across eviction and across objects that are killed, and says the same wait', async () => {
    const clock = heldClock();
    const shard = freshShard();
    await shard.check([[check()], [check()]]);
    await evictDurableObject(shard);
    clock.advance(20_000);
    expect((await once(shard, check())).remaining).toBe(0);
    await abortAllDurableObjects();
    const again = env.LIMITS.get(shard.id);
    expect(await once(again, check())).toEqual({ admitted: false, remaining: 0, renewMs: 40_000, waitMs: 40_000 });
    clock.advance(40_000);
    expect(await admitted(again, check())).toEqual([true]);
  });

  it('admits exactly the limit of 51,200 acquires of 8 callers, although the object goes again and again', async () => {
    const shard = freshShard();
    const limit = 7777;
    const one = [check({ limit, windowMs: 3_600_000 })];
    let count = 0;
    const caller = async (nth: number) => {
      const coalescer = new Coalescer<readonly Check[], readonly Verdict[]>({
        send: (calls) => env.LIMITS.get(shard.id).check(calls),
        batchMax: LIMIT_BATCH_MAX,
        staleAfterMs: 60_000,
        clock: systemClock,
      });
      for (let round = 0; round < 10; round += 1) {
        const results = Array.from({ length: 640 }, () => coalescer.call(one, () => undefined));
        for (const [verdict] of await Promise.all(results)) if (verdict?.admitted) count += 1;
        if (nth === round) await evictDurableObject(shard);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, nth) => caller(nth)));
    expect(count).toBe(limit);
  }, 60_000);

  it('keeps short windows in memory only', async () => {
    const shard = freshShard();
    const short = check({ policy: 'start', windowMs: 1000, limit: 1 });
    await shard.check([[short]]);
    expect(await admitted(shard, short)).toEqual([false]);
    expect(await stored(shard)).toEqual({ tables: 0, alarm: null });
  });

  it('leaves nothing stored when all windows have passed, and begins anew after that', async () => {
    const clock = heldClock();
    const shard = freshShard();
    await shard.check([[check()]]);
    expect((await stored(shard)).alarm).not.toBeNull();
    clock.advance(30_000);
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect((await shard.peek(check())).remaining).toBe(2);
    clock.advance(40_000);
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect(await stored(shard)).toEqual({ tables: 0, alarm: null });
    expect((await once(shard, check())).remaining).toBe(2);
    expect((await stored(shard)).alarm).not.toBeNull();
  });

  it('notes the peaks of demand when windows pass, for two weeks', async () => {
    const clock = heldClock();
    const shard = freshShard();
    const shadow = (key: string) => [check({ key, limit: 2, mode: 'shadow' })];
    await shard.check([...Array.from({ length: 5 }, () => shadow('a')), shadow('b'), shadow('b')]);
    clock.advance(70_000);
    await runDurableObjectAlarm(shard);
    const observed = [
      { policy: 'telemetry', bound: 2, callers: 1 },
      { policy: 'telemetry', bound: 5, callers: 1 },
    ];
    expect(await shard.observed()).toEqual(observed);
    clock.advance(15 * 86_400_000);
    await runDurableObjectAlarm(shard);
    expect(await stored(shard)).toEqual({ tables: 0, alarm: null });
  });

  it('charges nothing that it could not store', async () => {
    const shard = freshShard();
    await shard.check([[check()]]);
    const fault = await runInDurableObject(shard, async (instance: LimitShard, state) => {
      const failing = vi.spyOn(state.storage, 'transactionSync').mockImplementation(() => {
        throw new Error('disk full');
      });
      const thrown = await instance.check([[check()]]).catch((error: Error) => error.message);
      failing.mockRestore();
      return thrown;
    });
    expect(fault).toBe('disk full');
    expect((await shard.peek(check())).remaining).toBe(2);
  });

  it('forgets a caller when told, and only that one', async () => {
    const shard = freshShard();
    await shard.check([[check({ key: 'a' })], [check({ key: 'b' })]]);
    await shard.forget(check({ key: 'a' }));
    await evictDurableObject(shard);
    expect((await shard.peek(check({ key: 'a' }))).remaining).toBe(3);
    expect((await shard.peek(check({ key: 'b' }))).remaining).toBe(2);
  });

  it('takes no time from its callers', async () => {
    const shard = freshShard();
    await shard.check([[check({ limit: 1 })]]);
    const withTime = { ...check({ limit: 1 }), now: Date.now() + 3_600_000, nowMs: 9e15 };
    expect(await admitted(shard, withTime)).toEqual([false]);
  });
});
