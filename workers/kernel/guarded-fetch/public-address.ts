/**
 * Whether an address belongs to an ordinary host of the public internet. IPv6 is closed but for what is given to hosts
 * (2000::/3), less what has a special purpose there; an IPv4 address inside an IPv6 one is taken out and judged as well.
 *
 * @see IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890)
 */
import ipaddr from 'ipaddr.js';

/** `private`: somewhere inside. `special`: outside, but nobody's ordinary host. `malformed`: no address. */
export type AddressKind = 'public' | 'private' | 'special' | 'malformed';

type Range = readonly [network: string, prefixBits: number];

const IPV4_PRIVATE: readonly Range[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Shared between a provider and its customers (RFC 6598); 100.100.100.200 is the metadata of a cloud.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; 169.254.169.254 is the metadata of most clouds.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
];
const IPV4_SPECIAL: readonly Range[] = [
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.175.48.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // The wire server of a cloud, reachable from inside it alone.
  ['168.63.129.16', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const IPV6_PRIVATE: readonly Range[] = [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
];
const IPV6_GLOBAL: Range = ['2000::', 3];
const IPV6_SPECIAL: readonly Range[] = [
  // Protocol assignments: Teredo, ORCHID, benchmarking, anycast.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

/** @param text As a resolver writes it: four decimal parts, or IPv6 without a zone. */
export function addressKind(text: string): AddressKind {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipv4Kind(ipaddr.IPv4.parse(text));
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return 'malformed';
  // The parser takes `::192.0.2.1` for the mapped address: written in groups of hex digits it is itself again.
  return ipv6Kind(ipaddr.IPv6.parse(withoutDots(text)));
}

function ipv4Kind(address: ipaddr.IPv4): AddressKind {
  if (isWithin(address, IPV4_PRIVATE)) return 'private';
  return isWithin(address, IPV4_SPECIAL) ? 'special' : 'public';
}

function ipv6Kind(address: ipaddr.IPv6): AddressKind {
  if (isWithin(address, IPV6_PRIVATE)) return 'private';
  if (embeddedIPv4(address.toByteArray()).some((inner) => ipv4Kind(inner) === 'private')) return 'private';
  return isWithin(address, [IPV6_GLOBAL]) && !isWithin(address, IPV6_SPECIAL) ? isatapKind(address) : 'special';
}

/** Alone among the forms that carry an IPv4 address, this one may stand under any prefix (RFC 5214 §6.1). */
function isatapKind(address: ipaddr.IPv6): AddressKind {
  const inner = isatapIPv4(address.toByteArray());
  return inner === undefined ? 'public' : ipv4Kind(inner);
}

/** The IPv4 addresses that an IPv6 one may lead to, by all the forms there are. */
function embeddedIPv4(bytes: readonly number[]): ipaddr.IPv4[] {
  const begins = (...prefix: readonly number[]) => prefix.every((byte, nth) => bytes[nth] === byte);
  const at = (offset: number) => new ipaddr.IPv4(bytes.slice(offset, offset + 4));
  const found: ipaddr.IPv4[] = [];
  const tenZeros = Array<number>(10).fill(0);
  // Mapped and compatible (RFC 4291 §2.5.5), and the translated form of RFC 2765 §2.1.
  if (begins(...tenZeros, 0xff, 0xff) || begins(...tenZeros, 0, 0)) found.push(at(12));
  if (begins(0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0)) found.push(at(12));
  // 6to4 (RFC 3056 §2).
  if (begins(0x20, 0x02)) found.push(at(2));
  // Teredo: the server, and the client with its bits turned (RFC 4380 §4).
  if (begins(0x20, 0x01, 0, 0)) found.push(at(4), new ipaddr.IPv4(bytes.slice(12, 16).map((byte) => byte ^ 0xff)));
  // NAT64, under its well-known and its local-use prefix (RFC 6052 §2.1, RFC 8215).
  if (begins(0, 0x64, 0xff, 0x9b)) found.push(at(12));
  const isatap = isatapIPv4(bytes);
  return isatap === undefined ? found : [...found, isatap];
}

function isatapIPv4(bytes: readonly number[]): ipaddr.IPv4 | undefined {
  const isMarked = (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isMarked ? new ipaddr.IPv4(bytes.slice(12, 16)) : undefined;
}

function withoutDots(text: string): string {
  const [, head = '', dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  if (dotted === undefined || !ipaddr.IPv4.isValidFourPartDecimal(dotted)) return text;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets;
  return `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly Range[]): boolean {
  return ranges.some(([network, prefixBits]) => address.match(ipaddr.parse(network), prefixBits));
}
