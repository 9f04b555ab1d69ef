/** Keys that were revoked, forged, or made up; stores that are old or away. Real D1, KV and Durable Objects. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { POLICIES } from '../../kernel/limits/policies.ts';
import { testClock } from '../../testing/harness.ts';
import { FRESHNESS_BOUND_MS } from '../access.constants.ts';
import { KEY_KNOWN_MS, LAST_USE_MS, UNKNOWN_KEY_MS } from './api-keys.constants.ts';
import { newKey } from './key-text.ts';
import { breakable, isolate, MAKER, newOwner } from './testing.ts';

afterEach(() => vi.restoreAllMocks());

const INVALID = { code: 'invalid_token', message: 'The API key is not valid.' };
const lastUsed = async (id: string) =>
  await env.DB.prepare('SELECT last_used_at_ms FROM api_keys WHERE id = ?').bind(id).first('last_used_at_ms');

describe('a key', () => {
  it('works at once, says whose it is, and is stored as a digest only', async () => {
    const here = await isolate();
    const owner = newOwner();
    const { key, api_key } = await here.create(owner);
    expect(await here.authenticate(key)).toEqual({
      subject: owner,
      credential: 'api-key',
      roles: [],
      scopes: ['orders:read'],
      hasSecondFactor: false,
      keyId: api_key.id,
    });
    const stored = JSON.stringify([
      await env.DB.prepare('SELECT * FROM api_keys WHERE id = ?').bind(api_key.id).first(),
      await env.ACCESS_CACHE.get(`api-key:v1:${api_key.id}`),
    ]);
    expect(stored).toContain(api_key.id);
    expect(stored).not.toContain(key.slice(-39, -6));
  });

  it('costs no read of D1 once it is known, here or in KV', async () => {
    const clock = testClock();
    const here = await isolate({ clock });
    const { key } = await here.create(newOwner());
    // The first read is for the answer, the second for the caches.
    for (let nth = 0; nth < 2; nth += 1) await here.authenticate(key);
    const { calls } = here.db;
    for (let nth = 0; nth < 10; nth += 1) await here.authenticate(key);
    expect(here.db.calls).toBe(calls);
    const elsewhere = await isolate({ clock });
    await elsewhere.authenticate(key);
    // Its last use was written down by the other one a moment ago, which KV does not know yet.
    expect(elsewhere.db.calls).toBeLessThanOrEqual(1);
  });

  it('is read from D1 each time when caching is off', async () => {
    const here = await isolate({ cache: false });
    const { key } = await here.create(newOwner());
    await here.authenticate(key);
    const { calls } = here.db;
    for (let nth = 1; nth <= 3; nth += 1) {
      await here.authenticate(key);
      expect(here.db.calls).toBe(calls + nth);
    }
  });

  it('ends when it was made to end, and says so to whoever holds it', async () => {
    const here = await isolate();
    const { key } = await here.create(newOwner(), { expires_in_days: 1 });
    await here.authenticate(key);
    here.clock.advance(86_400_000);
    await expect(here.authenticate(key)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('notes when it was last used, at most once in five minutes', async () => {
    const clock = testClock();
    const here = await isolate({ clock });
    const { key, api_key } = await here.create(newOwner());
    const first = clock.nowMs();
    await here.authenticate(key);
    clock.advance(LAST_USE_MS - 1);
    await here.authenticate(key);
    await (await isolate({ clock })).authenticate(key);
    expect(await lastUsed(api_key.id)).toBe(first);
    clock.advance(1);
    await here.authenticate(key);
    expect(await lastUsed(api_key.id)).toBe(clock.nowMs());
  });
});

describe('a revoked key', () => {
  /** Two isolates that know the key, and KV that does. */
  async function known() {
    const clock = testClock();
    const [here, elsewhere] = [await isolate({ clock }), await isolate({ clock })];
    const { key, api_key } = await here.create(newOwner());
    for (const one of [here, elsewhere]) for (let nth = 0; nth < 2; nth += 1) await one.authenticate(key);
    const inKv = (await env.ACCESS_CACHE.get(`api-key:v1:${api_key.id}`)) ?? '';
    expect(inKv).not.toBe('');
    return { clock, here, elsewhere, key, id: api_key.id, inKv };
  }

  it('is refused at once where it was revoked, and everywhere within the bound', async () => {
    const { clock, here, elsewhere, key, id } = await known();
    await here.desk.revoke(id, MAKER);
    await expect(here.authenticate(key)).rejects.toMatchObject(INVALID);
    await elsewhere.authenticate(key);
    clock.advance(FRESHNESS_BOUND_MS + 1);
    await expect(elsewhere.authenticate(key)).rejects.toMatchObject(INVALID);
  });

  it('is refused at once by a strict check, and by one that names the revocation', async () => {
    for (const isStrict of [true, false]) {
      const { here, elsewhere, key, id } = await known();
      const { revision } = await here.desk.revoke(id, MAKER);
      await expect(elsewhere.authenticate(key, isStrict ? 'strict' : { atLeast: revision })).rejects.toMatchObject(
        INVALID,
      );
    }
  });

  it('stays refused although KV serves what it held before', async () => {
    const { clock, here, elsewhere, key, id, inKv } = await known();
    await here.desk.revoke(id, MAKER);
    clock.advance(FRESHNESS_BOUND_MS + 1);
    for (const one of [here, elsewhere, await isolate({ clock })]) {
      await env.ACCESS_CACHE.put(`api-key:v1:${id}`, inKv);
      await expect(one.authenticate(key)).rejects.toMatchObject(INVALID);
    }
  });

  it('is not cached as good by a check that ran while it was revoked', async () => {
    const { clock, here, elsewhere, key, id } = await known();
    const revoking = here.desk.revoke(id, MAKER);
    await Promise.allSettled(Array.from({ length: 20 }, () => elsewhere.authenticate(key, 'strict')));
    await revoking;
    clock.advance(FRESHNESS_BOUND_MS + 1);
    await expect(elsewhere.authenticate(key)).rejects.toMatchObject(INVALID);
  });
});

