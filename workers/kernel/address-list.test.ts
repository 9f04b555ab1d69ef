import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressList } from './address-list.ts';

const has = (list: string, address: string) => parseAddressList(list)?.has(address);

describe('parseAddressList', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.0', true],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.7/32', '192.0.2.7', true],
    ['192.0.2.7/32', '192.0.2.6', false],
    ['10.0.0.0/9', '10.127.255.255', true],
    ['10.0.0.0/9', '10.128.0.0', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['::1/128', '::1', true],
    ['::1/128', '0:0:0:0:0:0:0:1', true],
    ['192.0.2.0/24, 2001:db8::/32', '2001:db8::1', true],
    [' 192.0.2.0/24 ,', '192.0.2.1', true],
    ['', '127.0.0.1', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '203.0.113.9', false],
    // An IPv4 address may come written as IPv6, on either side.
    ['192.0.2.0/24', '::ffff:192.0.2.1', true],
    ['192.0.2.0/24', '::ffff:c000:201', true],
    ['::ffff:192.0.2.0/120', '192.0.2.1', true],
    ['::/0', '::ffff:192.0.2.1', false],
  ])('%s has %s: %s', (list, address, expected) => {
    expect(has(list, address)).toBe(expected);
  });

  it.each([
    '',
    'unknown',
    '192.0.2',
    '192.0.2.1.',
    '0300.0.2.1',
    '192.000.002.001',
    '0xc0.0.2.1',
    '3221225985',
    '192.0.2.1:80',
    '[::1]',
    '::127.0.0.1',
    '::ffff:0300.0.2.1',
    'fe80::1%eth0',
    '192.0.2.1, 192.0.2.2',
    ' 192.0.2.1',
    '192.0.2.1\n',
  ])('does not take %j for an address of the list', (address) => {
    expect(has('192.0.2.0/24, 0.0.0.0/0, ::/0', address)).toBe(false);
  });

  it.each([
    '192.0.2.1',
    '192.0.2.0/33',
    '192.0.2.0/-1',
    '192.0.2.0/024',
    '192.0.2.0/',
    '/24',
    '192.0.2/24',
    '192.0.2.1/24',
    '010.0.0.0/8',
    '10/8',
    '2001:db8::/129',
    '2001:db8::1/64',
    'fe80::%eth0/10',
    '::ffff:192.0.2.0/24',
    'localhost/8',
    '*',
    '192.0.2.0/24; 10.0.0.0/8',
    '192.0.2.0/24 10.0.0.0/8',
    '192.0.2.0/24,x',
    '192.0.2.0/1e1',
  ])('refuses the list %j', (list) => {
    expect(parseAddressList(list)).toBeUndefined();
  });

  it.each([
    ['0.0.0.0/0', true],
    ['0.0.0.0/1,128.0.0.0/1', true],
    ['::/0', true],
    ['2000::/3', true],
    ['::ffff:0:0/96', true],
    ['10.0.0.0/8', false],
    ['192.0.2.0/24', false],
    ['2001::/16', false],
    ['', false],
  ])('knows whether %j is as good as everybody: %s', (list, isWide) => {
    expect(parseAddressList(list)?.isWide).toBe(isWide);
  });

  it('has exactly the addresses that share the prefix', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const quad = fc.tuple(byte, byte, byte, byte);
    fc.assert(
      fc.property(quad, quad, fc.integer({ min: 0, max: 32 }), (network, address, bits) => {
        const toNumber = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
        const size = 2 ** (32 - bits);
        const start = Math.floor(toNumber(network) / size) * size;
        const dotted = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
        const inside = Math.floor(toNumber(address) / size) * size === start;
        expect(has(`${dotted(start)}/${bits}`, address.join('.'))).toBe(inside);
        expect(has(`${dotted(start)}/${bits}`, dotted(start + (toNumber(address) % size)))).toBe(true);
      }),
    );
  });
});
