import { env, runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { CHANGE_OPEN_MS } from '../access.constants.ts';
import { ChangeCounter } from './change-counter.ts';

function withCounter(name: string, check: (counter: ChangeCounter) => void): Promise<void> {
  return runInDurableObject(env.ACCESS_SUBJECTS.getByName(name), (_, state) =>
    check(new ChangeCounter(state.storage.sql)),
  );
}

it('settles only when every change has ended', async () => {
  await withCounter('two-changes', (counter) => {
    counter.begin('a', 0);
    counter.begin('b', 0);
    expect(counter.end('a', 1).isSettled).toBe(false);
    expect(counter.end('b', 2).isSettled).toBe(true);
  });
});

it('takes a change without an end for ended after a while, with a step', async () => {
  await withCounter('lost-end', (counter) => {
    const { number } = counter.begin('a', 0);
    expect(counter.read(CHANGE_OPEN_MS - 1)).toEqual({ number, isSettled: false });
    expect(counter.read(CHANGE_OPEN_MS)).toEqual({ number: number + 1, isSettled: true });
    expect(counter.read(CHANGE_OPEN_MS + 1)).toEqual({ number: number + 1, isSettled: true });
  });
});

it('steps once more when an end comes after all', async () => {
  await withCounter('late-end', (counter) => {
    counter.begin('a', 0);
    const { number } = counter.read(CHANGE_OPEN_MS);
    expect(counter.end('a', CHANGE_OPEN_MS + 1).number).toBe(number + 1);
  });
});

it('stores nothing when it is only asked', async () => {
  const object = env.ACCESS_SUBJECTS.getByName('only-asked');
  expect(await object.stamp()).toEqual({ number: 0, isSettled: true });
  await runInDurableObject(object, (_, { storage: { sql } }) => {
    const tables = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'");
    expect(tables.toArray()).toEqual([]);
  });
});

it('knows in a new object what the one before has counted', async () => {
  await withCounter('woken', (counter) => {
    counter.begin('a', 0);
    counter.end('a', 1);
  });
  await withCounter('woken', (counter) => expect(counter.read(2)).toEqual({ number: 2, isSettled: true }));
});
