/**
 * The name of an HTTP resource for decisions: host and path in one form. Two addresses that some server takes for the same
 * must not have two names, else a rule about one does not hold for the other; so whatever servers read differently is
 * refused: dot segments, double slashes, encoded slashes, dots and percent signs, backslashes, path parameters.
 *
 * @see RFC 3986 §6.2.2 (normal form)
 */

import { HOST_CHARS_MAX, RESOURCE_CHARS_MAX } from './forward-auth.constants.ts';
import type { ForwardedRequest } from './forwarded-request.ts';

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST = new RegExp(`^(${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]{2,45}\\])(?::([1-9][0-9]{0,4}))?$`);
const DEFAULT_PORTS = { http: '80', https: '443' } as const;
/** What a path has unencoded (RFC 3986 §3.3), without `;`, which some servers cut at. */
const PATH = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/;
/** What is the same encoded and unencoded, because it may stand in a path as it is. */
const PLAIN = /^[A-Za-z0-9\-_~!$&'()*+,=:@]$/;
/** Encoded, these may or may not be what they stand for: control characters, `%`, `.`, `/`, `;`, `?`, `#`, backslash. */
const AMBIGUOUS = /%(?:[01][0-9A-F]|7F|25|2E|2F|3B|3F|23|5C)/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @returns Such as `app.example/reports/2026`, or undefined when the address has more than one meaning. */
export function httpResource({ scheme, host, uri }: ForwardedRequest): string | undefined {
  const at = hostName(scheme, host);
  const path = pathName(uri.split('?', 1)[0] ?? '');
  if (at === undefined || path === undefined) return undefined;
  const name = at + path;
  return name.length <= RESOURCE_CHARS_MAX ? name : undefined;
}

/** In lower case, without the port that the scheme implies. */
export function hostName(scheme: ForwardedRequest['scheme'], host: string): string | undefined {
  const [, name, port] = (host.length <= HOST_CHARS_MAX && HOST.exec(host.toLowerCase())) || [];
  if (name === undefined || Number(port ?? 1) > 65_535) return undefined;
  return port === undefined || port === DEFAULT_PORTS[scheme] ? name : `${name}:${port}`;
}

function pathName(path: string): string | undefined {
  if (!PATH.test(path)) return undefined;
  const encoded = path.replaceAll(/%[0-9a-f]{2}/gi, (triplet) => triplet.toUpperCase());
  if (AMBIGUOUS.test(encoded) || !isUtf8(encoded)) return undefined;
  const normal = encoded.replaceAll(/%[0-9A-F]{2}/g, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return PLAIN.test(character) ? character : triplet;
  });
  const segments = normal.split('/').slice(1);
  const isClear = segments.every(
    (segment, nth) => segment !== '.' && segment !== '..' && (segment !== '' || nth === segments.length - 1),
  );
  return isClear ? normal : undefined;
}

/** Overlong and broken sequences are read differently by different servers. */
function isUtf8(encoded: string): boolean {
  const bytes = [...encoded.matchAll(/%([0-9A-F]{2})|[^%]/g)].map(([one, hex]) =>
    hex === undefined ? one.charCodeAt(0) : Number.parseInt(hex, 16),
  );
  try {
    strictUtf8.decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}
