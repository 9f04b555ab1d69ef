import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeText } from './judge-text.ts';
import { addressKind } from './public-address.ts';

const RULES = { allowedHosts: [], trustedOrigins: [] };
const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet);
const dotted = (parts: readonly number[]) => parts.join('.');
const inNumber = fc.constantFrom(
  (part: number) => String(part),
  (part: number) => `0x${part.toString(16)}`,
  (part: number) => `0X${part.toString(16).toUpperCase()}`,
  (part: number) => `0${part.toString(8)}`,
  (part: number) => `0x${part.toString(16).padStart(8, '0')}`,
);
const fullWidth = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
const percent = (text: string) => text.replace(/./g, (char) => `%${char.charCodeAt(0).toString(16)}`);
const wrapping = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.replace(/[0-9]+/g, fullWidth),
  percent,
  (text: string) => text.replaceAll('.', '。'),
  (text: string) => `${text}.`,
);
const group = (high = 0, low = 0) => ((high << 8) | low).toString(16);
/** Ways to write an IPv4 address into an IPv6 one, of which none is an ordinary host. */
const carriers: readonly ((ip: readonly number[]) => string)[] = [
  ([a, b, c, d]) => `::ffff:${group(a, b)}:${group(c, d)}`,
  (ip) => `::ffff:${dotted(ip)}`,
  (ip) => `::${dotted(ip)}`,
  ([a, b, c, d]) => `::ffff:0:${group(a, b)}:${group(c, d)}`,
  ([a, b, c, d]) => `64:ff9b::${group(a, b)}:${group(c, d)}`,
  ([a, b, c, d]) => `64:ff9b:1:7::${group(a, b)}:${group(c, d)}`,
  ([a, b, c, d]) => `2002:${group(a, b)}:${group(c, d)}::1`,
  ([a, b, c, d]) => `2001:0:${group(a, b)}:${group(c, d)}::1`,
  ([a = 0, b = 0, c = 0, d = 0]) => `2001:0:808:808:0:0:${group(a ^ 255, b ^ 255)}:${group(c ^ 255, d ^ 255)}`,
];

describe('addresses in every notation', () => {
  it('are refused as literals, however an IPv4 address is written', () => {
    const parts = fc.tuple(
      ipv4,
      fc.integer({ min: 1, max: 4 }),
      fc.array(inNumber, { minLength: 4, maxLength: 4 }),
      wrapping,
    );
    fc.assert(
      fc.property(parts, ([ip, count, forms, wrap]) => {
        // The last part takes what the others leave: `127.1`, `10.65535`, `2130706433`.
        const rest = ip.slice(count - 1).reduce((sum, part) => sum * 256 + part, 0);
        const numbers = [...ip.slice(0, count - 1), rest];
        const host = wrap(numbers.map((part, nth) => forms[nth]?.(part)).join('.'));
        expect(judgeText(`https://${host}/`, RULES)).toEqual({ kind: 'refused', reason: 'address_literal' });
      }),
      { numRuns: 2000, seed: 6 },
    );
  });

  it('are refused as literals, however an IPv6 address is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        expect(judgeText(`https://[${ip}]/`, RULES)).toEqual({ kind: 'refused', reason: 'address_literal' });
      }),
      { numRuns: 1000, seed: 6 },
    );
  });
});

describe('an IPv4 address inside an IPv6 one', () => {
  it('never makes an ordinary host, and a private one shows', () => {
    fc.assert(
      fc.property(ipv4, fc.constantFrom(...carriers), (ip, carry) => {
        const [inner, outer] = [addressKind(dotted(ip)), addressKind(carry(ip))];
        if (inner === 'private') expect(outer).toBe('private');
        else expect(['special', 'private']).toContain(outer);
      }),
      { numRuns: 5000, seed: 6 },
    );
  });

  it('decides under any prefix where it is marked as ISATAP', () => {
    fc.assert(
      fc.property(ipv4, fc.constantFrom('0', '200'), ([a, b, c, d], mark) => {
        const outer = addressKind(`2606:4700:0:1:${mark}:5efe:${group(a, b)}:${group(c, d)}`);
        expect(outer).toBe(addressKind(dotted([a, b, c, d])));
      }),
      { numRuns: 2000, seed: 6 },
    );
  });
});
