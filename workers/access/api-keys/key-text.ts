/**
 * How an API key is written: `rh_live_<id>_<secret><checksum>`. Whoever finds one in a file or a log knows what it is, and a
 * checksum lets scanners tell a key from a text that looks like one. It also lets us refuse a mistyped or made-up key before
 * anything is looked up; it protects nothing beyond that, since anybody can compute it.
 */
import { sha256Hex } from '../../kernel/digest.ts';
import { KEY_CHECKSUM_CHARS, KEY_ID_CHARS, KEY_SECRET_CHARS } from './api-keys.constants.ts';

/** Where a key belongs. One of another deployment is refused by its first letters. */
export const KEY_REALMS = { production: 'live', staging: 'test', local: 'dev' } as const;
export type KeyRealm = (typeof KEY_REALMS)[keyof typeof KEY_REALMS];

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 62 in a byte: what lies above would favour the first letters. */
const FAIR_BYTE_MAX = 248;
const ID = new RegExp(`^[0-9A-Za-z]{${KEY_ID_CHARS}}$`);
const FORM = new RegExp(
  `^(rh_(live|test|dev)_([0-9A-Za-z]{${KEY_ID_CHARS}})_[0-9A-Za-z]{${KEY_SECRET_CHARS}})([0-9A-Za-z]{${KEY_CHECKSUM_CHARS}})$`,
);
/** Reversed polynomial of CRC-32 (ISO 3309, as in zip and PNG). */
const CRC_POLYNOMIAL = 0xedb88320;

export interface NewKey {
  readonly text: string;
  readonly id: string;
}

export function newKey(realm: KeyRealm): NewKey {
  const id = randomText(KEY_ID_CHARS);
  const body = `${keyHint(realm, id)}_${randomText(KEY_SECRET_CHARS)}`;
  return { text: `${body}${checksumOf(body)}`, id };
}

/** How the key with an id begins. */
export function keyHint(realm: KeyRealm, id: string): string {
  return `rh_${realm}_${id}`;
}

/** The id of a key that is written right and belongs here, or undefined. Says nothing about whether there is such a key. */
export function idOfKey(text: string, realm: KeyRealm): string | undefined {
  const [, body = '', ofRealm, id, checksum] = FORM.exec(text) ?? [];
  return ofRealm === realm && checksum === checksumOf(body) ? id : undefined;
}

export function isKeyId(text: string): boolean {
  return ID.test(text);
}

/** Whether a credential claims to be a key of ours, of whatever deployment. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith('rh_');
}

/** SHA-256 of the whole key in hex. A plain digest will do: there are no likely keys to try out. */
export function digestOfKey(text: string): Promise<string> {
  return sha256Hex(text);
}

function randomText(chars: number): string {
  let text = '';
  while (text.length < chars) {
    for (const byte of crypto.getRandomValues(new Uint8Array(chars))) {
      if (byte < FAIR_BYTE_MAX && text.length < chars) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

function checksumOf(body: string): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(body)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
  }
  let rest = ~crc >>> 0;
  let text = '';
  while (text.length < KEY_CHECKSUM_CHARS) {
    text = `${ALPHABET[rest % ALPHABET.length]}${text}`;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}
