/**
 * A sign-in provider inside a test: discovery, keys and a token endpoint that holds a code to its client, redirect URI and
 * PKCE challenge (RFC 6749 §4.1.3, RFC 7636 §4.6), and signs id tokens for real. A test may make it misbehave.
 */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { OutboundError } from '../kernel/outbound.ts';

export const PEER_ISSUER = 'https://provider.test';
export const PEER_CLIENT = 'roundhouse-test';
const KEY_ID = 'peer-key';

type Answer = () => Response | Promise<Response>;

export interface OidcPeer {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** Signs the person in who was sent to the address. @returns The query that the browser comes back with. */
  approve(address: string, claims?: JWTPayload): URLSearchParams;
  /** Answers of one path instead of the right ones. */
  readonly broken: Map<string, Answer>;
  /** Calls so far, by path. */
  readonly calls: string[];
  /** Changes what the next id tokens say, after the right claims were put in. */
  tamper: (claims: JWTPayload) => JWTPayload;
  /** Signs with a key that is not in the key set. */
  isForging: boolean;
}

export async function oidcPeer(nowMs: () => number): Promise<OidcPeer> {
  const keys = await generateKeyPair('RS256');
  const otherKeys = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const codes = new Map<string, { request: URLSearchParams; claims: JWTPayload }>();

  const issue = async (request: URLSearchParams, claims: JWTPayload): Promise<Response> => {
    const nowSeconds = Math.floor(nowMs() / 1000);
    const payload = peer.tamper({
      iss: PEER_ISSUER,
      aud: PEER_CLIENT,
      sub: 'ann',
      iat: nowSeconds,
      exp: nowSeconds + 300,
      auth_time: nowSeconds,
      nonce: request.get('nonce') ?? '',
      token_use: 'id',
      ...claims,
    });
    const idToken = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
      .sign((peer.isForging ? otherKeys : keys).privateKey);
    return Response.json({ access_token: 'unused', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  };

  const redeem = async (body: URLSearchParams): Promise<Response> => {
    const known = codes.get(body.get('code') ?? '');
    codes.delete(body.get('code') ?? '');
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body.get('code_verifier') ?? ''));
    const challenge = new Uint8Array(digest).toBase64({ alphabet: 'base64url', omitPadding: true });
    const isRight =
      known !== undefined &&
      body.get('grant_type') === 'authorization_code' &&
      body.get('client_id') === PEER_CLIENT &&
      body.get('redirect_uri') === known.request.get('redirect_uri') &&
      known.request.get('code_challenge_method') === 'S256' &&
      challenge === known.request.get('code_challenge');
    if (known === undefined || !isRight) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    return await issue(known.request, known.claims);
  };

  const peer: OidcPeer = {
    broken: new Map(),
    calls: [],
    tamper: (claims) => claims,
    isForging: false,
    approve: (address, claims = {}) => {
      const request = new URL(address).searchParams;
      const code = crypto.randomUUID();
      codes.set(code, { request, claims });
      return new URLSearchParams({ code, state: request.get('state') ?? '', iss: PEER_ISSUER });
    },
    fetch: async (url, init) => {
      const { origin, pathname } = new URL(url);
      if (origin !== PEER_ISSUER) throw new OutboundError('unreachable');
      peer.calls.push(pathname);
      const broken = peer.broken.get(pathname);
      if (broken !== undefined) return await broken();
      switch (pathname) {
        case '/.well-known/openid-configuration':
          return Response.json({
            issuer: PEER_ISSUER,
            authorization_endpoint: `${PEER_ISSUER}/authorize`,
            token_endpoint: `${PEER_ISSUER}/token`,
            jwks_uri: `${PEER_ISSUER}/keys`,
            end_session_endpoint: `${PEER_ISSUER}/end`,
            authorization_response_iss_parameter_supported: true,
          });
        case '/keys':
          return Response.json({ keys: [jwk] });
        case '/token':
          return await redeem(init?.body instanceof URLSearchParams ? init.body : new URLSearchParams());
        default:
          return new Response(null, { status: 404 });
      }
    },
  };
  return peer;
}