it('a key that is just being revoked is read from the truth each time, until that has ended', async () => {
  const [here, elsewhere] = [await isolate(), await isolate()];
  const owner = newOwner();
  const { key, api_key } = await here.create(owner);
  for (let nth = 0; nth < 2; nth += 1) await elsewhere.authenticate(key);
  await here.freshness.changeSubject(owner, async () => {
    for (let nth = 0; nth < 2; nth += 1) await elsewhere.authenticate(key, 'strict');
    await env.DB.prepare('UPDATE api_keys SET revoked_at_ms = 1 WHERE id = ?').bind(api_key.id).run();
    await expect(elsewhere.authenticate(key, 'strict')).rejects.toMatchObject(INVALID);
    await expect(elsewhere.authenticate(key)).rejects.toMatchObject(INVALID);
  });
});

describe('a rolled key', () => {
  it('goes on for the overlap beside the new one, which works at once', async () => {
    const here = await isolate();
    const { key: old, api_key } = await here.create(newOwner());
    await here.authenticate(old);
    const { key, api_key: next } = await here.desk.roll(api_key.id, 1, MAKER);
    expect(next).toMatchObject({ state: 'active', scopes: ['orders:read'], name: 'a key' });
    for (const text of [old, key]) await here.authenticate(text);
    here.clock.advance(3_600_000);
    await expect(here.authenticate(old)).rejects.toMatchObject({ code: 'token_expired' });
    await here.authenticate(key);
  });

  it('ends now when there is no overlap', async () => {
    const here = await isolate();
    const { key: old, api_key } = await here.create(newOwner());
    await here.authenticate(old);
    await here.desk.roll(api_key.id, 0, MAKER);
    await expect(here.authenticate(old)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('is rolled once, also by many at a time', async () => {
    const here = await isolate();
    const owner = newOwner();
    const { api_key } = await here.create(owner);
    const rolls = await Promise.allSettled(Array.from({ length: 10 }, () => here.desk.roll(api_key.id, 1, MAKER)));
    expect(rolls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const roll of rolls) if (roll.status === 'rejected') expect(roll.reason).toMatchObject({ code: 'conflict' });
    expect((await here.desk.listOf(owner)).keys.map(({ state }) => state).sort()).toEqual(['active', 'rolled']);
  });
});

describe('a key that is none', () => {
  /** A key with the id of another and a checksum that fits. */
  function withIdOf(key: string): string {
    for (;;) {
      const made = newKey('dev').text;
      const spliced = `${key.slice(0, 20)}${made.slice(20, -6)}`;
      // The checksum is no secret: anybody can compute it.
      const text = `${spliced}${checksum(spliced)}`;
      if (text !== key) return text;
    }
  }

  it('is refused with the id of a good one and another secret', async () => {
    const here = await isolate();
    const { key } = await here.create(newOwner());
    for (let nth = 0; nth < 2; nth += 1) await here.authenticate(key);
    await expect(here.authenticate(withIdOf(key))).rejects.toMatchObject(INVALID);
    await expect((await isolate()).authenticate(withIdOf(key))).rejects.toMatchObject(INVALID);
    await here.authenticate(key);
  });

  it('asks no store when its checksum is wrong or it belongs elsewhere', async () => {
    const here = await isolate();
    const { key } = await here.create(newOwner());
    const before = [here.db.calls, here.subjects.calls, here.shards.calls];
    for (const text of [
      `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`,
      newKey('live').text,
      'rh_dev_',
      '',
      'x'.repeat(9000),
    ]) {
      await expect(here.authenticate(text, 'bounded', '192.0.2.1')).rejects.toMatchObject(INVALID);
    }
    expect([here.db.calls, here.subjects.calls, here.shards.calls]).toEqual(before);
  });

  it('is looked up once in a while, however often it is shown', async () => {
    const here = await isolate();
    const { text } = newKey('dev');
    for (let nth = 0; nth < 10; nth += 1) await expect(here.authenticate(text)).rejects.toMatchObject(INVALID);
    expect(here.db.calls).toBe(1);
    here.clock.advance(UNKNOWN_KEY_MS);
    await expect(here.authenticate(text)).rejects.toMatchObject(INVALID);
    expect(here.db.calls).toBe(2);
  });

  it('meets the ceiling of its address, whichever keys it makes up', async () => {
    const here = await isolate();
    vi.spyOn(Date, 'now').mockImplementation(() => here.clock.nowMs());
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 10; round += 1) {
      const tries = Array.from({ length: POLICIES.address.limit / 10 + 2 }, () =>
        here.authenticate(newKey('dev').text, 'bounded', '192.0.2.77'),
      );
      for (const outcome of await Promise.allSettled(tries)) {
        const code = outcome.status === 'rejected' ? String(Reflect.get(outcome.reason, 'code')) : 'accepted';
        outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      }
    }
    expect(Object.fromEntries(outcomes)).toEqual({ invalid_token: POLICIES.address.limit, rate_limited: 20 });
    expect(here.db.calls).toBe(POLICIES.address.limit);
  }, 30_000);
});

describe('the rate of a key', () => {
  it('is its own, is counted over isolates, and is told behind the answer', async () => {
    const clock = testClock();
    vi.spyOn(Date, 'now').mockImplementation(() => clock.nowMs());
    const [here, elsewhere] = [await isolate({ clock }), await isolate({ clock })];
    const owner = newOwner();
    const [{ key }, { key: other }] = [await here.create(owner), await here.create(owner)];
    const callsAtOnce = async (count: number) => {
      const calls = Array.from({ length: count }, () => [here, elsewhere].map((one) => one.authenticate(key))).flat();
      const refused = (await Promise.allSettled(calls)).flatMap((call) =>
        call.status === 'rejected' ? [call.reason as unknown] : [],
      );
      const denial = { code: 'rate_limited', headers: { 'Retry-After': expect.any(String) as string } };
      for (const reason of refused) expect(reason).toMatchObject(denial);
      return 2 * count - refused.length;
    };
    expect(await callsAtOnce(POLICIES.api_key.limit / 2)).toBe(POLICIES.api_key.limit);
    // These two learn that it was too much, and nobody passes after them.
    expect(await callsAtOnce(1)).toBe(2);
    expect(await callsAtOnce(50)).toBe(0);
    await here.authenticate(other);
    clock.advance(POLICIES.api_key.windowSeconds * 1000);
    await here.authenticate(key);
  }, 30_000);

  it('does not close the door when nobody counts', async () => {
    const here = await isolate();
    const { key } = await here.create(newOwner());
    here.shards.isBroken = true;
    expect((await here.authenticate(key)).credential).toBe('api-key');
  });
});

describe('when a store is away', () => {
  it('KV: everything answers from D1', async () => {
    const kv = breakable(env.ACCESS_CACHE);
    kv.state.isBroken = true;
    const here = await isolate({ kv: kv.store });
    const { key } = await here.create(newOwner());
    for (let nth = 0; nth < 3; nth += 1) await here.authenticate(key);
    await expect(here.authenticate(newKey('dev').text)).rejects.toMatchObject(INVALID);
  });

  it('D1: what is known answers until its time is over, everything else is unavailable', async () => {
    const here = await isolate();
    const { key } = await here.create(newOwner());
    for (let nth = 0; nth < 2; nth += 1) await here.authenticate(key);
    here.db.isBroken = true;
    await here.authenticate(key);
    await expect(here.authenticate(newKey('dev').text)).rejects.toMatchObject({ code: 'unavailable' });
    here.clock.advance(KEY_KNOWN_MS - 1);
    await here.authenticate(key);
    here.clock.advance(1);
    await expect(here.authenticate(key)).rejects.toMatchObject({
      code: 'unavailable',
      headers: { 'Retry-After': '1' },
    });
    await expect(here.create(newOwner())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('the epochs: strict checks are unavailable at once, others after the bound', async () => {
    const here = await isolate();
    const { key } = await here.create(newOwner());
    for (let nth = 0; nth < 2; nth += 1) await here.authenticate(key);
    here.subjects.isBroken = true;
    await expect(here.authenticate(key, 'strict')).rejects.toMatchObject({ code: 'unavailable' });
    here.clock.advance(FRESHNESS_BOUND_MS);
    await here.authenticate(key);
    here.clock.advance(1);
    await expect(here.authenticate(key)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(here.create(newOwner())).rejects.toMatchObject({ code: 'unavailable' });
  });
});

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function checksum(body: string): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(body)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = ~crc >>> 0;
  let text = '';
  for (let nth = 0; nth < 6; nth += 1) {
    text = (ALPHABET[rest % 62] ?? '') + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
