/** Against the real counters of the limits. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Limiter } from '../../kernel/limits/limiter.ts';
import { POLICIES } from '../../kernel/limits/policies.ts';
import { bareBook } from '../../kernel/limits/policy-book.ts';
import { ShardDoor } from '../../kernel/limits/shard-door.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { testClock } from '../../testing/harness.ts';
import { DecisionBudget } from './decision-budget.ts';
import { LEASE_MS, LEASE_UNITS } from './decisions.constants.ts';

const keepAlive = () => undefined;

function isolate(clock = testClock()) {
  let hops = 0;
  const door = new ShardDoor(env.LIMITS, clock);
  const limiter = new Limiter({
    shards: {
      check: (...args) => {
        hops += 1;
        return door.check(...args);
      },
    },
    book: bareBook,
    clock,
    metrics: noMetrics,
    log: createLog('silent'),
  });
  return { budget: new DecisionBudget(limiter, clock), hops: () => hops };
}

describe('the budget of a service', () => {
  it('costs one hop for many decisions, and for many that come together', async () => {
    const { budget, hops } = isolate();
    const service = { type: 'service', id: 'frugal' };
    const takes = Array.from({ length: LEASE_UNITS }, () => budget.take(service, 1, keepAlive));
    expect((await Promise.all(takes)).every(({ admitted }) => admitted)).toBe(true);
    expect(hops()).toBe(1);
    await budget.take(service, 1, keepAlive);
    expect(hops()).toBe(2);
  });

  it('never gives out more than the limit, whatever the number of isolates', async () => {
    const isolates = [isolate(), isolate(), isolate()];
    const service = { type: 'service', id: 'greedy' };
    let given = 0;
    for (let nth = 0; ; nth += 1) {
      const { budget } = isolates[nth % isolates.length] ?? isolate();
      const { admitted, retryAfterSeconds } = await budget.take(service, LEASE_UNITS, keepAlive);
      if (!admitted) {
        expect(retryAfterSeconds).toBeGreaterThan(0);
        break;
      }
      given += LEASE_UNITS;
    }
    expect(given).toBe(POLICIES.decision.limit);
    const other = { type: 'user', id: 'greedy' };
    expect((await isolates[0]?.budget.take(other, 1, keepAlive))?.admitted).toBe(true);
  });

  it('loses what is not used in time, and counts the next units behind the answer', async () => {
    const clock = testClock();
    const { budget, hops } = isolate(clock);
    const service = { type: 'service', id: 'slow' };
    await budget.take(service, 1, keepAlive);
    clock.advance(LEASE_MS);
    const behind: Promise<unknown>[] = [];
    expect((await budget.take(service, 1, (work) => behind.push(work))).admitted).toBe(true);
    await Promise.all(behind);
    expect(hops()).toBe(2);
  });

  it('is refused again once the units counted behind an answer were not there', async () => {
    const clock = testClock();
    const [here, elsewhere] = [isolate(clock), isolate(clock)];
    const service = { type: 'service', id: 'shared' };
    await here.budget.take(service, 1, keepAlive);
    while ((await elsewhere.budget.take(service, LEASE_UNITS, keepAlive)).admitted);
    clock.advance(LEASE_MS);
    const behind: Promise<unknown>[] = [];
    expect((await here.budget.take(service, 1, (work) => behind.push(work))).admitted).toBe(true);
    await Promise.all(behind);
    expect((await here.budget.take(service, 1, keepAlive)).admitted).toBe(false);
  });
});
