/**
 * Says whose token it is, or refuses it. In this order, so that nothing is believed before its time: form and header, issuer
 * from the settings, key of that issuer, signature, claims. A token may choose among what the settings allow, never beyond.
 *
 * @see RFC 8725 §3 (best current practice for JWT)
 */
import { type Clock, nowSeconds } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { AppError } from '../../kernel/errors.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { RoleMapping, TokenIssuer } from '../../kernel/settings/identity.ts';
import { rolesFromClaims } from '../roles/roles-from-claims.ts';
import { hasSecondFactor, secondFactorEndsSeconds } from '../roles/second-factor.ts';
import {
  accessFault,
  type ClaimFault,
  type IdTokenExpectation,
  idTokenFault,
  parseClaims,
  scopesOf,
  type TokenClaims,
} from './claims.ts';
import { parseCompactToken, type UnverifiedToken } from './compact-token.ts';
import { ALGORITHMS, type VerifyingKey } from './key-import.ts';
import type { KeySets } from './key-sets.ts';
import { type TokenFault, tokenError } from './token-faults.ts';
import { TOKEN_CHARS_MAX } from './tokens.constants.ts';
import type { ValidatedTokens } from './validated-tokens.ts';

interface TokenValidatorParts {
  readonly issuers: readonly TokenIssuer[];
  readonly roleMapping: readonly RoleMapping[];
  readonly keySets: KeySets;
  readonly validated: ValidatedTokens;
  /** False: every token is verified every time. */
  readonly isCaching: boolean;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** A token whose signature is right: all its claims, and those that we know with their types checked. */
interface Authentic {
  readonly issuer: TokenIssuer;
  readonly claims: TokenClaims;
  readonly all: Readonly<Record<string, unknown>>;
}

/** Looks at the claims once the signature is right. */
type Judge = (token: Authentic, nowSeconds: number) => ClaimFault | undefined;

/** RFC 9068 §2.1 and what came before it. A token that says it is something else was made for something else. */
const ACCESS_TYPES: readonly (string | undefined)[] = [undefined, 'jwt', 'at+jwt'];
const ID_TYPES: readonly (string | undefined)[] = [undefined, 'jwt'];

/** An id token that was verified: all its claims, and the settings of its issuer for what they mean. */
export interface VerifiedIdToken {
  readonly claims: TokenClaims & Readonly<Record<string, unknown>>;
  readonly issuer: TokenIssuer;
}

export class TokenValidator {
  readonly #parts: TokenValidatorParts;

  constructor(parts: TokenValidatorParts) {
    this.#parts = parts;
  }

  /**
   * The caller who shows a token.
   *
   * @param token What follows `Bearer ` in the header field.
   * @throws AppError `invalid_token`, `token_expired` (only when the signature was right), or `unavailable` with
   *   `Retry-After` when the keys of its issuer cannot be had.
   */
  async validate(token: string, waitUntil: WaitUntil): Promise<Principal> {
    const { validated, isCaching, metrics } = this.#parts;
    const isKept = isCaching && token.length <= TOKEN_CHARS_MAX;
    const digest = isKept ? await validated.digestOf(token) : undefined;
    const known = digest === undefined ? undefined : validated.get(digest);
    if (known !== undefined) {
      metrics.count('auth_cache_hits_total', { cache_type: 'jwt_validation', layer: 'memory' });
      this.#count('cached');
      return known;
    }
    if (digest !== undefined) metrics.count('auth_cache_misses_total', { cache_type: 'jwt_validation' });
    const judge: Judge = ({ claims, issuer }, now) => accessFault(claims, issuer, now);
    const authentic = await this.#open(token, ACCESS_TYPES, judge, waitUntil);
    const principal = this.#principalOf(authentic);
    if (digest !== undefined) validated.remember(digest, principal, lastsUntil(authentic, principal));
    return principal;
  }

