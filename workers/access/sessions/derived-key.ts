/**
 * Keys made from SESSION_SECRET, one for each purpose, so that what one of them made means nothing to another.
 *
 * @see RFC 5869 (HKDF)
 */

const ALGORITHMS = {
  mac: { parameters: { name: 'HMAC', hash: 'SHA-256', length: 256 }, usages: ['sign'] },
  seal: { parameters: { name: 'AES-GCM', length: 256 }, usages: ['encrypt', 'decrypt'] },
} as const;

/**
 * @param purpose Part of the key: another text makes another key.
 * @param salt Part of the key as well, for keys that must go when it does.
 * @returns A key that cannot be exported.
 */
export async function deriveKey(
  secret: string,
  purpose: string,
  kind: keyof typeof ALGORITHMS,
  salt: Uint8Array = new Uint8Array(),
): Promise<CryptoKey> {
  const utf8 = new TextEncoder();
  const material = await crypto.subtle.importKey('raw', utf8.encode(secret), 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8.encode(`roundhouse ${purpose}`) };
  const { parameters, usages } = ALGORITHMS[kind];
  return await crypto.subtle.deriveKey(hkdf, material, parameters, false, [...usages]);
}
