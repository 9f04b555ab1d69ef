/**
 * The decision itself, pure. A deny wins over every allow, in whatever order they stand; an allow is a direct grant, a
 * permission of a role or of one it inherits from, or a policy whose conditions hold; nothing of that is a deny.
 *
 * It also says for how long the answer is good if nobody changes anything: every reason carries the time until which it
 * stays as it is, whether it speaks for the answer or might come to speak against it.
 */
import { type Held, hold } from './conditions.ts';
import type { Decided, DecisionRequest, DecisiveStep, PolicySet, SubjectFacts } from './model.ts';
import { coversResource, matches } from './pattern.ts';
import { PATH_STEPS_MAX } from './policies.constants.ts';
import { type ReadyPolicy, type ReadySet, readySet } from './ready-set.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** Something that speaks for or against, and until when it goes on doing so. */
interface Reason extends Held {
  readonly step: DecisiveStep;
  readonly ttlSeconds?: number | undefined;
  /** Where it stands among its kind when they are told. */
  readonly rank: number;
}

/** Roles that are in force, each with when it ends and the names it was inherited through. */
type HeldRoles = ReadonlyMap<string, { readonly untilMs: number; readonly way: readonly string[] }>;

/**
 * Decides one request.
 *
 * @param nowMs Milliseconds since the Unix epoch.
 * @returns The decision; the same for any order of roles, policies and grants.
 */
export function decide(request: DecisionRequest, set: PolicySet, facts: SubjectFacts, nowMs: number): Decided {
  const ready = readySet(set);
  const roles = rolesOf(request, ready, facts, nowMs);
  const policies = ready.policies
    .find(request.action.name, request.resource)
    .flatMap((policy) => reasonOf(policy, roles, request, facts, nowMs) ?? []);
  const denies = policies.filter(({ step }) => step.effect === 'deny');
  const denying = denies.filter(({ holds }) => holds);
  if (denying.length > 0) return decided(false, denying, []);
  const allows = [
    ...policies.filter(({ step }) => step.effect === 'allow'),
    ...grantReasons(request, facts, nowMs),
    ...roleReasons(request, ready, roles),
  ];
  const allowing = allows.filter(({ holds }) => holds);
  // An allow ends when a deny begins; a deny by default ends when an allow begins.
  return allowing.length > 0 ? decided(true, allowing, denies) : decided(false, [], allows);
}

/**
 * @param speaking Reasons of the answer: it is good as long as one of them is.
 * @param silent What could change it by beginning to hold.
 */
function decided(decision: boolean, speaking: readonly Reason[], silent: readonly Reason[]): Decided {
  // What holds from every address is a better reason than what holds from this one.
  const anywhere = speaking.filter(({ usesAddress }) => !usesAddress);
  const bearing = anywhere.length > 0 ? anywhere : speaking;
  const borneUntilMs = bearing.length === 0 ? FOREVER : Math.max(...bearing.map(({ untilMs }) => untilMs));
  const untilMs = Math.min(borneUntilMs, ...silent.map((reason) => reason.untilMs));
  const ttls = speaking.flatMap(({ ttlSeconds }) => ttlSeconds ?? []);
  return {
    decision,
    path: speaking.length > 0 ? pathOf(speaking) : [{ kind: 'default', id: 'default', effect: 'deny' }],
    dependsOn: {
      time: untilMs !== FOREVER,
      address: (speaking.length > 0 && anywhere.length === 0) || silent.some(({ usesAddress }) => usesAddress),
    },
    ...(untilMs === FOREVER ? {} : { validUntilMs: untilMs }),
    ...(ttls.length === 0 ? {} : { ttlSeconds: Math.min(...ttls) }),
  };
}

const KINDS = ['grant', 'role', 'policy', 'default'] as const;

function pathOf(reasons: readonly Reason[]): DecisiveStep[] {
  const order = (one: Reason, two: Reason) =>
    KINDS.indexOf(one.step.kind) - KINDS.indexOf(two.step.kind) ||
    one.rank - two.rank ||
    (one.step.id < two.step.id ? -1 : Number(one.step.id > two.step.id));
  return [...reasons]
    .sort(order)
    .slice(0, PATH_STEPS_MAX)
    .map(({ step }) => step);
}

/** Of two ways to the same role the one that lasts longer counts, then the shorter. */
function rolesOf(request: DecisionRequest, ready: ReadySet, facts: SubjectFacts, nowMs: number): HeldRoles {
  const held = new Map<string, { untilMs: number; way: readonly string[] }>();
  const take = (role: string, untilMs: number) => {
    for (const { name, way } of ready.roles.get(role)?.lineage ?? []) {
      const known = held.get(name);
      if (known === undefined || known.untilMs < untilMs || (known.untilMs === untilMs && isBefore(way, known.way))) {
        held.set(name, { untilMs, way });
      }
    }
  };
  for (const role of request.credentialRoles ?? []) take(role, FOREVER);
  for (const { role, expiresAtMs = FOREVER } of facts.roles) if (expiresAtMs > nowMs) take(role, expiresAtMs);
  return held;
}

function isBefore(way: readonly string[], other: readonly string[]): boolean {
  return way.length < other.length || (way.length === other.length && way.join() < other.join());
}

function grantReasons({ action, resource }: DecisionRequest, facts: SubjectFacts, nowMs: number): Reason[] {
  return facts.grants.flatMap(({ id, permission, expiresAtMs: untilMs = FOREVER }) => {
    if (untilMs <= nowMs || !matches(permission.action, action.name) || !coversResource(permission, resource))
      return [];
    return [{ step: { kind: 'grant', id, effect: 'allow' }, holds: true, untilMs, usesAddress: false, rank: 0 }];
  });
}

function roleReasons({ action, resource }: DecisionRequest, ready: ReadySet, roles: HeldRoles): Reason[] {
  return [...roles].flatMap(([name, { untilMs, way }]) => {
    const role = ready.roles.get(name);
    if (role === undefined || role.permissions.find(action.name, resource).length === 0) return [];
    const step = { kind: 'role', id: way.join(' > '), effect: 'allow' } as const;
    return [{ step, holds: true, untilMs, usesAddress: false, rank: role.role.precedence }];
  });
}

/** @returns undefined when the policy is about others. */
function reasonOf(
  { policy, conditions }: ReadyPolicy,
  roles: HeldRoles,
  request: DecisionRequest,
  facts: SubjectFacts,
  nowMs: number,
): Reason | undefined {
  const memberUntilMs = Math.max(
    ...policy.subjects.map((who) => {
      if ('role' in who) return roles.get(who.role)?.untilMs ?? nowMs;
      return matches(who.type, request.subject.type) && matches(who.id, request.subject.id) ? FOREVER : nowMs;
    }),
    nowMs,
  );
  if (memberUntilMs === nowMs) return undefined;
  const held = hold(conditions, request, facts, nowMs);
  return {
    ...held,
    // A role that ends makes a policy end, and none begin.
    untilMs: held.holds ? Math.min(held.untilMs, memberUntilMs) : held.untilMs,
    step: { kind: 'policy', id: policy.id, effect: policy.effect },
    ttlSeconds: policy.ttlSeconds,
    rank: 0,
  };
}
