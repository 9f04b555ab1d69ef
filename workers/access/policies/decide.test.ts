/** The decision as a table: one rule each, and the attacks that it must stand. */
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Condition, DecisionRequest, Grant, Policy, PolicySet, Role, SubjectFacts } from './model.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const HOUR_MS = 3_600_000;
const nobody: SubjectFacts = { roles: [], grants: [], properties: {} };
const readDoc: DecisionRequest = {
  subject: { type: 'user', id: 'ann' },
  action: { name: 'read' },
  resource: { type: 'doc', id: 'doc-1' },
};
const onDocs = { action: 'read', resourceType: 'doc', resourceId: '*' };
const ann = { type: 'user', id: 'ann' };

const role = (name: string, parents: string[] = [], permissions = [onDocs]): Role => ({
  name,
  precedence: 10,
  parents,
  permissions,
});
const policy = (
  id: string,
  effect: 'allow' | 'deny',
  conditions: Condition[] = [],
  more: Partial<Policy> = {},
): Policy => ({
  id,
  effect,
  subjects: [ann],
  permission: onDocs,
  conditions,
  ...more,
});
const grant = (id: string, expiresAtMs?: number): Grant => ({ id, permission: onDocs, expiresAtMs });
const setOf = (roles: Role[] = [], policies: Policy[] = []): PolicySet => ({
  roles: new Map(roles.map((one) => [one.name, one])),
  policies,
});
const holding = (...roles: string[]): SubjectFacts => ({ ...nobody, roles: roles.map((name) => ({ role: name })) });
const ask = (set: PolicySet, facts = nobody, request: Partial<DecisionRequest> = {}) =>
  decide({ ...readDoc, ...request }, set, facts, NOW_MS);
const whether = (condition: Condition, request: Partial<DecisionRequest> = {}, facts = nobody) =>
  ask(setOf([], [policy('p', 'allow', [condition])]), facts, request).decision;

describe('what allows', () => {
  it('is nothing: then it is denied by default, for good', () => {
    expect(ask(setOf())).toEqual({
      decision: false,
      path: [{ kind: 'default', id: 'default', effect: 'deny' }],
      dependsOn: { time: false, address: false },
    });
  });

  it('is a grant until it expires', () => {
    const facts = (expiresAtMs?: number) => ({ ...nobody, grants: [grant('g', expiresAtMs)] });
    expect(ask(setOf(), facts())).toEqual({
      decision: true,
      path: [{ kind: 'grant', id: 'g', effect: 'allow' }],
      dependsOn: { time: false, address: false },
    });
    expect(ask(setOf(), facts(NOW_MS + 1))).toMatchObject({
      decision: true,
      validUntilMs: NOW_MS + 1,
      dependsOn: { time: true },
    });
    expect(ask(setOf(), facts(NOW_MS)).decision).toBe(false);
    expect(ask(setOf(), facts(NOW_MS)).validUntilMs).toBeUndefined();
  });

  it('is a role, also through others, and tells the way', () => {
    const set = setOf([role('d', ['c'], []), role('c', ['b'], []), role('b', ['a'], []), role('a')]);
    expect(ask(set, holding('d'))).toMatchObject({ decision: true, path: [{ kind: 'role', id: 'd > c > b > a' }] });
    expect(ask(set, holding('a', 'd')).path).toEqual([{ kind: 'role', id: 'a', effect: 'allow' }]);
  });

  it('is no role more than three steps away, and a cycle ends', () => {
    const deep = setOf([
      role('e', ['d'], []),
      role('d', ['c'], []),
      role('c', ['b'], []),
      role('b', ['a'], []),
      role('a'),
    ]);
    expect(ask(deep, holding('e')).decision).toBe(false);
    const round = setOf([role('a', ['b'], []), role('b', ['a'])]);
    expect(ask(round, holding('a')).decision).toBe(true);
  });

  it('is a role of the credential, when it exists', () => {
    expect(ask(setOf([role('a')]), nobody, { credentialRoles: ['a'] }).decision).toBe(true);
    expect(ask(setOf([role('a')]), nobody, { credentialRoles: ['b', '__proto__', 'constructor'] }).decision).toBe(
      false,
    );
  });

  it('is a role until the assignment expires; of two assignments the longer counts', () => {
    const set = setOf([role('b', ['a'], []), role('a')]);
    const until = (one: number, two: number) => ({
      ...nobody,
      roles: [
        { role: 'a', expiresAtMs: NOW_MS + one },
        { role: 'b', expiresAtMs: NOW_MS + two },
      ],
    });
    expect(ask(set, until(0, 0)).decision).toBe(false);
    expect(ask(set, until(5, 0))).toMatchObject({ decision: true, validUntilMs: NOW_MS + 5 });
    expect(ask(set, until(5, 9))).toMatchObject({ validUntilMs: NOW_MS + 9, path: [{ id: 'b > a' }] });
    expect(ask(set, until(5, 9), { credentialRoles: ['a'] }).validUntilMs).toBeUndefined();
  });

  it('is a policy for a subject, a kind of subject or a role', () => {
    const forWhom = (subjects: Policy['subjects']) =>
      setOf([role('a', [], [])], [policy('p', 'allow', [], { subjects })]);
    expect(ask(forWhom([ann])).decision).toBe(true);
    expect(ask(forWhom([{ type: 'user', id: '*' }])).decision).toBe(true);
    expect(ask(forWhom([{ type: 'service', id: 'ann' }])).decision).toBe(false);
    expect(ask(forWhom([{ type: 'user', id: 'an' }])).decision).toBe(false);
    expect(ask(forWhom([{ role: 'a' }])).decision).toBe(false);
    expect(ask(forWhom([{ role: 'a' }]), holding('a')).decision).toBe(true);
    const expiring = { ...nobody, roles: [{ role: 'a', expiresAtMs: NOW_MS + 7 }] };
    expect(ask(forWhom([{ role: 'a' }]), expiring).validUntilMs).toBe(NOW_MS + 7);
    expect(ask(forWhom([]), holding('a')).decision).toBe(false);
  });

  it.each([
    ['read', 'doc', '*', true],
    ['*', '*', '*', true],
    ['rea*', 'doc', 'doc-*', true],
    ['read*', 'doc*', 'doc-1*', true],
    ['Read', 'doc', '*', false],
    ['rea', 'doc', '*', false],
    ['reads', 'doc', '*', false],
    ['read', 'do', '*', false],
    ['read', 'doc', 'doc-', false],
    ['read', 'doc', 'doc-11*', false],
    ['r*d', 'doc', '*', false],
    ['.*', 'doc', '*', false],
    ['', 'doc', '*', false],
  ])('covers by exact text or beginning: %s on %s %s is %s', (action, resourceType, resourceId, expected) => {
    const facts = { ...nobody, grants: [{ id: 'g', permission: { action, resourceType, resourceId } }] };
    expect(ask(setOf(), facts).decision).toBe(expected);
  });
});

