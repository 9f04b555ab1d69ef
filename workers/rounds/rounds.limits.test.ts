/** The rate limits of the rounds API over HTTP, on one clock that moves for isolates and objects alike. */
import { abortAllDurableObjects, evictAllDurableObjects } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorOf, type TestHouse, testClock, testHouse } from '../testing/harness.ts';

let hosts = 0;
const freshAddress = () => `198.51.100.${hosts++}`;

/** One clock for all tests: the objects outlive a test, and theirs must not step back. */
const clock = testClock();

/** A house whose objects live on its clock. */
async function oneClockHouse(): Promise<TestHouse> {
  const house = await testHouse({}, clock);
  vi.spyOn(Date, 'now').mockImplementation(() => house.clock.nowMs());
  return house;
}
afterEach(() => vi.restoreAllMocks());

interface Who {
  readonly address: string;
  readonly client?: string;
}
const headersOf = ({ address, client }: Who): Record<string, string> => ({
  'Content-Type': 'application/json',
  'CF-Connecting-IP': address,
  ...(client === undefined ? {} : { 'X-Client-Id': client }),
});
const post = (house: TestHouse, path: string, body: unknown, who: Who) =>
  house.fetch(path, { method: 'POST', headers: headersOf(who), body: JSON.stringify(body) });
const start = (house: TestHouse, who: Who) => post(house, '/v1/rounds/start', {}, who);
const manifest = (house: TestHouse, who: Who, etag?: string) =>
  house.fetch('/v1/manifest', {
    headers: { ...headersOf(who), ...(etag === undefined ? {} : { 'If-None-Match': etag }) },
  });
const answer = (house: TestHouse, continuationToken: string, choice = 'a') =>
  post(house, '/v1/rounds/next', { continuationToken, answer: choice }, { address: freshAddress() });

const retryAfter = (response: Response): number => {
  const text = response.headers.get('Retry-After') ?? '';
  expect(text).toMatch(/^[1-9]\d*$/);
  return Number(text);
};
const remaining = (response: Response, policy: string): number =>
  Number(new RegExp(`"${policy}";r=(\\d+)`).exec(response.headers.get('RateLimit') ?? '')?.[1]);

