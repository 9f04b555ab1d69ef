/** What holds for every set of rules: random roles, grants, policies and moments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Condition, DecisionRequest, Grant, Permission, Policy, PolicySet, Role, SubjectFacts } from './model.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const SPAN_MS = 1000;
const RUNS = { numRuns: 500 };
const ROLES = ['a', 'b', 'c', 'd', 'e'];

const moment = fc.integer({ min: NOW_MS - SPAN_MS, max: NOW_MS + SPAN_MS });
const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const permission: fc.Arbitrary<Permission> = fc.record({
  action: fc.constantFrom('read', 'write', 're*', '*'),
  resourceType: fc.constantFrom('doc', 'd*', '*'),
  resourceId: fc.constantFrom('1', '2', '*'),
});
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('between' as const), fromMs: perhaps(moment), untilMs: perhaps(moment) }),
  fc.record({ kind: fc.constant('address' as const), ranges: fc.constantFrom(['192.0.2.0/24'], ['198.51.100.0/24']) }),
  fc.record({
    kind: fc.constant('attribute' as const),
    path: fc.constant(['context', 'level'] as const),
    operator: fc.constantFrom('equals' as const, 'less' as const, 'greater' as const),
    value: fc.nat(3),
  }),
);
const anybody = fc.constantFrom(
  { type: 'user', id: 'ann' },
  { type: 'user', id: '*' },
  ...ROLES.map((role) => ({ role })),
);
const policyOf = (id: string, effect: fc.Arbitrary<'allow' | 'deny'>): fc.Arbitrary<Policy> =>
  fc.record({
    id: fc.constant(id),
    effect,
    subjects: fc.array(anybody, { minLength: 1, maxLength: 2 }),
    permission,
    conditions: fc.array(condition, { maxLength: 2 }),
    ttlSeconds: perhaps(fc.nat(60)),
  });
const role = (name: string): fc.Arbitrary<Role> =>
  fc.record({
    name: fc.constant(name),
    precedence: fc.nat(3),
    parents: fc.subarray(ROLES, { maxLength: 2 }),
    permissions: fc.array(permission, { maxLength: 2 }),
  });
const policies = fc
  .nat(5)
  .chain((count) =>
    fc.tuple(...Array.from({ length: count }, (_, nth) => policyOf(`p${nth}`, fc.constantFrom('allow', 'deny')))),
  );
const set: fc.Arbitrary<PolicySet> = fc
  .tuple(fc.tuple(...ROLES.map(role)), policies)
  .map(([all, some]) => ({ roles: new Map(all.map((one) => [one.name, one])), policies: some }));
const grant = (id: string): fc.Arbitrary<Grant> =>
  fc.record({ id: fc.constant(id), permission, expiresAtMs: perhaps(moment) });
const facts: fc.Arbitrary<SubjectFacts> = fc.record({
  roles: fc.array(fc.record({ role: fc.constantFrom(...ROLES), expiresAtMs: perhaps(moment) }), { maxLength: 2 }),
  grants: fc.oneof(
    fc.constant([]),
    grant('g').map((one) => [one]),
    fc.tuple(grant('g'), grant('h')),
  ),
  properties: fc.constant({}),
});
const request: fc.Arbitrary<DecisionRequest> = fc.record({
  subject: fc.constant({ type: 'user', id: 'ann' }),
  action: fc.record({ name: fc.constantFrom('read', 'write') }),
  resource: fc.record({ type: fc.constantFrom('doc', 'dog'), id: fc.constantFrom('1', '2') }),
  context: fc.record({ level: fc.nat(3) }),
  credentialRoles: fc.subarray(ROLES, { maxLength: 1 }),
  address: fc.constantFrom('192.0.2.1', '198.51.100.1'),
});
const withPolicies = (base: PolicySet, more: readonly Policy[]): PolicySet => ({ ...base, policies: more });

describe('for every set of rules', () => {
  it('the whole answer is the same in any order of policies, roles, parents and grants', () => {
    fc.assert(
      fc.property(request, set, facts, (asked, rules, known) => {
        const mirrored: PolicySet = {
          roles: new Map(
            [...rules.roles]
              .reverse()
              .map(([name, one]) => [
                name,
                { ...one, parents: [...one.parents].reverse(), permissions: [...one.permissions].reverse() },
              ]),
          ),
          policies: [...rules.policies].reverse(),
        };
        const other = { ...known, roles: [...known.roles].reverse(), grants: [...known.grants].reverse() };
        expect(decide(asked, mirrored, other, NOW_MS)).toEqual(decide(asked, rules, known, NOW_MS));
      }),
      RUNS,
    );
  });

  it('one more allow takes nothing away, one more deny gives nothing', () => {
    const more = fc.record({
      allow: policyOf('more', fc.constant('allow')),
      deny: policyOf('more', fc.constant('deny')),
      at: fc.nat(5),
    });
    fc.assert(
      fc.property(request, set, facts, more, (asked, rules, known, { allow, deny, at }) => {
        const before = decide(asked, rules, known, NOW_MS).decision;
        const added = (policy: Policy) =>
          decide(asked, withPolicies(rules, rules.policies.toSpliced(at, 0, policy)), known, NOW_MS).decision;
        if (before) expect(added(allow)).toBe(true);
        else expect(added(deny)).toBe(false);
      }),
      RUNS,
    );
  });

  it('a deny about everything leaves nothing, and one more grant or role takes nothing away', () => {
    const anything = { action: '*', resourceType: '*', resourceId: '*' };
    const all = { id: 'all', subjects: [{ type: '*', id: '*' }], permission: anything, conditions: [] };
    fc.assert(
      fc.property(request, set, facts, (asked, rules, known) => {
        const denied = withPolicies(rules, [...rules.policies, { ...all, effect: 'deny' }]);
        expect(decide(asked, denied, known, NOW_MS).decision).toBe(false);
        const isAllowed = decide(asked, rules, known, NOW_MS).decision;
        const granted = { ...known, grants: [...known.grants, { id: 'more', permission: anything }] };
        if (isAllowed) expect(decide(asked, rules, granted, NOW_MS).decision).toBe(true);
        const hasDeny = rules.policies.some(({ effect }) => effect === 'deny');
        if (!hasDeny) expect(decide(asked, rules, granted, NOW_MS).decision).toBe(true);
      }),
      RUNS,
    );
  });

  it('the answer stays what it was until the moment it names', () => {
    fc.assert(
      fc.property(request, set, facts, fc.nat(SPAN_MS * 2), (asked, rules, known, laterMs) => {
        const now = decide(asked, rules, known, NOW_MS);
        const atMs = Math.min(NOW_MS + laterMs, (now.validUntilMs ?? Number.POSITIVE_INFINITY) - 1);
        expect(decide(asked, rules, known, atMs).decision).toBe(now.decision);
        expect(now.validUntilMs ?? NOW_MS + 1).toBeGreaterThan(NOW_MS);
        expect(now.dependsOn.time).toBe(now.validUntilMs !== undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('an answer that rests on no address is as good from every address, as long as it names', () => {
    fc.assert(
      fc.property(request, set, facts, fc.nat(SPAN_MS * 2), (asked, rules, known, laterMs) => {
        const here = decide(asked, rules, known, NOW_MS);
        fc.pre(!here.dependsOn.address);
        const atMs = Math.min(NOW_MS + laterMs, (here.validUntilMs ?? Number.POSITIVE_INFINITY) - 1);
        for (const address of ['192.0.2.1', '198.51.100.1', undefined]) {
          expect(decide({ ...asked, address }, rules, known, atMs).decision).toBe(here.decision);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('what has expired counts for nothing', () => {
    fc.assert(
      fc.property(request, set, facts, (asked, rules, known) => {
        const isLive = ({ expiresAtMs }: { readonly expiresAtMs?: number | undefined }) =>
          expiresAtMs === undefined || expiresAtMs > NOW_MS;
        const live = { ...known, roles: known.roles.filter(isLive), grants: known.grants.filter(isLive) };
        expect(decide(asked, rules, known, NOW_MS)).toEqual(decide(asked, rules, live, NOW_MS));
      }),
      RUNS,
    );
  });
});