describe('what denies', () => {
  it('wins over grants, roles and policies, wherever it stands', () => {
    const facts = { ...holding('a'), grants: [grant('g')] };
    for (const policies of [
      [policy('no', 'deny'), policy('yes', 'allow')],
      [policy('yes', 'allow'), policy('no', 'deny')],
    ]) {
      expect(ask(setOf([role('a')], policies), facts)).toMatchObject({
        decision: false,
        path: [{ kind: 'policy', id: 'no', effect: 'deny' }],
      });
    }
  });

  it('reaches a role through those that inherit it', () => {
    const set = setOf([role('b', ['a']), role('a', [], [])], [policy('no', 'deny', [], { subjects: [{ role: 'a' }] })]);
    expect(ask(set, holding('b')).decision).toBe(false);
  });

  it('does not stop what it does not cover', () => {
    const permission = { ...onDocs, action: 'write' };
    expect(ask(setOf([role('a')], [policy('no', 'deny', [], { permission })]), holding('a')).decision).toBe(true);
  });
});

describe('how long an answer is good', () => {
  const soon: Condition = { kind: 'between', fromMs: NOW_MS + HOUR_MS };
  const still: Condition = { kind: 'between', untilMs: NOW_MS + HOUR_MS };
  const past: Condition = { kind: 'between', untilMs: NOW_MS };
  const never: Condition = { kind: 'attribute', path: ['context', 'x'], operator: 'equals', value: 1 };
  const address: Condition = { kind: 'address', ranges: ['192.0.2.0/24'] };
  const yes = { ...nobody, grants: [grant('g')] };
  const later = NOW_MS + HOUR_MS;

  it.each<[string, Policy[], SubjectFacts, Partial<ReturnType<typeof decide>>]>([
    ['an allow that will begin', [policy('p', 'allow', [soon])], nobody, { decision: false, validUntilMs: later }],
    ['an allow that will end', [policy('p', 'allow', [still])], nobody, { decision: true, validUntilMs: later }],
    ['an allow that has ended', [policy('p', 'allow', [past])], nobody, { decision: false, validUntilMs: undefined }],
    ['a deny that will begin', [policy('p', 'deny', [soon])], yes, { decision: true, validUntilMs: later }],
    ['a deny that will begin over nothing', [policy('p', 'deny', [soon])], nobody, { validUntilMs: undefined }],
    ['a deny that will end', [policy('p', 'deny', [still])], yes, { decision: false, validUntilMs: later }],
    ['a deny that has ended', [policy('p', 'deny', [past])], yes, { decision: true, validUntilMs: undefined }],
    [
      'a deny that cannot begin',
      [policy('p', 'deny', [soon, never])],
      yes,
      { decision: true, validUntilMs: undefined },
    ],
    [
      'a deny for good beside one that ends',
      [policy('p', 'deny', [still]), policy('q', 'deny')],
      yes,
      { validUntilMs: undefined },
    ],
    ['an allow for good beside one that ends', [policy('p', 'allow', [still])], yes, { validUntilMs: undefined }],
    [
      'two conditions that fail',
      [policy('p', 'allow', [soon, { kind: 'between', fromMs: later + 1 }])],
      nobody,
      { validUntilMs: later + 1 },
    ],
  ])('%s', (_, policies, facts, expected) => {
    const answer = ask(setOf([], policies), facts);
    expect({ ...answer, validUntilMs: answer.validUntilMs }).toMatchObject(expected);
    expect(answer.dependsOn).toEqual({ time: answer.validUntilMs !== undefined, address: false });
  });

  it.each<[string, Policy[], SubjectFacts, boolean, boolean]>([
    ['an allow from here', [policy('p', 'allow', [address])], nobody, true, true],
    ['a deny from here', [policy('p', 'deny', [address])], yes, false, true],
    [
      'a deny from here beside one from everywhere',
      [policy('p', 'deny', [address]), policy('q', 'deny')],
      yes,
      false,
      false,
    ],
    ['an allow from here beside one from everywhere', [policy('p', 'allow', [address])], yes, true, false],
    [
      'an allow from elsewhere',
      [policy('p', 'allow', [{ kind: 'address', ranges: ['198.51.100.0/24'] }])],
      nobody,
      false,
      true,
    ],
    [
      'a deny from elsewhere',
      [policy('p', 'deny', [{ kind: 'address', ranges: ['198.51.100.0/24'] }])],
      yes,
      true,
      true,
    ],
    ['an address that does not matter', [policy('p', 'allow', [never, address])], nobody, false, false],
  ])('%s', (_, policies, facts, decision, dependsOnAddress) => {
    expect(ask(setOf([], policies), facts, { address: '192.0.2.7' })).toMatchObject({
      decision,
      dependsOn: { time: false, address: dependsOnAddress },
    });
  });

  it('names the shortest time that the policies that applied allow it to be kept', () => {
    const kept = (id: string, ttlSeconds: number | undefined, conditions: Condition[] = []) =>
      policy(id, 'allow', conditions, { ttlSeconds });
    expect(ask(setOf([], [kept('p', 60), kept('q', 0), kept('r', undefined)])).ttlSeconds).toBe(0);
    expect(ask(setOf([], [kept('p', 60), kept('q', 0, [never])])).ttlSeconds).toBe(60);
    expect(ask(setOf([], [kept('r', undefined)])).ttlSeconds).toBeUndefined();
  });
});

