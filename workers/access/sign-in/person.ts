/** What the claims of an id token say about a person. Says less rather than guess: a claim of another form is none. */
import { type Clock, nowSeconds } from '../../kernel/clock.ts';
import type { RoleMapping } from '../../kernel/settings/identity.ts';
import { rolesFromClaims } from '../roles/roles-from-claims.ts';
import { hasSecondFactor } from '../roles/second-factor.ts';
import type { Person } from '../sessions/session.ts';
import type { VerifiedIdToken } from '../tokens/token-validator.ts';
import { DISPLAY_NAME_CHARS_MAX } from './sign-in.constants.ts';

/** Claims with a name, the friendliest first. */
const NAMES = ['name', 'preferred_username', 'cognito:username', 'email'] as const;

export function personOf({ claims, issuer }: VerifiedIdToken, mapping: readonly RoleMapping[], clock: Clock): Person {
  return {
    subject: { type: 'user', id: issuer.subject_prefix + claims.sub },
    displayName: nameOf(claims),
    roles: rolesFromClaims(claims, issuer, mapping),
    hasSecondFactor: hasSecondFactor(claims, { issuer, nowSeconds: nowSeconds(clock) }),
    authTimeSeconds: claims.auth_time,
  };
}

function nameOf(claims: Readonly<Record<string, unknown>>): string | undefined {
  for (const claim of NAMES) {
    const value = claims[claim];
    if (typeof value !== 'string') continue;
    const shown = value.replaceAll(/\p{C}/gu, '').trim().slice(0, DISPLAY_NAME_CHARS_MAX);
    if (shown !== '') return shown;
  }
  return undefined;
}
