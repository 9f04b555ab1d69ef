/**
 * Binds a connection to the browser that began it: a random text in a cookie, of which we keep the digest. Without it a
 * stranger could send somebody a callback of their own and have the stranger's household connected here.
 *
 * @see RFC 5849 §4.13 (cross-site request forgery), RFC 6265bis §4.1.3.2 (`__Host-`)
 */
import { sha256Hex } from '../../kernel/digest.ts';
import { BROWSER_SECRET_BYTES, CONNECTION_TTL_MS } from '../zaim.constants.ts';

const PREFIX = '__Host-zaim-';
const NAME_CHARS = 16;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

export interface BrowserBinding {
  /** SHA-256 in hex. */
  readonly digest: string;
  /** Value of `Set-Cookie`. */
  readonly cookie: string;
}

/** @param connectionId Of the connection: each has a cookie of its own, so that two tabs do not meet. */
export async function bindBrowser(connectionId: string): Promise<BrowserBinding> {
  const secret = crypto
    .getRandomValues(new Uint8Array(BROWSER_SECRET_BYTES))
    .toBase64({ alphabet: 'base64url', omitPadding: true });
  return { digest: await sha256Hex(secret), cookie: setCookie(connectionId, secret, CONNECTION_TTL_MS / 1000) };
}

/** Digest of what the browser sent for a connection; undefined when it sent nothing that could be it. */
export async function browserDigest(request: Request, connectionId: string): Promise<string | undefined> {
  const pairs = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.filter((pair) => pair.startsWith(`${cookieName(connectionId)}=`));
  const secret = found[0]?.slice(cookieName(connectionId).length + 1) ?? '';
  return found.length === 1 && SECRET.test(secret) ? await sha256Hex(secret) : undefined;
}

/** Value of `Set-Cookie` that takes it back. */
export function unbindBrowser(connectionId: string): string {
  return setCookie(connectionId, '', 0);
}

function setCookie(connectionId: string, value: string, maxAgeSeconds: number): string {
  return `${cookieName(connectionId)}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`;
}

function cookieName(connectionId: string): string {
  return `${PREFIX}${connectionId.slice(0, NAME_CHARS)}`;
}
