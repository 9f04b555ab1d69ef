/**
 * The address of a caller in the form that is counted: IPv4 as it is (also when it comes mapped into IPv6), IPv6 by its
 * /64, since whoever has one address of a /64 has all of them.
 */
import { type RegistryRegion, regionOfIpv4, regionOfIpv6 } from './registry-region.ts';

export interface CallerAddress {
  /** Normal form, equal for equal callers. Never stored: only its hash is. */
  readonly text: string;
  readonly region: RegistryRegion;
}

/** Callers without an address that we can read are one caller: none of them escapes the ceiling. */
const UNKNOWN: CallerAddress = { text: 'unknown', region: 'enam' };

/** @param header Value of `CF-Connecting-IP`, which the edge sets and a caller cannot. */
export function parseCallerAddress(header: string | null): CallerAddress {
  const text = header?.trim() ?? '';
  const octets = parseIpv4(text);
  if (octets !== undefined) return { text: octets.join('.'), region: regionOfIpv4(octets[0] ?? 0) };
  const groups = parseIpv6(text);
  if (groups === undefined) return UNKNOWN;
  const [first = 0, second = 0, third = 0, fourth = 0, fifth, sixth, seventh = 0, eighth = 0] = groups;
  if (first === 0 && second === 0 && third === 0 && fourth === 0 && fifth === 0 && sixth === 0xffff) {
    const mapped = [seventh >> 8, seventh & 255, eighth >> 8, eighth & 255];
    return { text: mapped.join('.'), region: regionOfIpv4(seventh >> 8) };
  }
  const prefix = [first, second, third, fourth].map((group) => group.toString(16)).join(':');
  return { text: `${prefix}::/64`, region: regionOfIpv6([first, second]) };
}

function parseIpv4(text: string): number[] | undefined {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  return octets.every((octet) => octet <= 255) ? octets : undefined;
}

/** The eight 16-bit groups. @see RFC 4291 §2.2 */
function parseIpv6(text: string): number[] | undefined {
  const tail = parseIpv4(text.slice(text.lastIndexOf(':') + 1));
  const [high = 0, highLow = 0, low = 0, lowLow = 0] = tail ?? [];
  const hex = tail && [(high << 8) | highLow, (low << 8) | lowLow].map((group) => group.toString(16)).join(':');
  const plain = hex === undefined ? text : text.slice(0, text.lastIndexOf(':') + 1) + hex;
  const [before = '', after, ...more] = plain.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(before);
  const right = after === undefined ? [] : groupsOf(after);
  if (left === undefined || right === undefined) return undefined;
  const gap = 8 - left.length - right.length;
  if (after === undefined ? gap !== 0 : gap < 1) return undefined;
  return [...left, ...Array.from({ length: gap }, () => 0), ...right];
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}
