/** Against the real objects, except where one is made to fail. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../kernel/log.ts';
import type { Subject } from '../../kernel/principal.ts';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { FRESHNESS_BOUND_MS, FRESHNESS_REFRESH_MS } from '../access.constants.ts';
import { Freshness } from './freshness.ts';

const keepAlive = () => undefined;
const written = async () => 'written';
let subjects = 0;

/** A subject that no other test has. */
function newSubject(): Subject {
  subjects += 1;
  return { type: 'user', id: `freshness-${subjects}` };
}

function isolate(clock: TestClock = testClock(), bindings: Partial<Cloudflare.Env> = {}): Freshness {
  const { ACCESS_SUBJECTS, ACCESS_POLICIES } = { ...env, ...bindings };
  return new Freshness({ subjects: ACCESS_SUBJECTS, policies: ACCESS_POLICIES, clock, log: createLog('silent') });
}

/** A namespace whose objects fail while told so. */
function breakable() {
  let isBroken = false;
  const namespace = new Proxy(env.ACCESS_SUBJECTS, {
    get: (target, name) => {
      if (name !== 'getByName') return Reflect.get(target, name) as unknown;
      return (objectName: string) => {
        if (!isBroken) return target.getByName(objectName);
        const fail = () => Promise.reject(new Error('the object is away'));
        return { stamp: fail, beginChange: fail, endChange: fail };
      };
    },
  });
  return { ACCESS_SUBJECTS: namespace, break: () => (isBroken = true) };
}

describe('the epoch of a subject', () => {
  it('begins at 0, rises with a change and is its own', async () => {
    const freshness = isolate();
    const [ann, ben] = [newSubject(), newSubject()];
    expect(await freshness.epochOf(ann, 'bounded', keepAlive)).toMatchObject({ number: 0, isSettled: true });
    const { result, number } = await freshness.changeSubject(ann, written);
    expect(result).toBe('written');
    const after = await freshness.epochOf(ann, 'bounded', keepAlive);
    expect(after.isSettled).toBe(true);
    expect(after.number).toBeGreaterThanOrEqual(number);
    expect(await freshness.epochOf(ben, 'strict', keepAlive)).toMatchObject({ number: 0 });
  });

  it('is not asked for again within the refresh age, and never known for longer than the bound', async () => {
    const clock = testClock();
    const [here, elsewhere] = [isolate(clock), isolate(clock)];
    const subject = newSubject();
    await here.epochOf(subject, 'bounded', keepAlive);
    await elsewhere.changeSubject(subject, written);
    clock.advance(FRESHNESS_REFRESH_MS - 1);
    expect(await here.epochOf(subject, 'bounded', keepAlive)).toMatchObject({ number: 0 });
    clock.advance(FRESHNESS_BOUND_MS);
    expect((await here.epochOf(subject, 'bounded', keepAlive)).number).toBeGreaterThan(0);
  });

  it('is renewed behind the answer from the refresh age on', async () => {
    const clock = testClock();
    const [here, elsewhere] = [isolate(clock), isolate(clock)];
    const subject = newSubject();
    await here.epochOf(subject, 'bounded', keepAlive);
    await elsewhere.changeSubject(subject, written);
    clock.advance(FRESHNESS_REFRESH_MS);
    const behind: Promise<unknown>[] = [];
    expect(await here.epochOf(subject, 'bounded', (work) => behind.push(work))).toMatchObject({ number: 0 });
    await Promise.all(behind);
    expect((await here.epochOf(subject, 'bounded', keepAlive)).number).toBeGreaterThan(0);
  });

  it('is seen at once by a strict check and by one that names the change', async () => {
    const clock = testClock();
    const subject = newSubject();
    for (const kind of ['strict', 'atLeast'] as const) {
      const [here, elsewhere] = [isolate(clock), isolate(clock)];
      const before = await here.epochOf(subject, 'bounded', keepAlive);
      const { number } = await elsewhere.changeSubject(subject, written);
      const demand = kind === 'strict' ? 'strict' : { atLeast: number };
      expect((await here.epochOf(subject, 'bounded', keepAlive)).number).toBe(before.number);
      expect((await here.epochOf(subject, demand, keepAlive)).number).toBeGreaterThanOrEqual(number);
    }
  });

  it('is unsettled while a change is written, for whoever looks', async () => {
    const subject = newSubject();
    const seen: boolean[] = [];
    await isolate().changeSubject(subject, async () => {
      seen.push((await isolate().epochOf(subject, 'bounded', keepAlive)).isSettled);
    });
    seen.push((await isolate().epochOf(subject, 'bounded', keepAlive)).isSettled);
    expect(seen).toEqual([false, true]);
  });

  it('has another number after a change than during it, also when the write fails', async () => {
    const subject = newSubject();
    let during = 0;
    const failing = isolate().changeSubject(subject, async () => {
      during = (await isolate().epochOf(subject, 'strict', keepAlive)).number;
      throw new Error('the write failed');
    });
    await expect(failing).rejects.toThrow('the write failed');
    const after = await isolate().epochOf(subject, 'strict', keepAlive);
    expect(after).toMatchObject({ isSettled: true });
    expect(after.number).toBeGreaterThan(during);
  });
});

describe('while the object is away', () => {
  it('goes on within the bound, and is unavailable after it and for a strict check', async () => {
    const clock = testClock();
    const store = breakable();
    const here = isolate(clock, { ACCESS_SUBJECTS: store.ACCESS_SUBJECTS });
    const subject = newSubject();
    await here.epochOf(subject, 'bounded', keepAlive);
    store.break();
    await expect(here.epochOf(subject, 'strict', keepAlive)).rejects.toMatchObject({ code: 'unavailable' });
    clock.advance(FRESHNESS_BOUND_MS);
    expect(await here.epochOf(subject, 'bounded', keepAlive)).toMatchObject({ number: 0, ageMs: FRESHNESS_BOUND_MS });
    clock.advance(1);
    await expect(here.epochOf(subject, 'bounded', keepAlive)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('refuses a change before anything is written', async () => {
    const store = breakable();
    store.break();
    let isWritten = false;
    const change = isolate(testClock(), { ACCESS_SUBJECTS: store.ACCESS_SUBJECTS }).changeSubject(
      newSubject(),
      async () => {
        isWritten = true;
      },
    );
    await expect(change).rejects.toMatchObject({ code: 'unavailable' });
    expect(isWritten).toBe(false);
  });
});

it('keeps the revision of the policies apart from every subject', async () => {
  const freshness = isolate();
  const subject = newSubject();
  const before = await freshness.policyRevision('strict', keepAlive);
  await freshness.changePolicies(written);
  expect((await freshness.policyRevision('strict', keepAlive)).number).toBeGreaterThan(before.number);
  expect(await freshness.epochOf(subject, 'strict', keepAlive)).toMatchObject({ number: 0 });
});