describe('a condition on an address', () => {
  const condition: Condition = { kind: 'address', ranges: ['192.0.2.0/24', '2001:db8::/32'] };
  it.each([
    ['192.0.2.1', true],
    ['::ffff:192.0.2.1', true],
    ['2001:db8::1', true],
    ['192.0.3.1', false],
    ['192.0.2.1, 10.0.0.1', false],
    ['192.0.2', false],
    ['0300.0.2.1', false],
    ['', false],
    [undefined, false],
  ])('takes %s: %s', (address, expected) => {
    expect(whether(condition, { address })).toBe(expected);
  });
});

describe('a condition on an attribute', () => {
  const check = (path: readonly string[], operator: string, value: unknown): Condition =>
    ({ kind: 'attribute', path, operator, value }) as unknown as Condition;
  const request = {
    resource: {
      ...readDoc.resource,
      properties: { owner: 'ann', size: 10, tags: ['a', 'b'], deep: { a: [1, { b: 2 }] } },
    },
    context: { channel: 'web', none: null, also: 'ann', copy: { a: [1, { b: 2 }] } },
  };

  it.each([
    [check(['resource', 'properties', 'owner'], 'equals', 'ann'), true],
    [check(['resource', 'properties', 'owner'], 'equals', 'Ann'), false],
    [check(['resource', 'properties', 'owner'], 'not_equals', 'ben'), true],
    [check(['resource', 'properties', 'owner'], 'not_equals', 7), false],
    [check(['resource', 'properties', 'owner'], 'in', ['ann', 'ben']), true],
    [check(['resource', 'properties', 'owner'], 'in', 'annular'), false],
    [check(['resource', 'properties', 'owner'], 'contains', 'ann'), false],
    [check(['resource', 'properties', 'tags'], 'contains', 'b'), true],
    [check(['resource', 'properties', 'tags'], 'contains', 'c'), false],
    [check(['resource', 'properties', 'size'], 'less', 10), false],
    [check(['resource', 'properties', 'size'], 'less', 11), true],
    [check(['resource', 'properties', 'size'], 'greater', 9), true],
    [check(['resource', 'properties', 'size'], 'greater', '9'), false],
    [check(['resource', 'properties', 'size'], 'equals', '10'), false],
    [check(['resource', 'properties', 'size'], 'equals', 10), true],
    [check(['resource', 'properties', 'owner'], 'less', 'b'), false],
    [check(['context', 'none'], 'equals', null), true],
    [check(['context', 'none'], 'not_equals', 'x'), false],
    [check(['context', 'missing'], 'equals', null), false],
    [check(['context', 'missing'], 'not_equals', 'x'), false],
    [check(['context', 'also'], 'equals', { path: ['subject', 'id'] }), true],
    [check(['context', 'also'], 'equals', { path: ['context', 'missing'] }), false],
    [check(['context', 'copy'], 'equals', { path: ['resource', 'properties', 'deep'] }), true],
    [check(['subject', 'type'], 'equals', 'user'), true],
    [check(['action', 'name'], 'equals', 'read'), true],
    [check(['resource', 'id'], 'equals', 'doc-1'), true],
    [check(['resource', 'properties', 'deep', 'a'], 'contains', { b: 2 }), true],
    [check(['resource', 'owner'], 'equals', 'ann'), false],
    [check(['resource', 'properties', 'tags', 'length'], 'equals', 2), false],
    [check(['resource', 'properties', 'tags', '0'], 'equals', 'a'), false],
    [check(['resource', 'properties', 'owner', 'length'], 'equals', 3), false],
    [check(['context', 'constructor', 'name'], 'equals', 'Object'), false],
    [check(['context', '__proto__'], 'not_equals', 'x'), false],
    [check(['subject', 'properties', 'toString'], 'not_equals', 'x'), false],
  ])('%j: %s', (condition, expected) => {
    expect(whether(condition, request)).toBe(expected);
  });

  it('sees what the store keeps of a subject before what the request says', () => {
    const department = check(['subject', 'properties', 'department'], 'equals', 'hr');
    const says = (value: string) => ({ subject: { ...ann, properties: { department: value } } });
    const kept = (value: string) => ({ ...nobody, properties: { department: value } });
    expect(whether(department, says('hr'))).toBe(true);
    expect(whether(department, says('hr'), kept('it'))).toBe(false);
    expect(whether(department, says('it'), kept('hr'))).toBe(true);
    const nested = check(['subject', 'properties', 'department', 'name'], 'equals', 'hr');
    const smuggled = { subject: { ...ann, properties: { department: { name: 'hr' } } } };
    expect(whether(nested, smuggled, { ...nobody, properties: { department: { floor: 2 } } })).toBe(false);
  });

  it('takes no member that JSON has brought in as a prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"level":9},"constructor":{"prototype":{"level":9}}}');
    expect(whether(check(['context', 'level'], 'equals', 9), { context: hostile })).toBe(false);
    expect(whether(check(['context', 'level'], 'equals', 9), { context: Object.assign({}, hostile) })).toBe(false);
    const kept = { ...nobody, properties: hostile };
    expect(whether(check(['subject', 'properties', 'level'], 'equals', 9), {}, kept)).toBe(false);
  });

  it('compares deep values without exhausting the stack', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const copy = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const condition = check(['context', 'one'], 'equals', { path: ['context', 'two'] });
    expect(whether(condition, { context: { one: deep, two: copy } })).toBe(false);
  });
});
