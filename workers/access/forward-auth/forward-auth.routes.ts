/**
 * The door that proxies ask before they pass a request on: 200 with who is calling, 401 when nobody is, 403 for everything
 * else. It decides about the end user's own credential, so a call without a proxy tells a caller nothing about others.
 *
 * An answer is never cacheable: a cached 200 would outlive a revocation.
 */
import { type ForwardAuthQuery, forwardAuthAddress, forwardAuthQuery } from '../../../shared/forward-auth.contract.ts';
import type { Endpoint, RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { readQuery } from '../../kernel/http.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Authenticate } from '../authenticator.ts';
import type { DecisionService } from '../decisions/decisions.service.ts';
import type { DecisionRequest } from '../policies/model.ts';
import { clientAddress } from './client-address.ts';
import { type ForwardedRequest, forwardedRequest, isNamedByPath } from './forwarded-request.ts';
import { hostName, httpResource } from './http-resource.ts';
import { identityHeaders } from './identity-headers.ts';

const { path: PATH } = forwardAuthAddress;
const PROXY_HEADER = 'X-Roundhouse-Proxy';
export const FORWARD_AUTH_SCOPE = 'access:forward-auth';

export interface ForwardAuthParts {
  readonly decisions: DecisionService;
  readonly authenticate: Authenticate;
  /** Our own origin, where the sign-in is. */
  readonly publicUrl: string;
}

export function forwardAuthEndpoint(parts: ForwardAuthParts): Endpoint {
  return {
    contract: { ...forwardAuthAddress, path: `${PATH}/*` },
    guard: undefined,
    answer: (context) => answer(parts, context),
  };
}

async function answer({ decisions, authenticate, publicUrl }: ForwardAuthParts, context: RequestContext) {
  const { request, waitUntil } = context;
  const asked = forwardedRequest(request, PATH);
  const resource = asked && httpResource(asked);
  if (asked === undefined || resource === undefined) throw refusal('ambiguous_request');
  const chosen = optionsOf(request);
  const address = await addressOf(authenticate, chosen, context);
  const principal = await authenticate(request, chosen.consistency, waitUntil);
  if (principal === undefined) return signInOrThrow(request, asked, chosen, publicUrl);
  const { decision } = await decisions.evaluator(
    chosen.consistency,
    waitUntil,
  )(questionOf(principal, asked, resource, address));
  if (!decision) throw new AppError('forbidden');
  return new Response(null, { headers: { ...identityHeaders(principal), 'Cache-Control': 'no-store' } });
}

/** A path behind ours belongs to the request that is asked about, and so does its query. */
function optionsOf(request: Request): ForwardAuthQuery {
  return isNamedByPath(request, PATH) ? forwardAuthQuery.parse({}) : readQuery(request, forwardAuthQuery);
}

/** The action is the method in lower case; a HEAD is a GET without its body (RFC 9110 §9.3.2). */
function questionOf(
  { subject, roles, scopes, credential, hasSecondFactor }: Principal,
  { method, scheme }: ForwardedRequest,
  resource: string,
  address: string | undefined,
): DecisionRequest {
  return {
    subject,
    action: { name: method === 'HEAD' ? 'get' : method.toLowerCase() },
    resource: { type: 'http', id: resource },
    context: { scheme, credential, scopes: [...new Set(scopes)].sort(), second_factor: hasSecondFactor },
    credentialRoles: roles,
    address,
  };
}

/** @throws AppError `forbidden` when the proxy shows a key that is not for this. */
async function addressOf(
  authenticate: Authenticate,
  { consistency }: ForwardAuthQuery,
  { request, waitUntil }: RequestContext,
): Promise<string | undefined> {
  const key = request.headers.get(PROXY_HEADER);
  if (key === null) return undefined;
  const headers = new Headers({ 'X-API-Key': key });
  // Wrong keys are charged to where they come from. Without an address all proxies would share one ceiling.
  const from = request.headers.get('CF-Connecting-IP');
  if (from !== null) headers.set('CF-Connecting-IP', from);
  const shown = new Request(request.url, { headers });
  const proxy = await authenticate(shown, consistency, waitUntil).catch((error: unknown) => {
    if (error instanceof AppError && error.status < 500) return undefined;
    throw error;
  });
  if (!proxy?.scopes.includes(FORWARD_AUTH_SCOPE)) throw refusal('proxy_key');
  return clientAddress(request.headers);
}

/** Only to pages of our own origin can a person come back: the cookie of the session lives there and nowhere else. */
function signInOrThrow(
  request: Request,
  asked: ForwardedRequest,
  { login }: ForwardAuthQuery,
  publicUrl: string,
): Response {
  const isBrowser = /(?:^|[,\s])text\/html(?:$|[,;\s])/i.test(request.headers.get('Accept') ?? '');
  const origin = `${asked.scheme}://${hostName(asked.scheme, asked.host)}`;
  if (login === 'redirect' && isBrowser && asked.method === 'GET' && origin === publicUrl) {
    const query = new URLSearchParams({ return_to: asked.uri }).toString();
    const location = `${publicUrl}/auth/login?${query}`;
    return new Response(null, { status: 302, headers: { Location: location, 'Cache-Control': 'no-store' } });
  }
  throw new AppError('not_signed_in', { headers: { 'WWW-Authenticate': 'Bearer realm="roundhouse"' } });
}

function refusal(reason: 'ambiguous_request' | 'proxy_key'): AppError {
  return new AppError('forbidden', { details: { reason } });
}
