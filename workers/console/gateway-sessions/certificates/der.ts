/**
 * Writing DER, as much of it as a certificate needs. It never reads: what others wrote is parsed by those who trust it.
 *
 * @see ITU-T X.690 §8 and §10 (the one encoding of each value)
 */

export type Der = Uint8Array;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;
const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;
/** From this year on a certificate has the longer form (RFC 5280 §4.1.2.5). */
const GENERALIZED_FROM_YEAR = 2050;

export const sequence = (...members: readonly Der[]) => value(TAG.sequence, joined(members));
/** Of one member: an order need not be made. */
export const set = (member: Der) => value(TAG.set, member);
export const boolean = (is: boolean) => value(TAG.boolean, Uint8Array.of(is ? 0xff : 0));
export const octetString = (bytes: Uint8Array) => value(TAG.octetString, bytes);
export const utf8 = (text: string) => value(TAG.utf8, new TextEncoder().encode(text));
/** Whole bytes, or as many bits of the last one as are not unused. */
export const bitString = (bytes: Uint8Array, unusedBits = 0) =>
  value(TAG.bitString, joined([Uint8Array.of(unusedBits), bytes]));
/** A member of a choice or an optional one, around a whole value. */
export const explicit = (number: number, member: Der) => value(CONTEXT | CONSTRUCTED | number, member);
/** The same with plain bytes in the place of the value. */
export const implicit = (number: number, bytes: Uint8Array) => value(CONTEXT | number, bytes);

/** @param bytes Big-endian, not negative; leading zeros do not matter. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  const isNegative = (significant[0] ?? 0) >= 0x80;
  return value(TAG.integer, isNegative ? joined([Uint8Array.of(0), significant]) : significant);
}

/** @param dotted Such as `2.5.4.3`. */
export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(TAG.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** A point in time, to the second. */
export function time(ms: number): Der {
  const iso = new Date(ms).toISOString();
  const digits = `${iso.slice(0, 19).replaceAll(/\D/g, '')}Z`;
  return Number(iso.slice(0, 4)) < GENERALIZED_FROM_YEAR
    ? value(TAG.utcTime, ascii(digits.slice(2)))
    : value(TAG.generalizedTime, ascii(digits));
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function value(tag: number, content: Uint8Array): Der {
  return joined([Uint8Array.of(tag), length(content.byteLength), content]);
}

function length(bytes: number): Uint8Array {
  if (bytes < 0x80) return Uint8Array.of(bytes);
  const digits = bytes < 0x100 ? [bytes] : [bytes >> 8, bytes & 0xff];
  if (bytes > 0xffff) throw new RangeError('no part of a certificate is that long');
  return Uint8Array.of(0x80 | digits.length, ...digits);
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let left = number >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f));
  return digits;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}
