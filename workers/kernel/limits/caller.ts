/**
 * Who is calling, as the limits see it: a client within an address. Both become keyed hashes before they leave the
 * isolate; a plain hash of an IPv4 address could be tried out in minutes.
 */
import { BoundedMap } from '../bounded-map.ts';
import { parseCallerAddress } from './caller-address.ts';
import { CALLER_KEYS_MAX, CLIENT_ID_CHARS_MAX, KEY_BYTES, LIMIT_SHARDS_PER_REGION } from './limits.constants.ts';
import type { RegistryRegion } from './registry-region.ts';

const CLIENT_ID = new RegExp(`^[A-Za-z0-9._:~-]{1,${CLIENT_ID_CHARS_MAX}}$`);
const PURPOSE = 'roundhouse/limits/caller/v1';

export interface ShardPlace {
  /** Name of the limit object. */
  readonly name: string;
  /** Where the object is created when it does not exist yet. */
  readonly region: RegistryRegion;
}

export interface Caller {
  /** Keyed hash of the address. */
  readonly address: string;
  /** Keyed hash of client id and address; callers without a client id share one within their address. */
  readonly client: string;
  /** All limits of an address are kept in one place, so that one hop checks them all. */
  readonly place: ShardPlace;
}

/** A client id that we count by, or undefined: an invalid one is as good as none. */
export function parseClientId(text: string | null | undefined): string | undefined {
  return typeof text === 'string' && CLIENT_ID.test(text) ? text : undefined;
}

/** Turns addresses and client ids into keys. */
export class CallerKeys {
  readonly #key: CryptoKey;
  readonly #known = new BoundedMap<string, Caller>(CALLER_KEYS_MAX);

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /**
   * @param secret Any secret of the house; the hashing key is derived from it for this purpose alone.
   * @see RFC 5869 (HKDF)
   */
  static async from(secret: string): Promise<CallerKeys> {
    const utf8 = new TextEncoder();
    const base = await crypto.subtle.importKey('raw', utf8.encode(secret), 'HKDF', false, ['deriveKey']);
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8.encode(PURPOSE) };
    const algorithm = { name: 'HMAC', hash: 'SHA-256', length: 256 };
    return new CallerKeys(await crypto.subtle.deriveKey(derivation, base, algorithm, false, ['sign']));
  }

  /**
   * @param addressHeader `CF-Connecting-IP`.
   * @param clientId A text from outside; see `parseClientId`.
   */
  async callerOf(addressHeader: string | null, clientId: string | null | undefined): Promise<Caller> {
    const { text, region } = parseCallerAddress(addressHeader);
    const client = parseClientId(clientId) ?? '';
    const facts = `${text} ${client}`;
    const known = this.#known.get(facts);
    if (known !== undefined) return known;
    const [addressHash, clientHash] = await Promise.all([this.#hash(`address ${text}`), this.#hash(`client ${facts}`)]);
    const shard = new DataView(addressHash.buffer).getUint16(0) % LIMIT_SHARDS_PER_REGION;
    const caller: Caller = {
      address: addressHash.toHex(),
      client: clientHash.toHex(),
      place: { name: `${region}-${shard}`, region },
    };
    this.#known.set(facts, caller);
    return caller;
  }

  async #hash(text: string): Promise<Uint8Array> {
    const digest = await crypto.subtle.sign('HMAC', this.#key, new TextEncoder().encode(text));
    return new Uint8Array(digest, 0, KEY_BYTES);
  }
}
