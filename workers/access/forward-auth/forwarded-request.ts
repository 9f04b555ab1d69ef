/**
 * Which request a proxy asks about. Proxies name it in one of three ways; a request that is named in two ways is refused,
 * because one of them may come from the client and the answer would be about the wrong one.
 *
 * - `X-Forwarded-Method`, `-Proto`, `-Host`, `-Uri`: Traefik, Caddy.
 * - `X-Original-Method`, `X-Original-URL`: nginx, as docs/decisions-api.md configures it.
 * - the method as it is and the path behind ours, with `X-Forwarded-Host`: Envoy.
 */
import { URI_CHARS_MAX } from './forward-auth.constants.ts';

export interface ForwardedRequest {
  /** Upper case, as it was sent. */
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** Not yet looked at: see `http-resource.ts`. */
  readonly host: string;
  /** Path and query, not yet looked at. */
  readonly uri: string;
}

/** One address, not two that were joined. */
const URI = /^\/[!-~]*$/;
const METHOD = /^[A-Z]{1,20}$/;
const SCHEMES: ReadonlyMap<string, ForwardedRequest['scheme']> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  // How some proxies name the opening of a WebSocket.
  ['ws', 'http'],
  ['wss', 'https'],
]);
const ABSOLUTE = /^(https?):\/\/([^/?#]+)(\/.*)$/i;

/**
 * @param ownPath Our own address, without the slash behind it.
 * @returns undefined when no request is named, or more than one.
 */
export function forwardedRequest(request: Request, ownPath: string): ForwardedRequest | undefined {
  const { headers } = request;
  const { pathname, search } = new URL(request.url);
  const behind = pathname.slice(ownPath.length);
  const [uri, url] = [headers.get('X-Forwarded-Uri'), headers.get('X-Original-URL')];
  const ways = [uri !== null, url !== null, behind !== '' && behind !== '/'];
  if (ways.filter(Boolean).length !== 1) return undefined;
  if (url !== null) {
    const [, scheme, host, rest] = ABSOLUTE.exec(url) ?? [];
    return named(headers.get('X-Original-Method'), scheme, host, rest);
  }
  const host = headers.get('X-Forwarded-Host');
  if (uri !== null) return named(headers.get('X-Forwarded-Method'), headers.get('X-Forwarded-Proto'), host, uri);
  return named(request.method, headers.get('X-Forwarded-Proto') ?? 'https', host, behind + search);
}

type Text = string | null | undefined;

function named(method: Text, scheme: Text, host: Text, uri: Text): ForwardedRequest | undefined {
  const known = SCHEMES.get(scheme?.toLowerCase() ?? '');
  if (!method || known === undefined || !host || !uri) return undefined;
  if (!METHOD.test(method) || uri.length > URI_CHARS_MAX || !URI.test(uri)) return undefined;
  return { method, scheme: known, host, uri };
}
