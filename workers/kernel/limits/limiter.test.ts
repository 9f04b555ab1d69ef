import { describe, expect, it } from 'vitest';
import type { PolicyName } from '../../../shared/limits.vocabulary.ts';
import { testClock } from '../../testing/harness.ts';
import { createLog } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Caller } from './caller.ts';
import { type Check, decide, type Verdict } from './decide.ts';
import { Limiter } from './limiter.ts';
import type { LimitShard } from './limits.do.ts';
import { bareBook, type PolicyBook, type PolicyChange } from './policy-book.ts';
import { ShardDoor } from './shard-door.ts';
import { SlidingLog } from './window.ts';

const noWait = () => undefined;
const caller: Caller = { address: 'a1', client: 'c1', place: { name: 'weur-3', region: 'weur' } };

/** A limiter over shards that count in this test, and fail as `faults` say. */
function setup(options: { book?: PolicyBook; timeoutMs?: number } = {}) {
  const clock = testClock();
  const logs = new Map<string, SlidingLog>();
  const hops: (readonly (readonly Check[])[])[] = [];
  const faults: (() => Promise<never>)[] = [];
  const counted: string[] = [];
  const metrics: Metrics = {
    count: (name, labels) => counted.push([name, ...Object.values(labels)].join(' ')),
    observe: () => undefined,
    raise: () => undefined,
  };
  const logOf = ({ policy, key, windowMs }: Check) => {
    const log = logs.get(policy + key) ?? new SlidingLog(windowMs);
    logs.set(policy + key, log);
    return log;
  };
  const namespace = {
    getByName: () => ({
      check: async (calls: readonly (readonly Check[])[]): Promise<Verdict[][]> => {
        hops.push(calls);
        await faults.shift()?.();
        return calls.map(
          (checks) =>
            decide(
              checks.map((check) => ({ check, log: logOf(check) })),
              clock.nowMs(),
            ).verdicts,
        );
      },
    }),
  } as unknown as DurableObjectNamespace<LimitShard>;
  const limiter = new Limiter({
    shards: new ShardDoor(namespace, clock, options.timeoutMs ?? 1000),
    book: options.book ?? bareBook,
    clock,
    metrics,
    log: createLog('silent'),
  });
  const check = (policies: readonly PolicyName[], by: Caller = caller) => limiter.check(policies, by, noWait);
  return { clock, hops, faults, counted, limiter, check };
}

/** A book with one change for one policy. */
const bookWith = (policy: PolicyName, change: PolicyChange): PolicyBook => ({
  ...bareBook,
  changeOf: (name) => (name === policy ? change : undefined),
});

const fails =
  (marks: object = {}) =>
  async (): Promise<never> => {
    throw Object.assign(new Error('fault'), marks);
  };

