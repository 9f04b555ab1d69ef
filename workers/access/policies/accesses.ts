/** Which accesses the rules name, whom a change can concern, and which policies only a real request can answer. */
import type { Change } from '../../../shared/access-admin.schema.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { KeptPolicy, KeptRules } from './kept.ts';
import type { Permission, PolicySet } from './model.ts';
import { isPattern } from './pattern.ts';

export interface Access {
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
}

/**
 * Every access that a permission names, once. A pattern is asked about by something that begins so.
 *
 * @param anyOther Put in the place of a pattern's `*`.
 */
export function accessesOf(
  sets: readonly PolicySet[],
  grants: readonly { readonly permission: Permission }[],
  anyOther: string,
): Access[] {
  const holders = sets.flatMap(({ roles, policies }) => [
    ...[...roles.values()].flatMap((role) => role.permissions),
    ...policies.map(({ permission }) => permission),
  ]);
  const accesses = new Map<string, Access>();
  for (const permission of [...holders, ...grants.map((grant) => grant.permission)]) {
    const { action, resourceType: type, resourceId: id } = permission;
    const access = {
      action: concrete(action, anyOther),
      resource: { type: concrete(type, anyOther), id: concrete(id, anyOther) },
    };
    accesses.set(JSON.stringify(access), access);
  }
  return [...accesses.values()];
}

/** Whom the policy of a change names by type and id; a pattern stands for somebody who fits. */
export function namedSubjects(change: Change, rules: readonly KeptRules[], anyOther: string): Subject[] {
  if (change.kind !== 'put_policy' && change.kind !== 'delete_policy') return [];
  const named = rules.flatMap(({ policies }) => policies.get(change.id)?.body.subjects ?? []);
  const subjects = named.flatMap((who) =>
    'role' in who ? [] : { type: concrete(who.type, anyOther), id: concrete(who.id, anyOther) },
  );
  return [...new Map(subjects.map((subject) => [JSON.stringify(subject), subject])).values()];
}

/** @returns Roles that whoever is concerned by a change must have, or undefined when it can concern anybody. */
export function rolesAffected(change: Change, before: KeptRules, after: KeptRules): string[] | undefined {
  const bodies =
    change.kind === 'put_policy' || change.kind === 'delete_policy'
      ? [before, after].flatMap(({ policies }) => policies.get(change.id)?.body.subjects ?? [])
      : [];
  const named = 'name' in change ? [change.name] : bodies.flatMap((who) => ('role' in who ? who.role : []));
  if (!('name' in change) && (bodies.length === 0 || bodies.some((who) => !('role' in who)))) return undefined;
  const heirs = [before, after].flatMap((rules) => heirsOf(named, rules));
  return [...new Set(heirs)].sort();
}

/** Policies with conditions on what a question that was made up does not have: an attribute or an address. */
export function conditionalPolicies(policies: readonly (readonly [string, KeptPolicy])[]): string[] {
  const conditional = policies.filter(([, { body }]) =>
    body.conditions.some(({ kind }) => kind === 'attribute' || kind === 'address'),
  );
  return [...new Set(conditional.map(([id]) => id))].sort();
}

function heirsOf(names: readonly string[], { roles }: KeptRules): string[] {
  const heirs = new Set(names);
  // Whoever is added is looked at in turn.
  for (const name of heirs) {
    for (const [heir, { body }] of roles) if (body.parents.includes(name)) heirs.add(heir);
  }
  return [...heirs];
}

function concrete(pattern: string, anyOther: string): string {
  return isPattern(pattern) ? `${pattern.slice(0, -1)}${anyOther}` : pattern;
}
