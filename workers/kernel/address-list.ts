/**
 * Lists of address ranges in CIDR notation, IPv4 and IPv6. Strict on purpose: four decimal parts and no zones, and a range
 * whose address has bits beyond its prefix is a slip of the pen, not a range. An IPv4 address that is written as IPv6
 * (`::ffff:192.0.2.1`) is the IPv4 address, in the list and when asked.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** Wider ranges than these take in whole continents: whoever means that shall say so. */
const WIDE_PREFIX_BITS = { ipv4: 8, ipv6: 16 } as const;
const MAPPED_PREFIX_BITS = 96;

export interface AddressList {
  readonly isEmpty: boolean;
  /** True when a range is as good as everybody. */
  readonly isWide: boolean;
  /** Whether an address stands in the list. A text that is no address does not. */
  has(address: string): boolean;
}

/**
 * @param text Ranges such as `192.0.2.0/24, 2001:db8::/32` with commas between; empty for none.
 * @returns The list, or undefined when any part of it is not a range.
 */
export function parseAddressList(text: string): AddressList | undefined {
  const ranges: Range[] = [];
  for (const part of text.split(',').flatMap((item) => item.trim() || [])) {
    const range = parseRange(part);
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  return {
    isEmpty: ranges.length === 0,
    isWide: ranges.some(([address, bits]) => bits < WIDE_PREFIX_BITS[address.kind()]),
    has: (candidate) => {
      const address = parseAddress(candidate);
      return address !== undefined && ranges.some((range) => isWithin(address, range));
    },
  };
}

function parseRange(text: string): Range | undefined {
  const [, host = '', digits = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const isMapped = address.kind() === 'ipv4' && host.includes(':');
  const bits = Number(digits) - (isMapped ? MAPPED_PREFIX_BITS : 0);
  const bitsMax = address.kind() === 'ipv4' ? 32 : 128;
  return bits >= 0 && bits <= bitsMax && hasZerosBeyond(address, bits) ? [address, bits] : undefined;
}

function parseAddress(text: string): Address | undefined {
  const dotted = text.replace(/^::ffff:/i, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(dotted)) return ipaddr.IPv4.parse(dotted);
  // No other dotted form: the parser takes the deprecated `::192.0.2.1`, which is another address, for the mapped one.
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function hasZerosBeyond(address: Address, bits: number): boolean {
  return address.toByteArray().every((byte, nth) => (byte & (0xff >> Math.min(8, Math.max(0, bits - nth * 8)))) === 0);
}

function isWithin(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
