/**
 * Cookies of our own. The prefix makes a browser insist: over TLS only, for this host alone, for every path.
 *
 * @see RFC 6265bis §4.1.3.2 (`__Host-`)
 */

export const SESSION_COOKIE = '__Host-session';
/** Binds a sign-in under way to the browser that began it. */
export const SIGN_IN_COOKIE = '__Host-sign-in';

/** @returns The value, or undefined when there is none or more than one: then nobody knows which is meant. */
export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  const values = pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

/** @param maxAgeSeconds 0 deletes the cookie. */
export function cookieHeader(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}
