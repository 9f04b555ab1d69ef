import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, testHouse } from '../../testing/harness.ts';

const ALLOWLIST = '192.0.2.0/24, 2001:db8:7::/48';
const NO_TOKEN = { METRICS_TOKEN: undefined };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const from = (address: string) => ({ 'CF-Connecting-IP': address });

async function statusOf(settings: Record<string, unknown>, headers: Record<string, string>): Promise<number> {
  return (await (await testHouse(settings)).fetch('/metrics', { headers })).status;
}

describe('a closed door', () => {
  it('answers 403 in the one error shape, tells nothing, and counts', async () => {
    const house = await testHouse();
    const denied = async () => {
      const page = await (await house.fetch('/metrics', { headers: bearer(env.METRICS_TOKEN) })).text();
      return Number(/^metrics_scrapes_denied_total (\d+)$/m.exec(page)?.[1]);
    };
    const before = await denied();
    const response = await house.fetch('/metrics');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await errorOf(response)).toMatchObject({ status: 403, code: 'forbidden', retryable: false });
    await house.fetch('/metrics', { headers: bearer('wrong') });
    expect(await denied()).toBe(before + 2);
  });

  it('stays closed to everybody when nothing is configured', async () => {
    for (const headers of [
      {},
      bearer(''),
      bearer('undefined'),
      bearer(env.METRICS_TOKEN),
      from('127.0.0.1'),
      from('::1'),
    ]) {
      expect(await statusOf({ ...NO_TOKEN, METRICS_ALLOWLIST: '' }, headers)).toBe(403);
    }
  });
});

describe('the scrape token', () => {
  it.each<[string, (token: string) => Record<string, string>, number]>([
    ['as it is', bearer, 200],
    ['with the scheme in other letters', (token) => ({ Authorization: `bearer ${token}` }), 200],
    ['without a scheme', (token) => ({ Authorization: token }), 403],
    ['as Basic', (token) => ({ Authorization: `Basic ${token}` }), 403],
    ['cut short', (token) => bearer(token.slice(0, -1)), 403],
    ['with more behind it', (token) => bearer(`${token}0`), 403],
    ['twice', (token) => bearer(`${token} ${token}`), 403],
    ['in capitals', (token) => bearer(token.toUpperCase()), 403],
    ['in another header', (token) => ({ 'X-Authorization': `Bearer ${token}` }), 403],
  ])('%s: %#', async (_, headersOf, status) => {
    expect(await statusOf({}, headersOf(env.METRICS_TOKEN))).toBe(status);
  });

  it('is not taken from the address', async () => {
    const house = await testHouse();
    expect((await house.fetch(`/metrics?token=${env.METRICS_TOKEN}`)).status).toBe(403);
  });

  it('opens the door from anywhere, beside an allowlist', async () => {
    const headers = { ...bearer(env.METRICS_TOKEN), ...from('203.0.113.1') };
    expect(await statusOf({ METRICS_ALLOWLIST: ALLOWLIST }, headers)).toBe(200);
  });
});

describe('the allowlist', () => {
  const settings = { ...NO_TOKEN, METRICS_ALLOWLIST: ALLOWLIST };

  it.each([
    [from('192.0.2.77'), 200],
    [from('2001:db8:7::9'), 200],
    [from('::ffff:192.0.2.77'), 200],
    [from('192.0.3.1'), 403],
    [from('2001:db8:8::9'), 403],
    [from(''), 403],
    [from('192.0.2.77, 203.0.113.9'), 403],
    [{ 'X-Forwarded-For': '192.0.2.77' }, 403],
    [{ 'X-Real-IP': '192.0.2.77', 'True-Client-IP': '192.0.2.77', Forwarded: 'for=192.0.2.77' }, 403],
    [{ ...from('203.0.113.9'), 'X-Forwarded-For': '192.0.2.77' }, 403],
    [{}, 403],
  ])('%j: %i', async (headers, status) => {
    expect(await statusOf(settings, headers as Record<string, string>)).toBe(status);
  });

  it('refuses every address outside', async () => {
    const house = await testHouse(settings);
    const outside = fc.oneof(
      fc.ipV4().filter((address) => !address.startsWith('192.0.2.')),
      fc.ipV6().filter((address) => !/^2001:0?db8:0{0,3}7:/i.test(address) && !/ffff:(192|c000)/i.test(address)),
    );
    await fc.assert(
      fc.asyncProperty(outside, async (address) => {
        expect((await house.fetch('/metrics', { headers: from(address) })).status).toBe(403);
      }),
      { numRuns: 300 },
    );
  });

  it('opens to everybody only when that is confirmed', async () => {
    const open = { ...NO_TOKEN, METRICS_ALLOWLIST: '0.0.0.0/0, ::/0' };
    expect(await statusOf({ ...open, METRICS_ALLOW_PUBLIC: 'true' }, from('203.0.113.1'))).toBe(200);
    expect(await statusOf(open, from('203.0.113.1'))).toBe(503);
  });
});
