/**
 * Encrypted texts of Bitwarden: `2.<iv>|<ciphertext>|<mac>`, AES-256-CBC with HMAC-SHA-256 over iv and ciphertext. The code
 * is checked before anything is decrypted, so that nobody learns from our errors what the padding was.
 *
 * Type 0 has no code and is refused. Type 7 (COSE, XChaCha20-Poly1305) is told apart: no primitive of Web Crypto opens it.
 *
 * @see bitwarden/sdk-internal, crates/bitwarden-crypto/src/enc_string/symmetric.rs
 */
import { Unresolved } from '../unresolved.ts';

export interface EncKey {
  readonly cipher: CryptoKey;
  readonly mac: CryptoKey;
}

const TYPE_2 = /^2\.([A-Za-z0-9+/]{22}==)\|([A-Za-z0-9+/]+={0,2})\|([A-Za-z0-9+/]{43}=)$/;
const TYPE_7 = /^7\./;
const KEY_BYTES = 64;

/** @param bytes 64 of them. @throws Unresolved `unreadable`. */
export async function importEncKey(bytes: Uint8Array): Promise<EncKey> {
  if (bytes.length !== KEY_BYTES) throw new Unresolved('unreadable');
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  return {
    cipher: await crypto.subtle.importKey('raw', bytes.slice(0, 32), 'AES-CBC', false, ['decrypt']),
    mac: await crypto.subtle.importKey('raw', bytes.slice(32), hmac, false, ['verify']),
  };
}

/** @throws Unresolved `unsupported` for type 7, `unreadable` for everything else that does not open. */
export async function openEncString(text: string, { cipher, mac }: EncKey): Promise<string> {
  if (TYPE_7.test(text)) throw new Unresolved('unsupported');
  const [, iv, data, code] = (TYPE_2.exec(text) ?? []).map((part, at) => (at === 0 ? part : decoded(part)));
  if (!(iv instanceof Uint8Array && data instanceof Uint8Array && code instanceof Uint8Array))
    throw new Unresolved('unreadable');
  const signed = new Uint8Array(iv.length + data.length);
  signed.set(iv);
  signed.set(data, iv.length);
  if (!(await crypto.subtle.verify('HMAC', mac, code, signed))) throw new Unresolved('unreadable');
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, cipher, data);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  } catch (error) {
    throw new Unresolved('unreadable', error);
  }
}

function decoded(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return undefined;
  }
}
