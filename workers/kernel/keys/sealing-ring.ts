/**
 * The ring that seals data at rest: AES-256-GCM under the signing key's counterpart, the one key that seals; both open. A
 * sealed record names its key, so a sweep can find what an old key still holds, and is bound to its record's id, so that it
 * opens nowhere else.
 *
 * Envelope: `v1.<kid>.<iv>.<ciphertext and tag>`, the last two in base64url.
 *
 * @see NIST SP 800-38D §8.2.2 (96-bit random IV: at most 2^32 records for a key)
 */

const VERSION = 'v1';
const IV_BYTES = 12;
const KEY_BYTES = 32;
const ENVELOPE = /^v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/;

export type SealingState = 'announced' | 'sealing' | 'open-only';

interface SealingKey {
  readonly kid: string;
  readonly state: SealingState;
  readonly key: CryptoKey;
}

export interface SealingRingSecrets {
  /** Base64 of 32 bytes. */
  readonly current: string;
  readonly next?: string | undefined;
  readonly signer: 'current' | 'new';
}

/** A record that does not open: another key, another record's id, or changed bytes. They all look alike. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

export class SealingRing {
  readonly #keys: readonly SealingKey[];
  readonly #sealing: SealingKey;

  private constructor(keys: readonly SealingKey[], sealing: SealingKey) {
    this.#keys = keys;
    this.#sealing = sealing;
  }

  /**
   * @throws RangeError when a key is not base64 of 32 bytes; the parsed environment has seen to that.
   * @throws Error when the signer is `new` and there is no such key.
   */
  static async from({ current, next, signer }: SealingRingSecrets): Promise<SealingRing> {
    const sealsNew = signer === 'new';
    const first = await importKey(current, sealsNew ? 'open-only' : 'sealing');
    const second = next === undefined ? undefined : await importKey(next, sealsNew ? 'sealing' : 'announced');
    const sealing = sealsNew ? second : first;
    if (sealing === undefined) throw new Error('The encryption signer is "new", but there is no new key.');
    return new SealingRing(second === undefined ? [first] : [second, first], sealing);
  }

  /** Id of the key that seals now. */
  get sealingKid(): string {
    return this.#sealing.kid;
  }

  /** Ids and states of the keys that open. */
  get keys(): readonly { readonly kid: string; readonly state: SealingState }[] {
    return this.#keys.map(({ kid, state }) => ({ kid, state }));
  }

  /** @param recordId Where the record will rest; it opens under this id alone. */
  async seal(plaintext: string, recordId: string): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const { kid, key } = this.#sealing;
    const sealed = await crypto.subtle.encrypt(algorithm(iv, recordId), key, new TextEncoder().encode(plaintext));
    return [VERSION, kid, base64url(iv), base64url(new Uint8Array(sealed))].join('.');
  }

  /** @throws UnsealError */
  async open(envelope: string, recordId: string): Promise<string> {
    const [, kid, iv, sealed] = ENVELOPE.exec(envelope) ?? [];
    const known = this.#keys.find((key) => key.kid === kid);
    if (known === undefined || iv === undefined || sealed === undefined) throw new UnsealError('this does not open');
    try {
      const bytes = await crypto.subtle.decrypt(algorithm(canonical(iv), recordId), known.key, canonical(sealed));
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new UnsealError('this does not open');
    }
  }

  /**
   * Seals a record anew unless the sealing key holds it already.
   *
   * @returns The new envelope, or undefined when there is nothing to do.
   * @throws UnsealError
   */
  async reseal(envelope: string, recordId: string): Promise<string | undefined> {
    if (kidOf(envelope) === this.#sealing.kid) return undefined;
    return await this.seal(await this.open(envelope, recordId), recordId);
  }
}

/** Id of the key that an envelope was sealed with; undefined when it is no envelope. */
export function kidOf(envelope: string): string | undefined {
  return ENVELOPE.exec(envelope)?.[1];
}

function algorithm(iv: Uint8Array, recordId: string) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${VERSION}\n${recordId}`) };
}

/** Only one spelling of the same bytes counts: the last character's unused bits are zero. */
function canonical(text: string): Uint8Array {
  const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url', lastChunkHandling: 'loose' });
  if (base64url(bytes) !== text) throw new UnsealError('this does not open');
  return bytes;
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

async function importKey(secret: string, state: SealingState): Promise<SealingKey> {
  const bytes = Uint8Array.fromBase64(secret);
  if (bytes.byteLength !== KEY_BYTES) throw new RangeError(`an encryption key has ${KEY_BYTES} bytes`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { kid: digest.subarray(0, 8).toHex(), state, key };
}
