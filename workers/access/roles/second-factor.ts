/**
 * Whether somebody showed two factors when they signed in.
 *
 * An issuer says it in `amr`: `mfa`, or methods of two kinds out of what one knows, has and is. One method alone is one factor,
 * also when it is a strong one. Some issuers have no `amr` (Cognito): where such an issuer demands a second factor from
 * everybody, its settings may say so with `mfa_auth_time_seconds`, and a sign-in that is that young counts.
 *
 * @see RFC 8176 §2 (names of methods), OIDC Core §2 (`amr`, `auth_time`)
 */
import type { TokenIssuer } from '../../kernel/settings/identity.ts';

const METHODS_BY_KIND = {
  knows: ['pwd', 'pin', 'kba'],
  has: ['otp', 'sms', 'tel', 'hwk', 'swk', 'sc'],
  is: ['face', 'fpt', 'iris', 'retina', 'vbm'],
} as const;

/** The claims that are looked at. */
interface FactorClaims {
  readonly amr?: unknown;
  readonly auth_time?: unknown;
}

/** What holds where an issuer gives no `amr`. */
interface WithoutAmr {
  readonly issuer: Pick<TokenIssuer, 'mfa_auth_time_seconds'>;
  readonly nowSeconds: number;
}

/**
 * @param claims Of a verified token.
 * @param withoutAmr Left out: without `amr` there was one factor.
 */
export function hasSecondFactor({ amr, auth_time }: FactorClaims, withoutAmr?: WithoutAmr): boolean {
  if (Array.isArray(amr)) {
    if (amr.includes('mfa')) return true;
    return Object.values(METHODS_BY_KIND).filter((kind) => kind.some((method) => amr.includes(method))).length >= 2;
  }
  const ageMaxSeconds = withoutAmr?.issuer.mfa_auth_time_seconds;
  if (amr !== undefined || typeof auth_time !== 'number' || ageMaxSeconds === undefined) return false;
  return withoutAmr !== undefined && withoutAmr.nowSeconds - auth_time < ageMaxSeconds;
}
