/**
 * Makes tokens byte by byte, so that a test can break one rule and leave the others whole. Signs with Web Crypto alone:
 * nothing of the code under test is used.
 */

const utf8 = new TextEncoder();

export function base64url(input: string | Uint8Array): string {
  const bytes = typeof input === 'string' ? utf8.encode(input) : input;
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

export async function hmacSha256(secret: string, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text)));
}

export async function kidOf(secret: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(secret))).subarray(0, 8).toHex();
}

/** Signs two ready-made parts. */
export async function signParts(secret: string, header: string, payload: string): Promise<string> {
  return `${header}.${payload}.${base64url(await hmacSha256(secret, `${header}.${payload}`))}`;
}

/** Signs header and payload given as text (or bytes), whatever that says. */
export async function forge(secret: string, header: string, payload: string | Uint8Array): Promise<string> {
  return await signParts(secret, base64url(header), base64url(payload));
}

/** The decoded parts of a token. */
export function dissect(token: string): { header: Record<string, unknown>; payload: Record<string, unknown> } {
  const [header = '', payload = ''] = token.split('.').map((part, nth) => (nth < 2 ? decode(part) : ''));
  return { header: JSON.parse(header), payload: JSON.parse(payload) };
}

function decode(part: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: 'base64url' }));
}
