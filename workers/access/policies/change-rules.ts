/**
 * What a change of a role or a policy makes of the rules, or why it may not be. Pure: a dry run asks the same.
 * References never dangle, inheritance is a tree of bounded depth, and no policy stands there that could never speak.
 */
import { CUSTOM_ROLES_MAX, POLICIES_MAX, ROLE_DEPTH_MAX } from '../../../shared/access-admin.limits.ts';
import type { Change } from '../../../shared/access-admin.schema.ts';
import type { PolicyBody, RoleBody } from '../../../shared/access-rules.schema.ts';
import { parseAddressList } from '../../kernel/address-list.ts';
import type { KeptPolicy, KeptRole, KeptRules } from './kept.ts';
import { done, type Outcome, refused } from './outcome.ts';

export type RuleChange = Extract<Change, { kind: 'put_role' | 'delete_role' | 'put_policy' | 'delete_policy' }>;

/** Subjects whose assignment of a role is in force, for the refusal to delete it. */
export type CountHolders = (role: string) => number;

/** @param revision Of what is written. */
export function changeRules(
  rules: KeptRules,
  change: RuleChange,
  revision: number,
  countHolders: CountHolders,
): Outcome<KeptRules> {
  switch (change.kind) {
    case 'put_role':
      return putRole(rules, change.name, change.role, revision);
    case 'delete_role':
      return deleteRole(rules, change.name, countHolders);
    case 'put_policy':
      return putPolicy(rules, change.id, change.policy, revision);
    case 'delete_policy': {
      const policies = new Map(rules.policies);
      return policies.delete(change.id)
        ? done({ ...rules, policies })
        : refused('not_there', 'There is no such policy.');
    }
  }
}

function putRole(rules: KeptRules, name: string, body: RoleBody, revision: number): Outcome<KeptRules> {
  const known = rules.roles.get(name);
  const custom = [...rules.roles.values()].filter(({ isSystem }) => !isSystem).length;
  if (known === undefined && custom >= CUSTOM_ROLES_MAX) {
    return refused('too_many', `There are ${CUSTOM_ROLES_MAX} roles already.`);
  }
  const unknown = body.parents.findIndex((parent) => parent !== name && !rules.roles.has(parent));
  if (unknown !== -1) return refused('unknown_role', 'There is no such role.', `/parents/${unknown}`);
  const isSystem = known?.isSystem ?? false;
  const roles = new Map<string, KeptRole>([...rules.roles, [name, { body, isSystem, revision }]]);
  const depth = deepest(roles);
  if (depth === 'cycle') return refused('cycle', 'A role would inherit from itself.', '/parents');
  if (depth > ROLE_DEPTH_MAX) {
    return refused('too_deep', `A role would inherit over more than ${ROLE_DEPTH_MAX} steps.`, '/parents');
  }
  return done({ ...rules, roles });
}

function deleteRole(rules: KeptRules, name: string, countHolders: CountHolders): Outcome<KeptRules> {
  const known = rules.roles.get(name);
  if (known === undefined) return refused('not_there', 'There is no such role.');
  if (known.isSystem) return refused('system_role', 'This role belongs to the system and cannot be deleted.');
  const users = usersOf(rules, name, countHolders(name));
  if (users.length > 0) return refused('in_use', `The role is in use by ${users.join(', ')}.`);
  const roles = new Map(rules.roles);
  roles.delete(name);
  return done({ ...rules, roles });
}

/** By whom a role is used, in words: a few names, then how many more. */
function usersOf({ roles, policies }: KeptRules, name: string, holders: number): string[] {
  const heirs = [...roles].filter(([, { body }]) => body.parents.includes(name)).map(([heir]) => `role ${heir}`);
  const named = [...policies]
    .filter(([, { body }]) => body.subjects.some((who) => 'role' in who && who.role === name))
    .map(([id]) => `policy ${id}`);
  const users = [...heirs, ...named];
  const more = users.length - 5;
  return [
    ...users.slice(0, 5),
    ...(more > 0 ? [`${more} more`] : []),
    ...(holders > 0 ? [`${holders} ${holders === 1 ? 'subject' : 'subjects'}`] : []),
  ];
}

/** Steps of the longest way up, or that there is a way round. */
function deepest(roles: ReadonlyMap<string, KeptRole>): number | 'cycle' {
  const heights = new Map<string, number>();
  const heightOf = (name: string, heirs: readonly string[]): number => {
    if (heirs.includes(name)) return Number.POSITIVE_INFINITY;
    const known = heights.get(name);
    if (known !== undefined) return known;
    const above = (roles.get(name)?.body.parents ?? []).map((parent) => heightOf(parent, [...heirs, name]) + 1);
    const height = Math.max(0, ...above);
    heights.set(name, height);
    return height;
  };
  const height = Math.max(0, ...[...roles.keys()].map((name) => heightOf(name, [])));
  return Number.isFinite(height) ? height : 'cycle';
}

function putPolicy(rules: KeptRules, id: string, body: PolicyBody, revision: number): Outcome<KeptRules> {
  if (!rules.policies.has(id) && rules.policies.size >= POLICIES_MAX) {
    return refused('too_many', `There are ${POLICIES_MAX} policies already.`);
  }
  const unknown = body.subjects.findIndex((who) => 'role' in who && !rules.roles.has(who.role));
  if (unknown !== -1) return refused('unknown_role', 'There is no such role.', `/subjects/${unknown}/role`);
  const badRange = body.conditions.findIndex(
    (one) => one.kind === 'address' && parseAddressList(one.ranges.join(',')) === undefined,
  );
  if (badRange !== -1) {
    return refused(
      'range',
      'An address range is none, or has bits beyond its prefix.',
      `/conditions/${badRange}/ranges`,
    );
  }
  if (neverHolds(body)) return refused('contradiction', 'The conditions can never hold together.', '/conditions');
  const opposite = [...rules.policies].find(([other, kept]) => other !== id && isOpposite(kept, body));
  if (opposite !== undefined) {
    return refused('contradiction', `The policy ${opposite[0]} says the opposite of the same.`);
  }
  return done({ ...rules, policies: new Map([...rules.policies, [id, { body, revision }]]) });
}

/** Spans that do not meet, or an attribute that would have to be two things at once. */
function neverHolds({ conditions }: PolicyBody): boolean {
  const spans = conditions.flatMap((one) => (one.kind === 'between' ? one : []));
  const begin = Math.max(
    ...spans.map(({ from }) => (from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from))),
  );
  const end = Math.min(
    ...spans.map(({ until }) => (until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until))),
  );
  if (spans.length > 0 && begin >= end) return true;
  const needed = new Map<string, string>();
  return conditions.some((one) => {
    if (one.kind !== 'attribute' || one.operator !== 'equals') return false;
    if (typeof one.value === 'object' && one.value !== null) return false;
    const [path, value] = [JSON.stringify(one.path), JSON.stringify(one.value)];
    const other = needed.get(path);
    needed.set(path, value);
    return other !== undefined && other !== value;
  });
}

function isOpposite({ body: other }: KeptPolicy, body: PolicyBody): boolean {
  const gist = ({ subjects, permission, conditions }: PolicyBody) => {
    const { action, resource_type, resource_id } = permission;
    const unordered = (items: readonly object[]) => items.map(canonical).sort();
    return JSON.stringify([unordered(subjects), action, resource_type, resource_id, unordered(conditions)]);
  };
  return other.effect !== body.effect && gist(other) === gist(body);
}

/** JSON with the members in order: the schemas bound how deep it is. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [two]) => (one < two ? -1 : 1)))
      : inner,
  );
}