describe('Limiter', () => {
  it('checks several limits in one hop', async () => {
    const { hops, check } = setup();
    const decision = await check(['start', 'address']);
    expect(decision.states.map(({ policy, remaining }) => [policy, remaining])).toEqual([
      ['start', 0],
      ['address', 599],
    ]);
    expect(hops).toHaveLength(1);
  });

  it('joins calls that arrive during a hop', async () => {
    const { hops, check } = setup();
    const callers = Array.from({ length: 50 }, (_, nth) => ({ ...caller, client: `c${nth}` }));
    const decisions = await Promise.all(callers.map((by) => check(['start', 'address'], by)));
    expect(decisions.every(({ admitted }) => admitted)).toBe(true);
    expect(hops.map((calls) => calls.length)).toEqual([1, 49]);
  });

  it('answers a caller known to be denied without a hop, until the time it named', async () => {
    const { clock, hops, check } = setup();
    await check(['manifest', 'address']);
    expect(await check(['manifest', 'address'])).toMatchObject({ admitted: false, retryAfterSeconds: 60 });
    for (let second = 0; second < 59; second += 1) {
      clock.advance(1000);
      expect(await check(['manifest', 'address'])).toMatchObject({ admitted: false, retryAfterSeconds: 59 - second });
    }
    expect(hops).toHaveLength(2);
    clock.advance(1000);
    expect((await check(['manifest', 'address'])).admitted).toBe(true);
    expect(hops).toHaveLength(3);
  });

  it('answers every client of an address over its ceiling without a hop', async () => {
    const { hops, check } = setup({ book: bookWith('address', { limit: 1 }) });
    await check(['start', 'address']);
    await check(['start', 'address'], { ...caller, client: 'c2' });
    for (let nth = 0; nth < 9; nth += 1) {
      expect((await check(['start', 'address'], { ...caller, client: `c${nth}` })).admitted).toBe(false);
    }
    expect(hops).toHaveLength(2);
  });

  it('counts what a limit in shadow mode would refuse, and asks its shard every time', async () => {
    const { hops, counted, check } = setup({ book: bookWith('start', { mode: 'shadow' }) });
    for (let nth = 0; nth < 3; nth += 1) expect((await check(['start'])).admitted).toBe(true);
    expect(hops).toHaveLength(3);
    expect(counted.filter((line) => line.includes('exceeded'))).toEqual([
      'rate_limit_exceeded_total start shadow',
      'rate_limit_exceeded_total start shadow',
    ]);
  });

  it('counts each check by policy and outcome, also those without a hop', async () => {
    const { counted, check } = setup();
    for (let nth = 0; nth < 3; nth += 1) await check(['start', 'address']);
    expect(
      Object.fromEntries(
        Map.groupBy(counted, (line) => line)
          .entries()
          .map(([line, { length }]) => [line, length]),
      ),
    ).toEqual({
      'rate_limit_checks_total start admitted': 1,
      'rate_limit_checks_total start denied': 2,
      'rate_limit_checks_total address admitted': 2,
      'rate_limit_exceeded_total start enforce': 2,
    });
  });

  it('does not ask about a policy that is off', async () => {
    const { hops, check } = setup({ book: bookWith('start', { mode: 'off' }) });
    expect(await check(['start'])).toEqual({ admitted: true, states: [], retryAfterSeconds: 0 });
    expect(hops).toHaveLength(0);
  });

  it('forgets known denials when an operator has changed something', async () => {
    const book = { ...bareBook, revision: 1 };
    const { hops, check } = setup({ book });
    await check(['manifest']);
    await check(['manifest']);
    book.revision = 2;
    await check(['manifest']);
    expect(hops).toHaveLength(3);
  });
});

describe('when a shard does not answer', () => {
  it('counts open limits in this isolate by the same rule, and says so', async () => {
    const { clock, faults, counted, check } = setup();
    faults.push(fails(), fails(), fails());
    expect((await check(['start', 'address'])).admitted).toBe(true);
    expect(await check(['start', 'address'])).toMatchObject({ admitted: false, retryAfterSeconds: 1 });
    clock.advance(1000);
    expect((await check(['start', 'address'])).admitted).toBe(true);
    expect(counted.filter((line) => line.startsWith('rate_limit_errors_total'))).toHaveLength(6);
  });

  it('goes back to the shard as soon as it answers', async () => {
    const { faults, hops, check } = setup();
    faults.push(fails());
    await check(['start']);
    expect((await check(['start'])).admitted).toBe(true);
    expect(hops).toHaveLength(2);
  });

  it.each([
    ['once more where the platform says it may help', { retryable: true }, 2],
    ['not again when it is overloaded', { retryable: true, overloaded: true }, 1],
    ['not again without a mark', {}, 1],
  ])('asks %s', async (_, marks, calls) => {
    const { faults, hops, check } = setup();
    faults.push(fails(marks));
    expect((await check(['start'])).admitted).toBe(true);
    expect(hops).toHaveLength(calls);
  });

  it('waits a bounded time, and then leaves the shard alone for a while', async () => {
    const { clock, faults, hops, check } = setup({ timeoutMs: 20 });
    faults.push(() => new Promise<never>(() => undefined));
    expect((await check(['start'])).admitted).toBe(true);
    expect((await check(['start'])).admitted).toBe(false);
    expect(hops).toHaveLength(1);
    clock.advance(1001);
    expect((await check(['start'])).admitted).toBe(true);
    expect(hops).toHaveLength(2);
  });

  it('answers unavailable for a limit that fails closed', async () => {
    const { limiter } = setup();
    const { checks } = await limiter.plan([{ policy: 'next', key: 'r' }], noWait);
    expect(() => limiter.withoutShard(checks, new Error('gone'))).toThrow(
      expect.objectContaining({ code: 'unavailable', headers: { 'Retry-After': '1' } }),
    );
  });
});
