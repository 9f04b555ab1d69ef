/**
 * Ids that only we can have made: a tag, randomness and a code over both. One that was made up is refused here, so that
 * guessing costs no look-up. What is stored of an id is its digest.
 */

/** 192 bits that nobody guesses. */
const RANDOM_BYTES = 24;
/** 128 bits of HMAC-SHA-256 (RFC 2104 §5). */
const MARK_BYTES = 16;
const BASE64URL = { alphabet: 'base64url', omitPadding: true } as const;

export interface MarkedId {
  /** What the holder carries. Secret. */
  readonly text: string;
  /** Hex of the tag that it was issued with. */
  readonly tag: string;
  /** SHA-256 in hex: what is stored. */
  readonly digest: string;
}

export class MarkedIds {
  readonly #key: CryptoKey;
  readonly #tagBytes: number;

  /** @param key HMAC-SHA-256, for this kind of id alone. */
  constructor(key: CryptoKey, tagBytes: number) {
    this.#key = key;
    this.#tagBytes = tagBytes;
  }

  async issue(tag: Uint8Array = new Uint8Array()): Promise<MarkedId> {
    if (tag.length !== this.#tagBytes) throw new Error(`a tag of ${tag.length} bytes`);
    const body = new Uint8Array(this.#tagBytes + RANDOM_BYTES);
    body.set(tag);
    crypto.getRandomValues(body.subarray(this.#tagBytes));
    const bytes = new Uint8Array(body.length + MARK_BYTES);
    bytes.set(body);
    bytes.set(await this.#mark(body), body.length);
    return await this.#id(bytes);
  }

  /** @returns undefined for a text that was not issued with this key. */
  async read(text: string): Promise<MarkedId | undefined> {
    const bytes = decoded(text, this.#tagBytes + RANDOM_BYTES + MARK_BYTES);
    if (bytes === undefined) return undefined;
    const mark = await this.#mark(bytes.subarray(0, -MARK_BYTES));
    return crypto.subtle.timingSafeEqual(mark, bytes.subarray(-MARK_BYTES)) ? await this.#id(bytes) : undefined;
  }

  async #mark(body: Uint8Array): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, body)).subarray(0, MARK_BYTES);
  }

  async #id(bytes: Uint8Array): Promise<MarkedId> {
    return {
      text: bytes.toBase64(BASE64URL),
      tag: bytes.subarray(0, this.#tagBytes).toHex(),
      digest: new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex(),
    };
  }
}

function decoded(text: string, length: number): Uint8Array | undefined {
  if (text.length !== Math.ceil((length * 4) / 3)) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url' });
    // One id has one text: spare bits at its end must be zero.
    return bytes.length === length && bytes.toBase64(BASE64URL) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