  /**
   * The claims of an id token that a sign-in brought.
   *
   * @throws AppError as `validate` does.
   * @see OIDC Core §3.1.3.7
   */
  async verifyIdToken(token: string, expected: IdTokenExpectation, waitUntil: WaitUntil): Promise<VerifiedIdToken> {
    const judge: Judge = ({ claims }, now) => idTokenFault(claims, expected, now);
    const { issuer, claims, all } = await this.#open(token, ID_TYPES, judge, waitUntil);
    return { claims: { ...all, ...claims }, issuer };
  }

  async #open(
    token: string,
    types: readonly (string | undefined)[],
    judge: Judge,
    waitUntil: WaitUntil,
  ): Promise<Authentic> {
    const parsed = parseCompactToken(token);
    if (parsed === undefined) throw this.#refuse('malformed');
    const issuer = this.#parts.issuers.find((known) => known.issuer === parsed.claims.iss);
    if (issuer === undefined) throw this.#refuse('unknown_issuer');
    if (!issuer.algorithms.includes(parsed.algorithm)) throw this.#refuse('algorithm');
    if (!types.includes(parsed.type)) throw this.#refuse('type');
    const found = await this.#parts.keySets.find(issuer, parsed.kid, waitUntil);
    if (found.kind === 'unavailable') throw this.#refuse('keys_unavailable', found.retryAfterSeconds);
    if (found.kind === 'unknown') throw this.#refuse('unknown_key');
    if (!(await hasValidSignature(parsed, found.key))) throw this.#refuse('signature');
    const claims = parseClaims(parsed.claims);
    if (claims === undefined) throw this.#refuse('claims_malformed');
    const authentic = { issuer, claims, all: parsed.claims };
    const fault = judge(authentic, nowSeconds(this.#parts.clock));
    if (fault !== undefined) throw this.#refuse(fault);
    this.#count('valid');
    return authentic;
  }

  #principalOf({ issuer, claims, all }: Authentic): Principal {
    const { roleMapping, clock } = this.#parts;
    // Client credentials: the client speaks for itself (RFC 9068 §2.2; Cognito does the same).
    const type = claims.sub === claims.client_id ? 'service' : 'user';
    return {
      subject: { type, id: `${issuer.subject_prefix}${claims.sub}` },
      credential: 'token',
      roles: rolesFromClaims(all, issuer, roleMapping),
      scopes: scopesOf(claims),
      authTimeSeconds: claims.auth_time,
      issuedAtSeconds: claims.iat,
      hasSecondFactor: hasSecondFactor(claims, { issuer, nowSeconds: nowSeconds(clock) }),
    };
  }

  #refuse(fault: TokenFault, retryAfterSeconds?: number): AppError {
    this.#count(fault === 'expired' ? 'expired' : fault === 'keys_unavailable' ? 'unavailable' : 'invalid');
    return tokenError(fault, retryAfterSeconds);
  }

  #count(result: 'valid' | 'cached' | 'expired' | 'invalid' | 'unavailable'): void {
    const { metrics } = this.#parts;
    metrics.count('jwt_validations_total', { result });
    const isGood = result === 'valid' || result === 'cached';
    metrics.count('auth_attempts_total', { method: 'token', result: isGood ? 'success' : 'failed' });
  }
}

async function hasValidSignature(
  { algorithm, signed, signature }: UnverifiedToken,
  { algorithm: ofKey, key }: VerifyingKey,
): Promise<boolean> {
  const rules = ALGORITHMS[algorithm];
  if (ofKey !== algorithm || ('bytes' in rules && signature.length !== rules.bytes)) return false;
  try {
    return await crypto.subtle.verify(rules.verifying, key, signature, signed);
  } catch {
    return false;
  }
}

/** When a conclusion from the claims ends, in seconds: with the token, or when its sign-in no longer counts as fresh. */
function lastsUntil({ claims, issuer }: Authentic, { hasSecondFactor: isFresh }: Principal): number {
  return Math.min(claims.exp, (isFresh ? secondFactorEndsSeconds(claims, issuer) : undefined) ?? claims.exp);
}
