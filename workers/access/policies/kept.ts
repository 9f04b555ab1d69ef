/** Rules as the store keeps them, each with the revision of the change that wrote it, and as decisions take them. */
import type {
  ConditionBody,
  GrantBody,
  PermissionBody,
  PolicyBody,
  RoleBody,
} from '../../../shared/access-rules.schema.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { Condition, Permission, Policy, PolicySet, Properties, SubjectFacts } from './model.ts';

export interface KeptRole {
  readonly body: RoleBody;
  readonly isSystem: boolean;
  readonly revision: number;
}

export interface KeptPolicy {
  readonly body: PolicyBody;
  readonly revision: number;
}

/** Everything that decisions have in common, as of one step of its scope. */
export interface KeptRules {
  readonly roles: ReadonlyMap<string, KeptRole>;
  readonly policies: ReadonlyMap<string, KeptPolicy>;
  readonly step: number;
}

export interface KeptAssignment {
  readonly expiresAtMs: number | undefined;
  readonly revision: number;
}

export interface KeptGrant extends KeptAssignment {
  readonly permission: GrantBody['permission'];
}

/** Everything that one subject has, as of one step of its scope. What has expired may still be among it. */
export interface KeptSubject {
  readonly subject: Subject;
  readonly assignments: ReadonlyMap<string, KeptAssignment>;
  readonly grants: ReadonlyMap<string, KeptGrant>;
  readonly properties: { readonly value: Properties; readonly revision: number } | undefined;
  readonly step: number;
}

export function policySetOf({ roles, policies }: Pick<KeptRules, 'roles' | 'policies'>): PolicySet {
  return {
    roles: new Map(
      [...roles].map(([name, { body }]) => [
        name,
        {
          name,
          precedence: body.precedence,
          parents: body.parents,
          permissions: body.permissions.map(permissionOf),
        },
      ]),
    ),
    policies: [...policies].map(([id, { body }]) => policyOf(id, body)),
  };
}

export function factsOf({ assignments, grants, properties }: KeptSubject): SubjectFacts {
  return {
    roles: [...assignments].map(([role, { expiresAtMs }]) => ({ role, expiresAtMs })),
    grants: [...grants].map(([id, { permission, expiresAtMs }]) => ({
      id,
      permission: permissionOf(permission),
      expiresAtMs,
    })),
    properties: properties?.value ?? {},
  };
}

/** Without what has expired. */
export function liveOnly(kept: KeptSubject, nowMs: number): KeptSubject {
  const live = <Kept extends KeptAssignment>(items: ReadonlyMap<string, Kept>) =>
    new Map([...items].filter(([, { expiresAtMs }]) => expiresAtMs === undefined || expiresAtMs > nowMs));
  return { ...kept, assignments: live(kept.assignments), grants: live(kept.grants) };
}

function policyOf(id: string, { effect, subjects, permission, conditions, ttl_seconds }: PolicyBody): Policy {
  return {
    id,
    effect,
    subjects,
    permission: permissionOf(permission),
    conditions: conditions.map(conditionOf),
    ttlSeconds: ttl_seconds,
  };
}

function permissionOf({ action, resource_type, resource_id }: PermissionBody): Permission {
  return { action, resourceType: resource_type, resourceId: resource_id };
}

function conditionOf(condition: ConditionBody): Condition {
  switch (condition.kind) {
    case 'between': {
      const { kind, from, until } = condition;
      const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
      return { kind, fromMs: instant(from), untilMs: instant(until) };
    }
    case 'hours': {
      const { time_zone: timeZone, ...rest } = condition;
      return { ...rest, timeZone };
    }
    case 'address':
    case 'attribute':
      return condition;
  }
}
