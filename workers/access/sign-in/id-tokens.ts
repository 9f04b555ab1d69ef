/** What the sign-in needs to know about id tokens, and a verifier that fetches the provider's keys each time. */
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Outbound } from '../../kernel/outbound.ts';
import type { TokenIssuer } from '../../kernel/settings/identity.ts';
import { signInFault } from './faults.ts';
import type { Claims } from './person.ts';
import { CLOCK_TOLERANCE_SECONDS } from './sign-in.constants.ts';

export interface ExpectedIdToken {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
}

export interface IdTokenVerifier {
  /**
   * Proves an id token by the issuer's keys and reads its claims.
   *
   * @throws AppError `invalid_token`, `forbidden` or, when the keys cannot be had, `unavailable`.
   * @see OpenID Connect Core 1.0 §3.1.3.7
   */
  verifyIdToken(token: string, expected: ExpectedIdToken, waitUntil: WaitUntil): Promise<{ readonly claims: Claims }>;
}

const KEYS_MAX = 100;
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(KEYS_MAX) });

interface VerifierParts {
  readonly issuer: TokenIssuer;
  readonly jwksUri: (waitUntil: WaitUntil) => Promise<string | undefined>;
  readonly outbound: Outbound;
  readonly clock: Clock;
}

/** Fetches the keys for every sign-in: right, and as slow as the provider. */
export function fetchingVerifier({ issuer, jwksUri, outbound, clock }: VerifierParts): IdTokenVerifier {
  const keys = async (waitUntil: WaitUntil) => {
    try {
      const response = await outbound((await jwksUri(waitUntil)) ?? '');
      if (!response.ok) throw new Error(`key set: ${response.status}`);
      return createLocalJWKSet(keySet.parse(await response.json()) as unknown as JSONWebKeySet);
    } catch (error) {
      throw signInFault('provider_unavailable', error);
    }
  };
  return {
    verifyIdToken: async (token, expected, waitUntil) => {
      const getKey = await keys(waitUntil);
      try {
        const { payload } = await jwtVerify(token, getKey, {
          algorithms: [...issuer.algorithms],
          issuer: expected.issuer,
          audience: expected.clientId,
          requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(clock.nowMs()),
        });
        if (payload.nonce !== expected.nonce)
          throw new errors.JWTClaimValidationFailed('another nonce', payload, 'nonce');
        if (payload.token_use !== undefined && payload.token_use !== 'id') {
          throw new errors.JWTClaimValidationFailed('not an id token', payload, 'token_use');
        }
        return { claims: payload };
      } catch (error) {
        throw signInFault('sign_in_failed', error);
      }
    },
  };
}
