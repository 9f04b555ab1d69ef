import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type LimitCaller,
  limitsReply,
  type ObservedReply,
  type Override,
  observedReply,
  override as overrideSchema,
  type PeekReply,
  peekReply,
} from '../../shared/limits.schema.ts';
import { OVERRIDE_REACH_MS, OVERRIDE_REFRESH_MS } from '../kernel/limits/limits.constants.ts';
import { errorOf, type TestHouse, testClock, testHouse } from '../testing/harness.ts';

const ADMIN_TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';
const AUTHORIZED = { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' };

/** One clock for all tests: the objects outlive a test, and theirs must not step back. */
const clock = testClock();

/** A house with an admin, whose objects live on its clock. */
async function adminHouse(): Promise<TestHouse> {
  const house = await testHouse({ ADMIN_TOKEN }, clock);
  vi.spyOn(Date, 'now').mockImplementation(() => house.clock.nowMs());
  return house;
}
afterEach(async () => {
  vi.restoreAllMocks();
  const overrides = env.LIMIT_OVERRIDES.getByName('all');
  for (const { id } of (await overrides.snapshot()).overrides) await overrides.remove(id);
});

let hosts = 0;
const freshAddress = () => `203.0.113.${hosts++}`;
const admin = (house: TestHouse, method: string, path: string, body?: unknown) =>
  house.fetch(`/admin/limits${path}`, {
    method,
    headers: AUTHORIZED,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const inMinutes = (house: TestHouse, minutes: number) => new Date(house.clock.nowMs() + minutes * 60_000).toISOString();
const put = async (house: TestHouse, change: object, minutes = 10): Promise<Override> => {
  const body = { expires_at: inMinutes(house, minutes), reason: 'a test', author: 'me', ...change };
  const response = await admin(house, 'PUT', '/overrides', body);
  expect(response.status).toBe(200);
  return overrideSchema.parse(await response.json());
};
const peek = async (house: TestHouse, policy: string, caller: LimitCaller): Promise<PeekReply> =>
  peekReply.parse(await (await admin(house, 'POST', '/peek', { policy, caller })).json());
const start = async (house: TestHouse, address: string, client = 'me'): Promise<number> => {
  const headers = { 'Content-Type': 'application/json', 'CF-Connecting-IP': address, 'X-Client-Id': client };
  return (await house.fetch('/v1/rounds/start', { method: 'POST', headers, body: '{}' })).status;
};

const ROUTES = [
  ['GET', ''],
  ['PUT', '/overrides'],
  ['DELETE', '/overrides/start'],
  ['POST', '/peek'],
  ['POST', '/reset'],
  ['GET', '/observed'],
  ['PATCH', ''],
] as const;

describe('without the admin token', () => {
  const seen = async (house: TestHouse, method: string, path: string, headers: Record<string, string>) => {
    const response = await house.fetch(path, { method, headers });
    const rest = [...response.headers].filter(([name]) => name !== 'x-request-id');
    const text = (await response.text()).replace(/"request_id":"[^"]+"/, '');
    return { status: response.status, rest, text };
  };

  it.each(ROUTES)('%s /admin/limits%s is byte for byte not there', async (method, path) => {
    const open = await testHouse({ ADMIN_TOKEN });
    const closed = await testHouse({ ADMIN_TOKEN: undefined });
    const nothing = await seen(open, method, '/nothing', {});
    expect(nothing.status).toBe(404);
    const address = `/admin/limits${path}`;
    for (const value of [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${ADMIN_TOKEN}0`,
      `Bearer ${ADMIN_TOKEN.slice(1)}`,
      ADMIN_TOKEN,
    ]) {
      expect(await seen(open, method, address, { Authorization: value })).toEqual(nothing);
    }
    expect(await seen(closed, method, address, AUTHORIZED)).toEqual(nothing);
    expect(await seen(closed, method, address, { Authorization: 'Bearer undefined' })).toEqual(nothing);
  });
});

describe('overrides', () => {
  it('hold at once where they are set, and everywhere within the promised time', async () => {
    const house = await adminHouse();
    const other = await testHouse({}, house.clock);
    const address = freshAddress();
    expect(await start(other, address)).toBe(200);
    await put(house, { policy: 'start', limit: 5 });
    expect(await start(house, address)).toBe(200);
    house.clock.advance(OVERRIDE_REACH_MS - 1000);
    expect([await start(other, address), await start(other, address)]).toEqual([200, 200]);
  });

  it('reach a busy isolate in the background', async () => {
    const house = await adminHouse();
    const other = await testHouse({}, house.clock);
    const address = freshAddress();
    await start(other, address);
    await put(house, { policy: 'start', limit: 3 });
    house.clock.advance(OVERRIDE_REFRESH_MS);
    // This one goes by the old numbers and fetches the new ones meanwhile.
    expect(await start(other, address)).toBe(200);
    expect([await start(other, address), await start(other, address), await start(other, address)]).toEqual([
      200, 200, 429,
    ]);
  });

  it('end by themselves, and nothing of them is kept', async () => {
    const house = await adminHouse();
    const address = freshAddress();
    await put(house, { policy: 'start', mode: 'off' }, 1);
    expect([await start(house, address), await start(house, address)]).toEqual([200, 200]);
    house.clock.advance(60_000);
    expect([await start(house, address), await start(house, address)]).toEqual([200, 429]);
    expect(await runDurableObjectAlarm(env.LIMIT_OVERRIDES.getByName('all'))).toBe(true);
    expect(limitsReply.parse(await (await admin(house, 'GET', '')).json()).overrides).toEqual([]);
  });

  it('can be for one caller, who is kept as a hash, and win over those for everybody', async () => {
    const house = await adminHouse();
    const [special, ordinary] = [freshAddress(), freshAddress()];
    await put(house, { policy: 'start', limit: 2 });
    const { id, key } = await put(house, {
      policy: 'start',
      limit: 4,
      caller: { address: special, client_id: 'me' },
    });
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    const admitted = async (address: string) => {
      let count = 0;
      while ((await start(house, address)) === 200) count += 1;
      return count;
    };
    expect([await admitted(special), await admitted(ordinary)]).toEqual([4, 2]);
    expect(await (await admin(house, 'GET', '')).text()).not.toContain(special);
    expect((await admin(house, 'DELETE', `/overrides/${id}`)).status).toBe(200);
    expect((await admin(house, 'DELETE', '/overrides/start')).status).toBe(200);
    expect((await admin(house, 'DELETE', '/overrides/start')).status).toBe(404);
    house.clock.advance(1000);
    expect([await admitted(special), await admitted(ordinary)]).toEqual([1, 1]);
  });

  it('hold for a round', async () => {
    const house = await adminHouse();
    const { round, continuationToken } = await house.start();
    await put(house, { policy: 'next', limit: 1, caller: { round_id: round.id } });
    await house.next(continuationToken, 'a');
    const refused = await house.post('/v1/rounds/next', { continuationToken, answer: 'a' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('RateLimit-Policy')).toBe('"next";q=1;w=60');
  });

  it('still hold when their object cannot be reached, until they expire', async () => {
    const house = await adminHouse();
    await put(house, { policy: 'start', mode: 'off' }, 10);
    const spy = { fail: false };
    const namespace = {
      getByName: (name: string) => ({
        ...env.LIMIT_OVERRIDES.getByName(name),
        ping: async () => 'ok',
        snapshot: async () => {
          if (spy.fail) throw new Error('gone');
          return await env.LIMIT_OVERRIDES.getByName(name).snapshot();
        },
      }),
    };
    const other = await testHouse({ LIMIT_OVERRIDES: namespace }, house.clock);
    const address = freshAddress();
    expect([await start(other, address), await start(other, address)]).toEqual([200, 200]);
    spy.fail = true;
    house.clock.advance(300_000);
    expect([await start(other, address), await start(other, address)]).toEqual([200, 200]);
    house.clock.advance(300_000);
    expect([await start(other, address), await start(other, address)]).toEqual([200, 429]);
  });

  it.each([
    [{ policy: 'nope', limit: 1 }, '/policy'],
    [{ policy: 'start' }, ''],
    [{ policy: 'start', limit: 0 }, '/limit'],
    [{ policy: 'start', mode: 'maybe' }, '/mode'],
    [{ policy: 'start', limit: 1, reason: ' ' }, '/reason'],
    [{ policy: 'start', limit: 1, author: undefined }, '/author'],
    [{ policy: 'start', limit: 1, expires_at: undefined }, '/expires_at'],
    [{ policy: 'start', limit: 1, expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ policy: 'start', limit: 1, expires_at: '2999-01-01T00:00:00Z' }, '/expires_at'],
    [{ policy: 'start', limit: 1, caller: { address: 'here' } }, '/caller/address'],
    [{ policy: 'start', limit: 1, caller: { round_id: '00000000-0000-8000-8000-000000000000' } }, '/caller'],
    [{ policy: 'next', limit: 1, caller: { address: '203.0.113.1' } }, '/caller'],
    [{ policy: 'start', limit: 1, window_seconds: 5 }, '/window_seconds'],
  ])('are refused as %j', async (change, pointer) => {
    const house = await adminHouse();
    const body = { expires_at: inMinutes(house, 5), reason: 'a test', author: 'me', ...change };
    const error = await errorOf(await admin(house, 'PUT', '/overrides', body));
    expect(error).toMatchObject({ status: 400, code: 'bad_request', details: { pointer } });
  });
});

describe('peek and reset', () => {
  it('look without taking, and give back also to those known to be denied', async () => {
    const house = await adminHouse();
    const other = await testHouse({}, house.clock);
    const address = freshAddress();
    const caller = { address, client_id: 'me' };
    const read = (isolate: TestHouse) =>
      isolate.fetch('/v1/manifest', { headers: { 'CF-Connecting-IP': address, 'X-Client-Id': 'me' } });
    const numbers = { policy: 'manifest', mode: 'enforce', limit: 1, window_seconds: 60 };
    const full = { ...numbers, remaining: 1, renew_seconds: 0, retry_after_seconds: 0 };
    expect(await peek(house, 'manifest', caller)).toEqual(full);
    expect(await peek(house, 'manifest', caller)).toEqual(full);
    await read(other);
    expect((await read(other)).status).toBe(429);
    expect(await peek(house, 'manifest', caller)).toMatchObject({ remaining: 0, retry_after_seconds: 60 });
    expect((await admin(house, 'POST', '/reset', { policy: 'manifest', caller })).status).toBe(200);
    expect(await peek(house, 'manifest', caller)).toEqual(full);
    house.clock.advance(OVERRIDE_REFRESH_MS);
    await read(other);
    expect((await read(other)).status).toBe(200);
  });

  it('know the budget of a round', async () => {
    const house = await adminHouse();
    const { round, continuationToken } = await house.start();
    await house.next(continuationToken, 'a');
    const caller = { round_id: round.id };
    expect(await peek(house, 'next', caller)).toMatchObject({ limit: 10, remaining: 9 });
    await admin(house, 'POST', '/reset', { policy: 'next', caller });
    expect(await peek(house, 'next', caller)).toMatchObject({ remaining: 10 });
    const foreign = { policy: 'next', caller: { round_id: '6f9619ff-8b86-4011-b42d-00c04fc964ff' } };
    expect(await errorOf(await admin(house, 'POST', '/peek', foreign))).toMatchObject({ status: 400 });
  });
});

describe('observed use', () => {
  it('tells the peaks of callers under a policy in shadow mode, over all shards', async () => {
    const house = await adminHouse();
    await put(house, { policy: 'start', mode: 'shadow' });
    for (const starts of [1, 3, 3]) {
      const address = freshAddress();
      for (let nth = 0; nth < starts; nth += 1) expect(await start(house, address)).toBe(200);
    }
    const reply = observedReply.parse(await (await admin(house, 'GET', '/observed')).json<ObservedReply>());
    expect(reply).toEqual({
      observed: [
        { policy: 'start', bound: 1, callers: 1 },
        { policy: 'start', bound: 3, callers: 2 },
      ],
      shards_missing: 0,
    });
  });
});
