import { describe, expect, it } from 'vitest';
import { CallerKeys, parseClientId } from './caller.ts';
import { parseCallerAddress } from './caller-address.ts';

describe('parseCallerAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', 'apac'],
    [' 193.0.14.129 ', '193.0.14.129', 'weur'],
    ['8.8.8.8', '8.8.8.8', 'enam'],
    ['200.160.2.3', '200.160.2.3', 'sam'],
    ['196.216.2.1', '196.216.2.1', 'afr'],
    ['::ffff:203.0.113.7', '203.0.113.7', 'apac'],
    ['::FFFF:cb00:7107', '203.0.113.7', 'apac'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7', 'apac'],
    ['2400:cb00:1:2::1', '2400:cb00:1:2::/64', 'apac'],
    ['2400:CB00:0001:0002:ffff:ffff:ffff:ffff', '2400:cb00:1:2::/64', 'apac'],
    ['2001:268:c0::1', '2001:268:c0:0::/64', 'apac'],
    ['2001:db8::1', '2001:db8:0:0::/64', 'apac'],
    ['2001:4860:4860::8888', '2001:4860:4860:0::/64', 'enam'],
    ['2a00:1450::8', '2a00:1450:0:0::/64', 'weur'],
    ['2800:3f0::1', '2800:3f0:0:0::/64', 'sam'],
    ['2c0f::1', '2c0f:0:0:0::/64', 'afr'],
    ['::1', '0:0:0:0::/64', 'enam'],
  ])('reads %s as %s', (header, text, region) => {
    expect(parseCallerAddress(header)).toEqual({ text, region });
  });

  it.each([
    null,
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4, 5.6.7.8',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::8',
    'fe80::1%eth0',
    '12345::',
    'localhost',
    ':',
  ])('puts %j among the unknown', (header) => {
    expect(parseCallerAddress(header).text).toBe('unknown');
  });
});

describe('CallerKeys', () => {
  it('knows a client within its address, by keyed hashes that tell neither', async () => {
    const keys = await CallerKeys.from('f00dbabe8912345678deadbeefcafe01');
    const at = (address: string, client?: string) => keys.callerOf(address, client);
    const one = await at('203.0.113.7', 'me');
    expect(await at('203.0.113.7', 'me')).toEqual(one);
    expect((await at('203.0.113.7', 'you')).client).not.toBe(one.client);
    expect((await at('203.0.113.7', 'you')).address).toBe(one.address);
    expect((await at('203.0.113.8', 'me')).client).not.toBe(one.client);
    expect(JSON.stringify(one)).not.toContain('203.0.113');
    const others = await CallerKeys.from('f00dbabe8912345678deadbeefcafe02');
    expect((await others.callerOf('203.0.113.7', 'me')).address).not.toBe(one.address);
  });

  it('takes an invalid client id for none', async () => {
    const keys = await CallerKeys.from('f00dbabe8912345678deadbeefcafe01');
    const nobody = await keys.callerOf('203.0.113.7', undefined);
    for (const id of ['', ' ', 'a b', 'a\n', 'ü', 'x'.repeat(129), null]) {
      expect(parseClientId(id)).toBeUndefined();
      expect(await keys.callerOf('203.0.113.7', id)).toEqual(nobody);
    }
    expect(parseClientId('3f9c7b1e-0d0a-4b7e-9a53-2f6f1c1f6a10')).toBeDefined();
  });

  it('finds the same shard from everywhere, and spreads addresses over all shards of a region', async () => {
    const keys = await CallerKeys.from('f00dbabe8912345678deadbeefcafe01');
    const names = new Set<string>();
    for (let host = 0; host < 256; host += 1) names.add((await keys.callerOf(`203.0.113.${host}`, 'c')).place.name);
    expect(names.size).toBe(16);
    for (const name of names) expect(name).toMatch(/^apac-(\d|1[0-5])$/);
    const { place } = await keys.callerOf('2001:db8:1:2::1', 'x');
    expect((await keys.callerOf('2001:db8:1:2:ffff::9', 'y')).place).toEqual(place);
  });
});
