/** The next request after a redirect, as `fetch` would make it (https://fetch.spec.whatwg.org/#http-redirect-fetch). Pure. */
import { isSecretName } from '../../../shared/secret-names.ts';

/** Whose names do not end with what they hold. Others are known by their names: `Authorization`, `Cookie`, `X-Api-Key`. */
const CREDENTIAL_HEADERS = ['x-registry-auth', 'mcp-session-id'];
/** Of Cloudflare Access: tokens and service tokens. */
const CREDENTIAL_PREFIX = 'cf-access-';
/** They describe a body. */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];

export interface HopRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body: NonNullable<RequestInit['body']> | null;
}

const STATUSES = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return STATUSES.has(status);
}

/**
 * @param secretHeaders Names of further headers that only the first origin may see.
 * @returns undefined where the body would have to go along and cannot: it was read already, or another origin asks for it.
 */
export function nextRequest(
  request: HopRequest,
  status: number,
  isSameOrigin: boolean,
  secretHeaders: readonly string[],
): HopRequest | undefined {
  const headers = new Headers(request.headers);
  if (!isSameOrigin) {
    for (const name of [...headers.keys()]) {
      const isSecret = CREDENTIAL_HEADERS.includes(name) || name.startsWith(CREDENTIAL_PREFIX) || isSecretName(name);
      if (isSecret || secretHeaders.some((secret) => secret.toLowerCase() === name)) headers.delete(name);
    }
  }
  if (becomesGet(request.method, status)) {
    for (const name of BODY_HEADERS) headers.delete(name);
    return { method: 'GET', headers, body: null };
  }
  if (request.body === null) return { ...request, headers };
  return isSameOrigin && !(request.body instanceof ReadableStream) ? { ...request, headers } : undefined;
}

function becomesGet(method: string, status: number): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}
