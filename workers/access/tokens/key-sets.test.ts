/** How long keys are known, who asks for them, and what happens when nobody answers. Real KV, real HTTP. */
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { DISCOVERY_PATH, JWKS_PATH, PlayedIssuer, signClaims, type TestKey, testKey } from '../../testing/issuers.ts';
import { accessClaims, isolate, issuerSettings } from './testing.ts';
import { KEY_SET_AGE_MAX_MS, KEY_SET_COOLDOWN_MS, KEY_SET_REFRESH_MS, KEY_SET_STALE_MS } from './tokens.constants.ts';

let [old, next]: [TestKey, TestKey] = [undefined as never, undefined as never];
let played: PlayedIssuer;
let clock: TestClock;
beforeAll(async () => {
  [old, next] = await Promise.all([testKey('ES256', 'old'), testKey('ES256', 'next')]);
});
beforeEach(async () => {
  played = new PlayedIssuer();
  clock = testClock();
  await played.publish([old.jwk]);
});

const tokenBy = (key: TestKey, change: object = {}) => signClaims(key, accessClaims(played.issuer, clock, change));
const fresh = (options: object = {}) => isolate([issuerSettings(played.issuer)], { clock, cache: false, ...options });
const down = () => played.answer({ [DISCOVERY_PATH]: { status: 503 }, [JWKS_PATH]: { status: 503 } });
const brokenKv = new Proxy(env.ACCESS_CACHE, {
  get: () => () => Promise.reject(new Error('the store is away')),
});

describe('a key set', () => {
  it('is fetched once for all who wait, and by no isolate that finds it in the store', async () => {
    const here = fresh();
    const token = await tokenBy(old);
    await Promise.all(Array.from({ length: 50 }, () => here.validate(token)));
    await here.settled();
    await fresh().validate(token);
    expect(await played.fetches()).toBe(1);
  });

  it('is fetched by every isolate while the store is away', async () => {
    for (const nth of [1, 2]) {
      await fresh({ kv: brokenKv }).validate(await tokenBy(old));
      expect(await played.fetches()).toBe(nth);
    }
  });

  it('is renewed behind the answer, and waited for when it is too old', async () => {
    const here = fresh();
    await here.validate(await tokenBy(old));
    await here.settled();
    clock.advance(KEY_SET_REFRESH_MS);
    await here.validate(await tokenBy(old));
    await here.settled();
    expect(await played.fetches()).toBe(2);
    await played.publish([next.jwk]);
    clock.advance(KEY_SET_AGE_MAX_MS);
    await expect(here.validate(await tokenBy(old))).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await here.validate(await tokenBy(next))).toMatchObject({ credential: 'token' });
  });

  it('is taken from the store only as what the schema says it is', async () => {
    const { keys } = await env.ACCESS_CACHE.list({ prefix: 'jwks:' });
    const known = new Set(keys.map(({ name }) => name));
    const here = fresh();
    await here.validate(await tokenBy(old));
    await here.settled();
    const mine = (await env.ACCESS_CACHE.list({ prefix: 'jwks:' })).keys.filter(({ name }) => !known.has(name));
    expect(mine).toHaveLength(1);
    const name = mine[0]?.name ?? '';
    const stored = (await env.ACCESS_CACHE.get<Record<string, unknown>>(name, 'json')) ?? {};
    const planted = [{ ...next.jwk, kid: 'old' }];
    for (const value of [
      'no json',
      '[]',
      JSON.stringify({ ...stored, keys: planted, issuer: 'https://another.example' }),
      JSON.stringify({ ...stored, keys: planted, version: 2 }),
      JSON.stringify({ ...stored, keys: planted, fetched_at_ms: clock.nowMs() + 3_600_000 }),
      JSON.stringify({ ...stored, keys: 'old' }),
    ]) {
      await env.ACCESS_CACHE.put(name, value);
      await expect(fresh().validate(await tokenBy({ ...next, kid: 'old' }))).rejects.toMatchObject({
        code: 'invalid_token',
      });
      const other = fresh();
      await other.validate(await tokenBy(old));
      await other.settled();
    }
  });
});

