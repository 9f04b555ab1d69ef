/**
 * What the claims of a token must be before it counts: made by this issuer, for us, of the right kind, now. Looked at only
 * after the signature.
 *
 * @see RFC 7519 §4.1, RFC 9068 §4 (access tokens), OIDC Core §3.1.3.7 (id tokens)
 */
import * as z from 'zod';
import type { TokenIssuer } from '../../kernel/settings/identity.ts';
import { CLOCK_SKEW_SECONDS, NUMERIC_DATE_MAX } from './tokens.constants.ts';

const text = z.string().min(1).max(512);
/** RFC 7519 §2, NumericDate: may have a fraction. JSON can spell infinity (`1e999`), which zod refuses. */
const seconds = z.number().min(0).max(NUMERIC_DATE_MAX);

const claimsSchema = z.object({
  iss: text,
  /** OIDC Core §2: at most 255 ASCII characters. */
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  exp: seconds,
  nbf: seconds.optional(),
  iat: seconds.optional(),
  aud: z.union([text, z.array(text).max(16)]).optional(),
  azp: text.optional(),
  client_id: text.optional(),
  token_use: text.optional(),
  /** RFC 8693 §4.2: separated by spaces. */
  scope: z.string().max(4096).optional(),
  auth_time: seconds.optional(),
  amr: z.array(z.string().max(64)).max(16).optional(),
  nonce: text.optional(),
});

export type TokenClaims = Readonly<z.output<typeof claimsSchema>>;

/** Why a token does not count. What callers learn of it is decided in `token-faults.ts`. */
export type ClaimFault =
  | 'claims_malformed'
  | 'issuer'
  | 'expired'
  | 'not_yet_valid'
  | 'audience'
  | 'client'
  | 'token_use'
  | 'scope'
  | 'nonce';

/** The claims with their types checked, or undefined. */
export function parseClaims(claims: Readonly<Record<string, unknown>>): TokenClaims | undefined {
  return claimsSchema.safeParse(claims).data;
}

export function audiencesOf({ aud }: TokenClaims): readonly string[] {
  return aud === undefined ? [] : typeof aud === 'string' ? [aud] : aud;
}

export function scopesOf({ scope }: TokenClaims): readonly string[] {
  return [...new Set((scope ?? '').split(' ').filter((name) => name !== ''))];
}

/** What is wrong with issuer and times, which every kind of token has. */
export function commonFault(claims: TokenClaims, issuer: string, nowSeconds: number): ClaimFault | undefined {
  if (claims.iss !== issuer) return 'issuer';
  if (nowSeconds >= claims.exp + CLOCK_SKEW_SECONDS) return 'expired';
  const latest = Math.max(claims.nbf ?? 0, claims.iat ?? 0);
  return latest > nowSeconds + CLOCK_SKEW_SECONDS ? 'not_yet_valid' : undefined;
}

/**
 * What is wrong with the claims of a token that somebody calls us with.
 *
 * `aud` and `client_id` are checked against what the issuer's settings name; at least one of them must be there and right.
 * An id token of Cognito names our client in `aud`.
 */
export function accessFault(claims: TokenClaims, issuer: TokenIssuer, nowSeconds: number): ClaimFault | undefined {
  const fault = commonFault(claims, issuer.issuer, nowSeconds);
  if (fault !== undefined) return fault;
  if (issuer.token_use.length > 0 && !issuer.token_use.some((use) => use === claims.token_use)) return 'token_use';
  const isIdToken = claims.token_use === 'id';
  // Where the settings name no audience, a token that has one must still not be made for others (RFC 9068 §4).
  const namesClient = isIdToken || issuer.audiences.length === 0;
  const audiences = namesClient ? [...issuer.audiences, ...issuer.client_ids] : issuer.audiences;
  const isForUs = audiencesOf(claims).some((audience) => audiences.includes(audience));
  if (claims.aud !== undefined && !isForUs) return 'audience';
  const isByOurs = claims.client_id !== undefined && issuer.client_ids.includes(claims.client_id);
  if (issuer.client_ids.length > 0 && claims.client_id !== undefined && !isByOurs) return 'client';
  if (!isForUs && !isByOurs) return 'audience';
  const scopes = scopesOf(claims);
  return issuer.scopes.every((scope) => scopes.includes(scope)) ? undefined : 'scope';
}

export interface IdTokenExpectation {
  /** Must be one of the configured issuers. */
  readonly issuer: string;
  readonly clientId: string;
  /** As it was sent with the request for sign-in. */
  readonly nonce: string;
}

/** What is wrong with the claims of an id token that came back from a sign-in. */
export function idTokenFault(
  claims: TokenClaims,
  { issuer, clientId, nonce }: IdTokenExpectation,
  nowSeconds: number,
): ClaimFault | undefined {
  const fault = commonFault(claims, issuer, nowSeconds);
  if (fault !== undefined) return fault;
  if (claims.token_use !== undefined && claims.token_use !== 'id') return 'token_use';
  if (claims.iat === undefined) return 'claims_malformed';
  const audiences = audiencesOf(claims);
  if (!audiences.includes(clientId)) return 'audience';
  if (audiences.length > 1 && claims.azp === undefined) return 'client';
  if (claims.azp !== undefined && claims.azp !== clientId) return 'client';
  return claims.nonce === nonce ? undefined : 'nonce';
}
