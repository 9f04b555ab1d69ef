/** Against the real D1, KV and Durable Objects; each failure is made by wrapping one of them. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../kernel/log.ts';
import type { Subject } from '../../kernel/principal.ts';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { FRESHNESS_BOUND_MS } from '../access.constants.ts';
import { Freshness } from '../freshness/freshness.ts';
import { parseRevisionToken, policiesToken, subjectToken } from '../freshness/revision-token.ts';
import type { DecisionRequest, Policy, Role } from '../policies/model.ts';
import { type Counting, countingMetrics } from '../testing/counting-metrics.ts';
import { d1Source, type TestSource } from '../testing/d1-source.ts';
import { type WilfulKv, wilfulKv } from '../testing/kv.ts';
import type { Consistency } from './consistency.ts';
import { ALLOW_TTL_MS, CIRCUMSTANCE_TTL_MS, DENY_TTL_MS, FACTS_TTL_MS } from './decisions.constants.ts';
import { DecisionService } from './decisions.service.ts';

const log = createLog('silent');
const READER: Role = {
  name: 'reader',
  precedence: 5,
  parents: [],
  permissions: [{ action: 'read', resourceType: 'file', resourceId: '*' }],
};
const everybody = [{ type: 'user', id: '*' }];
const policyOf = (change: Partial<Policy>): Policy => ({
  id: 'p',
  effect: 'allow',
  subjects: everybody,
  permission: { action: 'print', resourceType: 'file', resourceId: '*' },
  conditions: [],
  ...change,
});

let tests = 0;
let clock: TestClock;
let kv: WilfulKv;
let metrics: Counting;
let source: TestSource;
let ann: Subject;
let behind: Promise<unknown>[];
const waitUntil = (work: Promise<unknown>) => behind.push(work);
const settle = () => Promise.all(behind);

beforeEach(async () => {
  tests += 1;
  clock = testClock();
  kv = wilfulKv(env.ACCESS_CACHE);
  metrics = countingMetrics();
  behind = [];
  ann = { type: 'user', id: `ann-${tests}` };
  source = await d1Source(`test-${tests}`);
  // The counters outlive a test: a step keeps what it cached apart from what the one before has.
  await isolate().freshness.changePolicies(() => source.writeSet({ roles: [READER] }));
  await source.writeFacts(ann, { roles: [{ role: 'reader' }] });
});

interface Bindings {
  readonly subjects?: DurableObjectNamespace<never>;
  readonly policies?: DurableObjectNamespace<never>;
  readonly isCaching?: boolean;
}

function isolate({ isCaching = true, ...bindings }: Bindings = {}) {
  const { subjects = env.ACCESS_SUBJECTS, policies = env.ACCESS_POLICIES } = bindings;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const parts = { source, freshness, kv: kv.namespace, isCaching, clock, metrics, log };
  const service = new DecisionService(parts);
  return {
    service,
    freshness,
    ask: (change: Partial<DecisionRequest> = {}, consistency: Consistency = 'bounded') => {
      const request = { subject: ann, action: { name: 'read' }, resource: { type: 'file', id: '1' }, ...change };
      return service.evaluator(consistency, waitUntil)(request);
    },
    revoke: () => freshness.changeSubject(ann, () => source.writeFacts(ann, { roles: [] })),
  };
}

const print: Partial<DecisionRequest> = { action: { name: 'print' } };

describe('a decision', () => {
  it('comes from D1 once, then from memory, and in another isolate from KV', async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    expect(await here.ask()).toMatchObject({
      decision: true,
      layer: 'truth',
      path: [{ kind: 'role', id: 'reader', effect: 'allow' }],
      keptForMs: ALLOW_TTL_MS,
    });
    await settle();
    clock.advance(1000);
    expect(await here.ask()).toMatchObject({ decision: true, layer: 'memory', ageMs: 1000 });
    expect(await elsewhere.ask()).toMatchObject({ decision: true, layer: 'kv', path: [{ id: 'reader' }] });
    expect(source.reads).toEqual({ policies: 1, subject: 1 });
    expect(metrics.of('authz_checks_total', { result: 'allow', cache_hit: 'false' })).toBe(1);
    expect(metrics.of('authz_checks_total', { result: 'allow', cache_hit: 'true' })).toBe(2);
  });

  it('is a denial for whoever nobody has heard of, and that is kept for a shorter time', async () => {
    const here = isolate();
    const stranger = { subject: { type: 'user', id: `stranger-${tests}` } };
    expect(await here.ask(stranger)).toMatchObject({ decision: false, keptForMs: DENY_TTL_MS });
    clock.advance(DENY_TTL_MS - 1);
    expect((await here.ask(stranger)).layer).toBe('memory');
    clock.advance(1);
    expect((await here.ask(stranger)).layer).toBe('truth');
  });

  it('costs one read of the subject for all questions about it', async () => {
    const here = isolate();
    for (const id of ['1', '2', '3']) expect((await here.ask({ resource: { type: 'file', id } })).layer).toBe('truth');
    expect(source.reads).toEqual({ policies: 1, subject: 1 });
  });

  it('is made without asking KV when the facts are here, and lies in KV for others all the same', async () => {
    const here = isolate();
    await here.ask();
    await settle();
    const reads = kv.calls.get;
    expect((await here.ask({ resource: { type: 'file', id: '2' } })).decision).toBe(true);
    expect(kv.calls.get).toBe(reads);
    await settle();
    expect((await isolate().ask({ resource: { type: 'file', id: '2' } })).layer).toBe('kv');
    // The time of the facts is over, and with it what is at hand.
    clock.advance(FACTS_TTL_MS);
    await here.ask({ resource: { type: 'file', id: '3' } });
    expect(kv.calls.get).toBeGreaterThan(reads + 1);
  });

  it('is asked of D1 once by 25 requests that come together', async () => {
    const here = isolate();
    const answers = await Promise.all(Array.from({ length: 25 }, () => here.ask()));
    expect(answers.every(({ decision }) => decision)).toBe(true);
    expect(source.reads).toEqual({ policies: 1, subject: 1 });
  });

  it('is never kept when its policy says so', async () => {
    const here = isolate();
    await here.freshness.changePolicies(() => source.writeSet({ policies: [policyOf({ ttlSeconds: 0 })] }));
    for (let nth = 0; nth < 2; nth += 1) {
      expect(await here.ask(print)).toMatchObject({ decision: true, layer: 'truth', notKept: 'policy_or_time' });
    }
  });

  it('ends when a role ends', async () => {
    const here = isolate();
    await source.writeFacts(ann, { roles: [{ role: 'reader', expiresAtMs: clock.nowMs() + 1000 }] });
    expect(await here.ask()).toMatchObject({ decision: true, keptForMs: 1000 });
    clock.advance(1000);
    expect(await here.ask()).toMatchObject({ decision: false, layer: 'truth' });
  });

  it('is read every time when caching is off, by every layer', async () => {
    const here = isolate({ isCaching: false });
    for (let nth = 0; nth < 3; nth += 1) {
      expect(await here.ask()).toMatchObject({ decision: true, layer: 'truth', notKept: 'caching_is_off' });
    }
    expect(source.reads).toEqual({ policies: 3, subject: 3 });
    expect(kv.calls).toEqual({ get: 0, put: 0 });
  });
});

describe('a decision that depends on the address', () => {
  const inside = policyOf({ conditions: [{ kind: 'address', ranges: ['192.0.2.0/24'] }] });

  it('is not served to another address, nor to one that is not known, by any layer', async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    await here.freshness.changePolicies(() => source.writeSet({ roles: [READER], policies: [inside] }));
    expect(await here.ask({ ...print, address: '192.0.2.1' }, 'strict')).toMatchObject({
      decision: true,
      keptForMs: CIRCUMSTANCE_TTL_MS,
    });
    await settle();
    for (const { ask } of [here, elsewhere]) {
      expect((await ask({ ...print, address: '192.0.2.1' }, 'strict')).layer).not.toBe('truth');
      expect(await ask({ ...print, address: '198.51.100.1' }, 'strict')).toMatchObject({ decision: false });
      expect(await ask(print, 'strict')).toMatchObject({ decision: false });
    }
  });
});

describe('a revocation, with all caches warm,', () => {
  it('holds at once where it was made, at once for a strict check, and within the bound for all others', async () => {
    const [here, elsewhere, third] = [isolate(), isolate(), isolate()];
    for (const { ask } of [here, elsewhere, third]) expect((await ask()).decision).toBe(true);
    await settle();
    kv.mood = 'frozen';
    await here.revoke();
    expect((await here.ask()).decision).toBe(false);
    // KV still serves the old world, and `elsewhere` may not know yet; `strict` asks.
    expect(await elsewhere.ask({}, 'strict')).toMatchObject({ decision: false, layer: 'truth' });
    expect((await third.ask()).decision).toBe(true);
    clock.advance(FRESHNESS_BOUND_MS + 1);
    expect((await third.ask()).decision).toBe(false);
  });

  it('holds at once for whoever shows the token of the write', async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    for (const { ask } of [here, elsewhere]) expect((await ask()).decision).toBe(true);
    const { number } = await here.revoke();
    const asFresh = parseRevisionToken(subjectToken(ann, number)) ?? {};
    expect((await elsewhere.ask({}, { atLeastAsFresh: asFresh })).decision).toBe(false);
  });

  it('of a policy holds at once for whoever shows its token', async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    for (const { ask } of [here, elsewhere]) expect((await ask()).decision).toBe(true);
    const { number } = await here.freshness.changePolicies(() => source.writeSet({ roles: [] }));
    expect((await elsewhere.ask()).decision).toBe(true);
    const asFresh = parseRevisionToken(policiesToken(number)) ?? {};
    expect((await elsewhere.ask({}, { atLeastAsFresh: asFresh })).decision).toBe(false);
    expect((await elsewhere.ask({}, 'strict')).decision).toBe(false);
  });

  it('is not undone by an answer that was read before it and is kept after it', async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    await here.ask();
    // A reader that has its old row in hand while the whole revocation passes.
    const late = { ...ann };
    source.meanwhile = async () => {
      source.meanwhile = undefined;
      await elsewhere.revoke();
    };
    const slow = await isolate().ask({ subject: late, resource: { type: 'file', id: 'slow' } });
    expect(slow.decision).toBe(true);
    await settle();
    for (const { ask } of [here, elsewhere, isolate()]) {
      expect((await ask({ resource: { type: 'file', id: 'slow' } }, 'strict')).decision).toBe(false);
    }
  });
});

describe('while a change is under way', () => {
  it('nothing is kept, neither of the subject nor of the policies', async () => {
    const here = isolate();
    const during: (string | undefined)[] = [];
    const look = async () => {
      const elsewhere = isolate();
      for (let nth = 0; nth < 2; nth += 1) {
        const { layer, notKept } = await elsewhere.ask();
        during.push(layer, notKept);
      }
    };
    await here.freshness.changeSubject(ann, look);
    await here.freshness.changePolicies(look);
    await settle();
    expect(during).toEqual(Array.from({ length: 4 }, () => ['truth', 'change_under_way']).flat());
    expect(kv.written.filter((key) => key.startsWith('decision:'))).toEqual([]);
  });

  it('what is written is seen as soon as it is written, also where the old was read a moment before', async () => {
    const elsewhere = isolate();
    await isolate().freshness.changeSubject(ann, async () => {
      expect((await elsewhere.ask()).decision).toBe(true);
      await source.writeFacts(ann, { roles: [] });
      expect((await elsewhere.ask()).decision).toBe(false);
    });
    await isolate().freshness.changePolicies(async () => {
      expect((await elsewhere.ask(print, 'strict')).decision).toBe(false);
      await source.writeSet({ policies: [policyOf({})] });
      expect((await elsewhere.ask(print)).decision).toBe(true);
    });
  });
});

describe('when a store is away', () => {
  it('KV: everything is answered from D1 and memory', async () => {
    kv.mood = 'down';
    const here = isolate();
    expect(await here.ask()).toMatchObject({ decision: true, layer: 'truth' });
    expect(await here.ask()).toMatchObject({ decision: true, layer: 'memory' });
    expect(metrics.of('auth_cache_errors_total', { cache_type: 'authorization', operation: 'get' })).toBe(1);
  });

  it('D1: kept decisions answer within their time, also in a new isolate; others are unavailable', async () => {
    const here = isolate();
    await here.ask();
    await settle();
    source.isDown = true;
    const newcomer = isolate();
    expect((await here.ask()).layer).toBe('memory');
    expect((await newcomer.ask()).layer).toBe('kv');
    await expect(newcomer.ask({ resource: { type: 'file', id: 'other' } })).rejects.toMatchObject({
      code: 'unavailable',
      headers: { 'Retry-After': '1' },
    });
    clock.advance(ALLOW_TTL_MS);
    await expect(here.ask()).rejects.toMatchObject({ code: 'unavailable' });
    expect(metrics.of('authz_checks_total', { result: 'error', cache_hit: 'false' })).toBe(2);
  });

  it('the counters: a strict check is unavailable at once, a bounded one when the bound has passed', async () => {
    let isBroken = false;
    const breakable = <Name extends DurableObjectNamespace<never>>(real: Name): Name =>
      new Proxy(real, {
        get: (target, name) =>
          name === 'getByName'
            ? (object: string) => {
                if (isBroken) throw new Error('the object is away');
                return target.getByName(object);
              }
            : (Reflect.get(target, name) as unknown),
      });
    const here = isolate({
      subjects: breakable(env.ACCESS_SUBJECTS as never),
      policies: breakable(env.ACCESS_POLICIES as never),
    });
    await here.ask();
    isBroken = true;
    await expect(here.ask({}, 'strict')).rejects.toMatchObject({ code: 'unavailable' });
    clock.advance(FRESHNESS_BOUND_MS);
    expect((await here.ask()).decision).toBe(true);
    clock.advance(1);
    await expect(here.ask()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('asks each counter once for all questions of a request', async () => {
  const calls = { subject: 0 };
  const subjects = new Proxy(env.ACCESS_SUBJECTS, {
    get: (target, name) => {
      if (name === 'getByName') calls.subject += 1;
      const member = Reflect.get(target, name) as unknown;
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const evaluate = isolate({ subjects: subjects as never }).service.evaluator('strict', waitUntil);
  const ids = ['1', '2', '3', '4'];
  await Promise.all(
    ids.map((id) => evaluate({ subject: ann, action: { name: 'read' }, resource: { type: 'file', id } })),
  );
  expect(calls.subject).toBe(1);
});

it('tells how old its knowledge was', async () => {
  const here = isolate();
  await here.ask();
  clock.advance(1500);
  const { stamps } = await here.ask();
  expect(stamps.epoch).toMatchObject({ number: 0, isSettled: true, ageMs: 1500 });
  expect(metrics.observed('authz_state_age_seconds', {}).at(-1)).toBeCloseTo(1.5);
});