describe('a key that is not known', () => {
  it('is asked for once, so a new key counts at once', async () => {
    const here = fresh();
    await here.validate(await tokenBy(old));
    clock.advance(KEY_SET_COOLDOWN_MS);
    await played.publish([old.jwk, next.jwk]);
    await here.validate(await tokenBy(next));
    expect(await played.fetches()).toBe(2);
  });

  it('is asked for by an isolate that has only what the store had', async () => {
    const first = fresh();
    await first.validate(await tokenBy(old));
    await first.settled();
    await played.publish([old.jwk, next.jwk]);
    await fresh().validate(await tokenBy(next));
    expect(await played.fetches()).toBe(2);
  });

  it('costs one fetch in 30 s, whatever 10,000 tokens name', async () => {
    const here = fresh();
    await here.validate(await tokenBy(old));
    clock.advance(KEY_SET_COOLDOWN_MS);
    const template = await tokenBy(old);
    const [, body, signature] = template.split('.');
    let refused = 0;
    for (let round = 0; round < 100; round += 1) {
      const tokens = Array.from({ length: 100 }, (_, nth) => {
        const header = JSON.stringify({ alg: 'ES256', kid: `${round}-${nth}` });
        return `${btoa(header).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')}.${body}.${signature}`;
      });
      const outcomes = await Promise.allSettled(tokens.map((token) => here.validate(token)));
      refused += outcomes.filter((one) => one.status === 'rejected' && one.reason.code === 'invalid_token').length;
    }
    expect(refused).toBe(10_000);
    expect(await played.fetches()).toBe(2);
    await here.validate(await tokenBy(old));
    clock.advance(KEY_SET_COOLDOWN_MS);
    await expect(here.validate(await tokenBy(next))).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await played.fetches()).toBe(3);
  });

  it('costs one fetch in 30 s also while the issuer is down', async () => {
    await down();
    const here = fresh();
    for (let nth = 0; nth < 20; nth += 1) {
      await expect(here.validate(await tokenBy({ ...next, kid: `k${nth}` }))).rejects.toMatchObject({
        code: 'unavailable',
        headers: { 'Retry-After': String(KEY_SET_COOLDOWN_MS / 1000) },
      });
    }
    expect(await played.fetches(DISCOVERY_PATH)).toBe(1);
  });
});

describe('while the issuer is down', () => {
  it('known keys go on for a day and not longer', async () => {
    const here = fresh();
    const isolates = [here, fresh()];
    for (const one of isolates) await one.validate(await tokenBy(old));
    await here.settled();
    await down();
    clock.advance(KEY_SET_STALE_MS - 1000);
    await here.validate(await tokenBy(old));
    // One that knows it from the store alone.
    await fresh().validate(await tokenBy(old));
    await expect(here.validate(await tokenBy(next))).rejects.toMatchObject({ code: 'unavailable' });
    clock.advance(1000);
    for (const one of [here, fresh()]) {
      await expect(one.validate(await tokenBy(old))).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('the keys of another issuer count as ever', async () => {
    const other = new PlayedIssuer();
    await other.publish([next.jwk]);
    await down();
    const here = isolate(
      [issuerSettings(played.issuer), issuerSettings(other.issuer, { subject_prefix: 'x' })].map((one, nth) => ({
        ...one,
        subject_prefix: `${nth}`,
      })),
      { clock },
    );
    await expect(here.validate(await tokenBy(old))).rejects.toMatchObject({ code: 'unavailable' });
    await here.validate(await signClaims(next, accessClaims(other.issuer, clock)));
  });

  it('it is asked again after the cool-down', async () => {
    await down();
    const here = fresh();
    await expect(here.validate(await tokenBy(old))).rejects.toMatchObject({ code: 'unavailable' });
    await played.publish([old.jwk]);
    clock.advance(KEY_SET_COOLDOWN_MS);
    await here.validate(await tokenBy(old));
  });
});

it('comes from the address in the settings when there is one', async () => {
  await played.answer({ '/keys': { body: JSON.stringify({ keys: [old.jwk] }) } });
  const here = isolate([issuerSettings(played.issuer, { jwks_uri: `${played.issuer}/keys` })], { clock });
  await here.validate(await tokenBy(old));
  expect(await played.fetches(DISCOVERY_PATH)).toBe(0);
});
