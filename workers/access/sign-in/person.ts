/** What the claims of an id token say about a person. Says less rather than guess: a claim of another form is none. */
import type { RoleMapping, TokenIssuer } from '../../kernel/settings/identity.ts';
import type { Person } from '../sessions/session.ts';
import { DISPLAY_NAME_CHARS_MAX, GROUPS_MAX } from './sign-in.constants.ts';

export type Claims = Readonly<Record<string, unknown>>;
export type DescribePerson = (claims: Claims) => Person;

/** Claims with a name, the friendliest first. */
const NAMES = ['name', 'preferred_username', 'cognito:username', 'email'] as const;
/** RFC 8176 §2: something that a person has, which is a second factor beside a password. One method alone is one factor. */
const POSSESSIONS = new Set(['otp', 'hwk', 'swk', 'sms', 'tel', 'sc']);

export function personFromClaims(
  issuer: Pick<TokenIssuer, 'groups_claim' | 'subject_prefix'>,
  mapping: readonly RoleMapping[],
): DescribePerson {
  const ranked = [...mapping].sort((a, b) => a.precedence - b.precedence);
  return (claims) => {
    const groups = new Set(textsOf(valueAt(claims, issuer.groups_claim)));
    const roles = ranked.filter(({ group }) => groups.has(group)).map(({ role }) => role);
    const { sub, amr, auth_time: authTime } = claims;
    return {
      subject: { type: 'user', id: issuer.subject_prefix + String(sub) },
      displayName: nameOf(claims),
      roles: [...new Set(roles)],
      hasSecondFactor: showsTwoFactors(textsOf(amr)),
      authTimeSeconds: typeof authTime === 'number' && Number.isFinite(authTime) ? authTime : undefined,
    };
  };
}

function showsTwoFactors(methods: readonly string[]): boolean {
  return methods.includes('mfa') || (methods.includes('pwd') && methods.some((method) => POSSESSIONS.has(method)));
}

/** A claim by its name or, when there is none, by the path that the name spells (`realm_access.roles`). */
function valueAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.slice(0, GROUPS_MAX).filter((item) => typeof item === 'string') : [];
}

function nameOf(claims: Claims): string | undefined {
  for (const claim of NAMES) {
    const value = claims[claim];
    if (typeof value !== 'string') continue;
    const shown = value.replaceAll(/\p{C}/gu, '').trim().slice(0, DISPLAY_NAME_CHARS_MAX);
    if (shown !== '') return shown;
  }
  return undefined;
}
