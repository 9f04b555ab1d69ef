/**
 * Where to sign in for a remote server: its own metadata (RFC 9728) names the authorization server, whose metadata
 * (RFC 8414) names the rest. Every address on the way was named by a stranger, so each goes through the guard.
 */
import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import type { GuardedFetch } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import { refusal } from '../../../kernel/guarded-fetch/guarded-fetch.ts';
import { ISSUERS_MAX, OAUTH_BYTES_MAX, OAUTH_TIMEOUT_MS, SCOPES_MAX } from '../remote-servers.constants.ts';
import { asOAuthFault, oauthFault } from './oauth-fault.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const BOUNDS = { timeoutMs: OAUTH_TIMEOUT_MS, bytesMax: OAUTH_BYTES_MAX, redirectsMax: 0 };
const METADATA = { ...BOUNDS, contentTypes: ['application/json'] };

const resourceMetadata = z.object({
  resource: z.url().max(2048),
  authorization_servers: z.array(z.url().max(2048)).min(1).max(ISSUERS_MAX),
  scopes_supported: z.array(z.string().max(128)).max(SCOPES_MAX).default([]),
});

export interface SignInPlace {
  readonly server: oauth.AuthorizationServer;
  /** What a token is for (RFC 8707). */
  readonly resource: string;
  /** Scopes that the resource says it has. */
  readonly scopes: readonly string[];
}

/**
 * Options of oauth4webapi with which every call goes through the guard; that, and not the library, decides about http.
 *
 * @param namedBy The resource, whose word leads to the authorization server.
 */
export function guardedOptions(guardedFetch: GuardedFetch, namedBy: string, bounds: typeof BOUNDS = BOUNDS) {
  return {
    [oauth.customFetch]: (
      url: string,
      {
        method,
        headers,
        body,
      }: { method: string; headers: Record<string, string>; body?: BodyInit | null | undefined },
    ) => guardedFetch.fetch(url, { method, headers, body: body ?? null }, { ...bounds, namedBy }),
    [oauth.allowInsecureRequests]: true,
  };
}

/** @throws AppError `url_refused`, `upstream_failed` with an OAuth fault. */
export async function findSignInPlace(endpoint: string, guardedFetch: GuardedFetch): Promise<SignInPlace> {
  const told = await findResource(new URL(endpoint), guardedFetch);
  // Servers of the specification of 2025-03-26 have no metadata of their own: their origin is the issuer.
  const issuer = new URL(told?.authorization_servers[0] ?? new URL(endpoint).origin);
  const server = await findServer(issuer, endpoint, guardedFetch);
  await requireSafe(server, guardedFetch);
  return { server, resource: told?.resource ?? resourceOf(endpoint), scopes: told?.scopes_supported ?? [] };
}

async function findResource(endpoint: URL, guardedFetch: GuardedFetch) {
  const path = endpoint.pathname === '/' ? '' : endpoint.pathname;
  const places = [await challengedPlace(endpoint, guardedFetch), `${endpoint.origin}${WELL_KNOWN}${path}`];
  for (const place of new Set([...places, `${endpoint.origin}${WELL_KNOWN}`])) {
    if (place === undefined) continue;
    const response = await guardedFetch
      .fetch(place, { headers: { Accept: 'application/json' } }, METADATA)
      .catch((error: unknown) => {
        throw asOAuthFault(error);
      });
    if (response.status !== 200) continue;
    const told = resourceMetadata.safeParse(await response.json().catch(() => undefined));
    // RFC 9728 §3.3: metadata of another resource would have us send its tokens to this one.
    if (!told.success || !isWithin(endpoint, told.data.resource)) throw oauthFault('unsafe_metadata');
    return told.data;
  }
  return undefined;
}

/** RFC 9728 §5.1: a 401 may say where the metadata is. It must be of the same origin here: nobody else speaks for it. */
async function challengedPlace(endpoint: URL, guardedFetch: GuardedFetch): Promise<string | undefined> {
  const init = { method: 'GET', headers: { Accept: 'application/json, text/event-stream' } };
  const response = await guardedFetch
    .fetch(endpoint.href, init, { ...BOUNDS, stream: true })
    .catch((error: unknown) => {
      throw asOAuthFault(error);
    });
  await response.body?.cancel();
  const challenge = response.headers.get('WWW-Authenticate') ?? '';
  const place = /[\s,]resource_metadata="([^"\\]{1,2048})"/i.exec(challenge)?.[1];
  return place !== undefined && URL.canParse(place) && new URL(place).origin === endpoint.origin ? place : undefined;
}

async function findServer(
  issuer: URL,
  endpoint: string,
  guardedFetch: GuardedFetch,
): Promise<oauth.AuthorizationServer> {
  const options = guardedOptions(guardedFetch, endpoint, METADATA);
  try {
    for (const algorithm of ['oauth2', 'oidc'] as const) {
      const response = await oauth.discoveryRequest(issuer, { algorithm, ...options });
      if (response.status === 200) return await oauth.processDiscoveryResponse(issuer, response);
    }
  } catch (error) {
    // Names another issuer than the one that was asked, or is no metadata at all.
    const isFalse = error instanceof oauth.OperationProcessingError;
    throw isFalse ? oauthFault('unsafe_metadata', error) : asOAuthFault(error);
  }
  throw oauthFault('no_metadata');
}

async function requireSafe(server: oauth.AuthorizationServer, guardedFetch: GuardedFetch): Promise<void> {
  const {
    authorization_endpoint: page,
    token_endpoint: tokens,
    code_challenge_methods_supported: methods = [],
  } = server;
  if (page === undefined || tokens === undefined || !methods.includes('S256')) throw oauthFault('unsafe_metadata');
  // A browser goes there: not to a script, a file or somebody's router.
  const verdict = await guardedFetch.judge(page);
  if (!verdict.ok) throw refusal(verdict.reason);
}

/** Same origin, and the path of the resource is the beginning of the endpoint's, by whole parts. */
function isWithin(endpoint: URL, resource: string): boolean {
  const { origin, pathname } = new URL(resource);
  const parent = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return origin === endpoint.origin && `${endpoint.pathname}/`.startsWith(parent);
}

/** RFC 8707 §2: without a fragment. */
function resourceOf(endpoint: string): string {
  const url = new URL(endpoint);
  url.hash = '';
  return url.pathname === '/' && url.search === '' ? url.origin : url.href;
}
