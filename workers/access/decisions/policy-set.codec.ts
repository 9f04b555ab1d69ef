/** A policy set as JSON, for KV. Read back strictly: what was stored by another version of this is read from D1 again. */
import * as z from 'zod';
import type { Json, PolicySet } from '../policies/model.ts';

const json: z.ZodType<Json> = z.json();
const path = z.tuple([z.enum(['subject', 'action', 'resource', 'context'])], z.string()).readonly();
const permission = z.strictObject({ action: z.string(), resourceType: z.string(), resourceId: z.string() });

const condition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('between'), fromMs: z.number().optional(), untilMs: z.number().optional() }),
  z.strictObject({
    kind: z.literal('hours'),
    timeZone: z.string(),
    days: z.array(z.int()),
    from: z.string(),
    until: z.string(),
  }),
  z.strictObject({ kind: z.literal('address'), ranges: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('attribute'),
    path,
    operator: z.enum(['equals', 'not_equals', 'in', 'contains', 'less', 'greater']),
    value: z.union([z.strictObject({ path }), json]),
  }),
]);

const role = z.strictObject({
  name: z.string(),
  precedence: z.number(),
  parents: z.array(z.string()),
  permissions: z.array(permission),
});

const policy = z.strictObject({
  id: z.string(),
  effect: z.enum(['allow', 'deny']),
  subjects: z.array(
    z.union([z.strictObject({ role: z.string() }), z.strictObject({ type: z.string(), id: z.string() })]),
  ),
  permission,
  conditions: z.array(condition),
  ttlSeconds: z.number().optional(),
});

const document = z.strictObject({ roles: z.array(role), policies: z.array(policy) });

/** A policy set, and what every key of a decision by it needs to know. */
export interface KnownSet {
  readonly set: PolicySet;
  /** Whether a decision by these policies may depend on where the caller is. */
  readonly usesAddress: boolean;
}

export function knownSet(set: PolicySet): KnownSet {
  const usesAddress = set.policies.some(({ conditions }) => conditions.some(({ kind }) => kind === 'address'));
  return { set, usesAddress };
}

/** Reads what `encodePolicySet` made. */
export const knownSetSchema: z.ZodType<KnownSet> = document.transform(({ roles, policies }) =>
  knownSet({ roles: new Map(roles.map((one) => [one.name, one])), policies }),
);

export function encodePolicySet({ set: { roles, policies } }: KnownSet): unknown {
  return { roles: [...roles.values()], policies };
}
