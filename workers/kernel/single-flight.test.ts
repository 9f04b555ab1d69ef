import { describe, expect, it } from 'vitest';
import { testClock } from '../testing/harness.ts';
import { SingleFlight } from './single-flight.ts';

const keepAlive = () => undefined;

function heldWork<Value>() {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  let runs = 0;
  const work = () => {
    runs += 1;
    return promise;
  };
  return { work, resolve, reject, runs: () => runs };
}

describe('a single flight', () => {
  it('does the work once for all who ask meanwhile, and again for who asks later', async () => {
    const flights = new SingleFlight<number>(testClock(), 1000);
    const { work, resolve, runs } = heldWork<number>();
    const asked = [1, 2, 3].map(() => flights.run('a', work, keepAlive));
    expect(runs()).toBe(1);
    resolve(7);
    expect(await Promise.all(asked)).toEqual([7, 7, 7]);
    await flights.run('a', work, keepAlive);
    expect(runs()).toBe(2);
  });

  it('keeps keys apart', async () => {
    const flights = new SingleFlight<string>(testClock(), 1000);
    const both = await Promise.all(['a', 'b'].map((key) => flights.run(key, async () => key, keepAlive)));
    expect(both).toEqual(['a', 'b']);
  });

  it('fails for all who waited, and tries again afterwards', async () => {
    const flights = new SingleFlight<number>(testClock(), 1000);
    const { work, reject } = heldWork<number>();
    const asked = [1, 2].map(() => flights.run('a', work, keepAlive));
    reject(new Error('gone'));
    for (const outcome of await Promise.allSettled(asked)) expect(outcome.status).toBe('rejected');
    expect(await flights.run('a', async () => 5, keepAlive)).toBe(5);
  });

  it('does not wait for ever for a request that never comes back', async () => {
    const flights = new SingleFlight<number>(testClock(), 20);
    void flights.run('a', heldWork<number>().work, keepAlive);
    expect(await flights.run('a', async () => 9, keepAlive)).toBe(9);
  });

  it('takes over at once when the patience is over already', async () => {
    const clock = testClock();
    const flights = new SingleFlight<number>(clock, 1000);
    void flights.run('a', heldWork<number>().work, keepAlive);
    clock.advance(1000);
    expect(await flights.run('a', async () => 9, keepAlive)).toBe(9);
  });
});