describe('POST /v1/rounds/start', () => {
  it('takes one a second from a client, and says so on every answer', async () => {
    const house = await oneClockHouse();
    const who = { address: freshAddress(), client: 'me' };
    const first = await start(house, who);
    expect(first.status).toBe(200);
    expect(first.headers.get('RateLimit-Policy')).toBe('"start";q=1;w=1, "address";q=600;w=60');
    expect(first.headers.get('RateLimit')).toBe('"start";r=0;t=1, "address";r=599;t=60');
    const second = await start(house, who);
    expect(await errorOf(second.clone())).toMatchObject({ status: 429, code: 'rate_limited', retryable: true });
    expect(second.headers.get('RateLimit-Policy')).toBe(first.headers.get('RateLimit-Policy'));
    expect(remaining(second, 'address')).toBe(599);
    house.clock.advance(retryAfter(second) * 1000);
    expect((await start(house, who)).status).toBe(200);
  });

  it('knows a client only within its address, and all who send no valid id as one', async () => {
    const house = await oneClockHouse();
    const [here, there] = [freshAddress(), freshAddress()];
    const status = async (address: string, client?: string) =>
      (await start(house, client === undefined ? { address } : { address, client })).status;
    expect(await status(here, 'me')).toBe(200);
    expect(await status(there, 'me')).toBe(200);
    expect(await status(here, 'you')).toBe(200);
    expect(await status(here)).toBe(200);
    expect(await status(here, 'not valid')).toBe(429);
    expect(await status(here, 'x'.repeat(200))).toBe(429);
  });

  it('counts two isolates as one', async () => {
    const house = await oneClockHouse();
    const other = await testHouse({}, house.clock);
    const who = { address: freshAddress(), client: 'me' };
    expect((await start(house, who)).status).toBe(200);
    expect((await start(other, who)).status).toBe(429);
  });

  it('holds an address to its ceiling whatever ids it makes up', async () => {
    const house = await oneClockHouse();
    const address = '2400:db8:7:7::1';
    const statuses: number[] = [];
    for (let nth = 0; nth < 660; nth += 60) {
      const calls = Array.from({ length: 60 }, (_, at) =>
        start(house, { address: `2400:db8:7:7::${nth + at}`, client: `made-up-${nth + at}` }),
      );
      statuses.push(...(await Promise.all(calls)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(60);
    expect((await post(house, '/v1/availability', { mode: 'vgm_v1-ja' }, { address })).status).toBe(429);
    house.clock.advance(60_000);
    expect((await start(house, { address, client: 'later' })).status).toBe(200);
  }, 30_000);

  it('charges a request that is not valid, before its body is read', async () => {
    const house = await oneClockHouse();
    const who = { address: freshAddress(), client: 'me' };
    const broken = await post(house, '/v1/rounds/start', { unknown: 1 }, who);
    expect(broken.status).toBe(400);
    expect(remaining(broken, 'start')).toBe(0);
    expect((await post(house, '/v1/rounds/start', { unknown: 1 }, who)).status).toBe(429);
  });
});

describe('GET /v1/manifest', () => {
  it('is sent once a minute, but a 304 is free', async () => {
    const house = await oneClockHouse();
    const who = { address: freshAddress(), client: 'me' };
    const first = await manifest(house, who);
    const etag = first.headers.get('ETag') ?? '';
    expect(first.headers.get('RateLimit-Policy')).toBe('"manifest";q=1;w=60, "address";q=600;w=60');
    for (let nth = 0; nth < 20; nth += 1) expect((await manifest(house, who, etag)).status).toBe(304);
    const again = await manifest(house, who);
    expect(await errorOf(again.clone())).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(again.headers.get('Cache-Control')).toBe('no-store');
    expect((await manifest(house, who, etag)).status).toBe(304);
    house.clock.advance(retryAfter(again) * 1000);
    const later = await manifest(house, who);
    expect(later.status).toBe(200);
    expect(remaining(later, 'address')).toBe(599);
  });
});

describe('POST /v1/rounds/next', () => {
  it('takes ten a minute from a round, repeats included, and records nothing that it refuses', async () => {
    const house = await oneClockHouse();
    const { continuationToken } = await house.start();
    const first = await answer(house, continuationToken, 'a');
    const next = (await first.json<{ continuationToken: string }>()).continuationToken;
    expect(first.headers.get('RateLimit-Policy')).toBe('"next";q=10;w=60');
    for (let nth = 1; nth < 10; nth += 1) {
      const repeat = await answer(house, continuationToken, nth % 2 === 0 ? 'a' : 'b');
      expect(repeat.status).toBe(nth % 2 === 0 ? 200 : 409);
      expect(remaining(repeat, 'next')).toBe(9 - nth);
    }
    const refused = await answer(house, next, 'a');
    expect(await errorOf(refused.clone())).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await house.start()).round.id).toBeDefined();
    expect((await answer(house, (await house.start()).continuationToken)).status).toBe(200);
    house.clock.advance(retryAfter(refused) * 1000);
    // Another answer than the one that was refused: had that been recorded, this would be a conflict.
    expect((await answer(house, next, 'b')).status).toBe(200);
  });

  it('remembers the minute when every object has gone', async () => {
    const house = await oneClockHouse();
    const { continuationToken } = await house.start();
    for (let nth = 0; nth < 5; nth += 1) await answer(house, continuationToken);
    await evictAllDurableObjects();
    for (let nth = 0; nth < 5; nth += 1) await answer(house, continuationToken);
    await abortAllDurableObjects();
    const other = await testHouse({}, house.clock);
    const refused = await answer(other, continuationToken);
    expect(refused.status).toBe(429);
    other.clock.advance(retryAfter(refused) * 1000);
    expect((await answer(other, continuationToken)).status).toBe(200);
  });

  it('costs nothing with a token that is not ours', async () => {
    const house = await oneClockHouse();
    const response = await answer(house, 'not.a.token');
    expect(response.status).toBe(401);
    expect(response.headers.get('RateLimit')).toBeNull();
  });

  it('admits exactly ten of a hundred at once', async () => {
    const house = await oneClockHouse();
    const other = await testHouse({}, house.clock);
    const { continuationToken } = await house.start();
    const calls = Array.from({ length: 100 }, (_, nth) => answer(nth % 2 === 0 ? house : other, continuationToken));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(90);
  });
});

it('never names a Retry-After that lies, nor one that is too long by more than a second', async () => {
  const house = await oneClockHouse();
  const isolates = [house, await testHouse({}, house.clock)];
  const token = (await house.start({ total: 50 })).continuationToken;
  const address = freshAddress();
  const routes: ((isolate: TestHouse) => Promise<Response>)[] = [
    (isolate) => start(isolate, { address, client: 'a' }),
    (isolate) => manifest(isolate, { address, client: 'a' }),
    (isolate) => answer(isolate, token),
  ];
  let denials = 0;
  for (let nth = 0; nth < 150; nth += 1) {
    const call = routes[nth % 3];
    const isolate = isolates[nth % 2] ?? house;
    if (call === undefined) break;
    house.clock.advance((nth * 7919) % 300);
    const response = await call(isolate);
    if (response.status !== 429) continue;
    denials += 1;
    const seconds = retryAfter(response);
    if (seconds > 1) {
      house.clock.advance((seconds - 1) * 1000 - 1);
      expect((await call(isolate)).status).toBe(429);
      house.clock.advance(1001);
    } else {
      house.clock.advance(1000);
    }
    // Tokens die after two minutes; that is no lie of the limiter.
    expect([200, 401]).toContain((await call(isolates[(nth + 1) % 2] ?? house)).status);
  }
  expect(denials).toBeGreaterThan(20);
});
