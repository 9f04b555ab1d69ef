/**
 * What decisions are made of. Everything denies by default: a decision is `true` only when something allows it and nothing
 * denies it. Patterns are exact texts, or end in `*` for "begins with"; `*` alone is anything.
 */
import type { Subject } from '../../kernel/principal.ts';

/** A value inside `properties` or `context` (AuthZEN Authorization API 1.0 §5): JSON, bounded by the contract. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Properties = Readonly<Record<string, Json>>;

/** AuthZEN §6.1. */
export interface DecisionRequest {
  readonly subject: Subject & { readonly properties?: Properties | undefined };
  readonly action: { readonly name: string; readonly properties?: Properties | undefined };
  readonly resource: { readonly type: string; readonly id: string; readonly properties?: Properties | undefined };
  readonly context?: Properties | undefined;
  /** Roles that the subject's credential brings along, besides those in the store. */
  readonly credentialRoles?: readonly string[] | undefined;
  /** Address of the person, where the caller is trusted to know it. */
  readonly address?: string | undefined;
}

export interface Permission {
  /** Pattern of an action's name. */
  readonly action: string;
  /** Pattern of a resource's type and id. */
  readonly resourceType: string;
  readonly resourceId: string;
}

export interface Role {
  readonly name: string;
  /** The lowest number stands first. */
  readonly precedence: number;
  /** Roles whose permissions this one has as well; at most 3 deep, no cycles. */
  readonly parents: readonly string[];
  readonly permissions: readonly Permission[];
}

/**
 * Where a value for a condition comes from, by the members of a request: `subject.id`, `resource.properties.owner`,
 * `action.name`, `context.channel`.
 */
export type AttributePath = readonly ['subject' | 'action' | 'resource' | 'context', ...string[]];

export type Condition =
  /** Between two instants. */
  | { readonly kind: 'between'; readonly fromMs?: number | undefined; readonly untilMs?: number | undefined }
  /** On days of the week (1 = Monday) and between two local times of a time zone; may pass midnight. */
  | {
      readonly kind: 'hours';
      readonly timeZone: string;
      readonly days: readonly number[];
      readonly from: string;
      readonly until: string;
    }
  /** From an address range; false when no address is known. */
  | { readonly kind: 'address'; readonly ranges: readonly string[] }
  /** Compares an attribute with a value, or with another attribute. False when the attribute is missing. */
  | {
      readonly kind: 'attribute';
      readonly path: AttributePath;
      readonly operator: 'equals' | 'not_equals' | 'in' | 'contains' | 'less' | 'greater';
      readonly value: Json | { readonly path: AttributePath };
    };

export interface Policy {
  readonly id: string;
  readonly effect: 'allow' | 'deny';
  /** Applies to a subject that matches one of these: a role's name, or patterns of type and id. */
  readonly subjects: readonly ({ readonly role: string } | { readonly type: string; readonly id: string })[];
  readonly permission: Permission;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  /** Seconds for which a decision of this policy may be cached; 0 for never, undefined for the default. */
  readonly ttlSeconds?: number | undefined;
}

/** A permission given to one subject directly. */
export interface Grant {
  readonly id: string;
  readonly permission: Permission;
  readonly expiresAtMs?: number | undefined;
}

/** What all decisions have in common. */
export interface PolicySet {
  readonly roles: ReadonlyMap<string, Role>;
  readonly policies: readonly Policy[];
}

/** What the store knows of one subject. */
export interface SubjectFacts {
  readonly roles: readonly { readonly role: string; readonly expiresAtMs?: number | undefined }[];
  readonly grants: readonly Grant[];
  /** Attributes kept in the store; a request may add others and cannot replace one, not even a part of it. */
  readonly properties: Properties;
}

export interface Decided {
  readonly decision: boolean;
  /** What decided: for the admin's `explain`. */
  readonly path: readonly DecisiveStep[];
  /**
   * What made the answer depend on more than the request: such answers are kept for a shorter time. `time` is true exactly
   * when there is a `validUntilMs`. Without `address` the answer is the same from everywhere until then.
   */
  readonly dependsOn: { readonly time: boolean; readonly address: boolean };
  /** In milliseconds since the Unix epoch: the answer may change by itself then, and not before. */
  readonly validUntilMs?: number | undefined;
  /** The shortest `ttlSeconds` of the policies that applied. */
  readonly ttlSeconds?: number | undefined;
}

export interface DecisiveStep {
  readonly kind: 'role' | 'grant' | 'policy' | 'default';
  /** Name of the role (with those it was inherited through), id of the grant or of the policy. */
  readonly id: string;
  readonly effect: 'allow' | 'deny';
}

/** Where policies and facts are read from: the truth, not a cache. */
export interface PolicySource {
  policySet(): Promise<PolicySet>;
  factsOf(subject: Subject): Promise<SubjectFacts>;
}
