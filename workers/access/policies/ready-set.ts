/**
 * Roles and policies made ready for many decisions: permissions and policies by action, inheritance spelt out. Made once
 * for each set and let go with it.
 */
import { ROLE_DEPTH_MAX } from '../../../shared/access-admin.limits.ts';
import { type ReadyConditions, readyConditions } from './conditions.ts';
import type { Permission, Policy, PolicySet, Role } from './model.ts';
import { ActionIndex } from './pattern.ts';

export interface ReadyPolicy {
  readonly policy: Policy;
  readonly permission: Permission;
  readonly conditions: ReadyConditions;
}

export interface ReadyRole {
  readonly role: Role;
  readonly permissions: ActionIndex<{ readonly permission: Permission }>;
  /** The role itself and all it inherits from, nearest first; each with the names on the way there. */
  readonly lineage: readonly { readonly name: string; readonly way: readonly string[] }[];
}

export interface ReadySet {
  readonly roles: ReadonlyMap<string, ReadyRole>;
  readonly policies: ActionIndex<ReadyPolicy>;
}

const readySets = new WeakMap<PolicySet, ReadySet>();

export function readySet(set: PolicySet): ReadySet {
  const known = readySets.get(set);
  if (known !== undefined) return known;
  const roles = new Map<string, ReadyRole>();
  for (const [name, role] of set.roles) {
    const permissions = new ActionIndex(role.permissions.map((permission) => ({ permission })));
    roles.set(name, { role, permissions, lineage: lineageOf(name, set.roles) });
  }
  const policies = set.policies.map((policy) => {
    const { permission } = policy;
    return { policy, permission, conditions: readyConditions(policy.conditions) };
  });
  const ready: ReadySet = { roles, policies: new ActionIndex(policies) };
  readySets.set(set, ready);
  return ready;
}

/** Breadth first, so that the shortest way is the one that is told. A cycle ends where it began. */
function lineageOf(name: string, roles: PolicySet['roles']): ReadyRole['lineage'] {
  const seen = new Set([name]);
  const lineage = [{ name, way: [name] }];
  for (const { name: heir, way } of lineage) {
    if (way.length > ROLE_DEPTH_MAX) continue;
    for (const parent of [...(roles.get(heir)?.parents ?? [])].sort()) {
      if (seen.has(parent) || !roles.has(parent)) continue;
      seen.add(parent);
      lineage.push({ name: parent, way: [...way, parent] });
    }
  }
  return lineage;
}
