/**
 * What the groups in a token mean here: only what the settings say. A group that is not named there means nothing, and
 * without a group that is there is no role.
 */
import type { RoleMapping, TokenIssuer } from '../../kernel/settings/identity.ts';

/** Groups that are looked at. A token has no room for more than some hundreds. */
const GROUPS_MAX = 1000;

type Claims = Readonly<Record<string, unknown>>;

/**
 * The roles that claims bring along.
 *
 * @param claims All claims of a verified token.
 * @param issuer Names the claim with the groups: as it is, or else as a path into objects (`realm_access.roles`).
 * @returns Names, the lowest precedence number first, each once.
 */
export function rolesFromClaims(
  claims: Claims,
  issuer: Pick<TokenIssuer, 'groups_claim'>,
  mapping: readonly RoleMapping[],
): readonly string[] {
  const groups = groupsOf(claims, issuer.groups_claim);
  const granted = mapping.filter(({ group }) => groups.has(group)).sort((one, two) => one.precedence - two.precedence);
  return [...new Set(granted.map(({ role }) => role))];
}

function groupsOf(claims: Claims, name: string): ReadonlySet<string> {
  const value = Object.hasOwn(claims, name) ? claims[name] : valueAt(claims, name.split('.'));
  if (typeof value === 'string') return new Set([value]);
  if (!Array.isArray(value) || value.length > GROUPS_MAX) return new Set();
  return new Set(value.filter((group) => typeof group === 'string'));
}

function valueAt(claims: Claims, path: readonly string[]): unknown {
  let value: unknown = claims;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step))
      return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
