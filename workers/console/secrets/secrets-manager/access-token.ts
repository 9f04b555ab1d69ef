/**
 * The access token of a machine account of Bitwarden Secrets Manager:
 * `0.<client id>.<client secret>:<base64 of 16 bytes>`. The part after the colon never leaves this side: stretched, it opens
 * what the server gives to this token alone.
 *
 * @see bitwarden/sdk-internal, crates/bitwarden-core/src/auth/access_token.rs
 */

export interface AccessToken {
  readonly clientId: string;
  readonly clientSecret: string;
  /** 16 bytes. */
  readonly seed: Uint8Array;
}

const FORM = /^0\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9]{1,100}):([A-Za-z0-9+/]{22}={0,2})$/;
const SEED_BYTES = 16;
/** 32 bytes for AES, 32 for the code. */
const KEY_BYTES = 64;

/** @returns undefined for a text that is no such token. */
export function parseAccessToken(text: string): AccessToken | undefined {
  const [, clientId, clientSecret, seed] = FORM.exec(text) ?? [];
  if (clientId === undefined || clientSecret === undefined || seed === undefined) return undefined;
  const bytes = Uint8Array.fromBase64(seed, { lastChunkHandling: 'loose' });
  return bytes.length === SEED_BYTES ? { clientId, clientSecret, seed: bytes } : undefined;
}

/**
 * Stretches the seed of a token.
 *
 * @param name Without the vendor's `bitwarden-` in front of it.
 * @returns 64 bytes: the key of AES-256-CBC and that of HMAC-SHA-256.
 * @see RFC 5869; bitwarden/sdk-internal, crates/bitwarden-crypto/src/keys/shareable_key.rs
 */
export async function stretch(seed: Uint8Array, name = 'accesstoken', info = 'sm-access-token'): Promise<Uint8Array> {
  const utf8 = new TextEncoder();
  const material = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
  const salt = utf8.encode(`bitwarden-${name}`);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8.encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, material, KEY_BYTES * 8));
}
