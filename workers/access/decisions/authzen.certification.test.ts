/**
 * The certification scenario of the OpenID AuthZEN working group (openid/authzen,
 * certification/authorization-api-1_0-scenario.md): its fixture and its cases at the levels Basic, Batch and Discovery.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttributePath, Condition, Json, Policy } from '../policies/model.ts';
import {
  authenticate,
  type DecisionApp,
  decisionApp,
  freeBudget,
  isAdmin,
  PUBLIC_URL,
} from '../testing/decision-app.ts';
import { authzenEndpoints } from './authzen.routes.ts';
import { evaluationGuard } from './evaluation-guard.ts';

let app: DecisionApp;

const equals = (path: AttributePath, value: Json): Condition => ({
  kind: 'attribute',
  path,
  operator: 'equals',
  value,
});
const rule = (id: string, effect: Policy['effect'], who: string, action: string, conditions: Condition[] = []) => ({
  id,
  effect,
  subjects: [{ type: 'user', id: who }],
  permission: { action, resourceType: 'record', resourceId: '*' },
  conditions,
});
const ARCHIVED = equals(['resource', 'properties', 'status'], 'archived');

beforeAll(async () => {
  app = await decisionApp('certification', (decisions) =>
    authzenEndpoints({
      decisions,
      publicUrl: PUBLIC_URL,
      guard: evaluationGuard(authenticate, isAdmin),
      isAdmin,
      budget: freeBudget,
    }),
  );
  const policies: Policy[] = [
    rule('all-read', 'allow', '*', 'read'),
    rule('alice-writes', 'allow', 'alice', 'write'),
    rule('not-archived', 'deny', 'alice', 'write', [ARCHIVED]),
    rule('admins-write', 'allow', '*', 'write', [equals(['subject', 'properties', 'role'], 'admin'), ARCHIVED]),
    rule('alice-deletes', 'allow', 'alice', 'delete', [equals(['action', 'properties', 'soft'], true)]),
  ];
  await app.freshness.changePolicies(() => app.source.writeSet({ policies }));
});

const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  app.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': 'rh_service', ...headers },
    body,
  });
const evaluation = (body: object, headers = {}) => send('/access/v1/evaluation', JSON.stringify(body), headers);
const evaluations = (body: object) => send('/access/v1/evaluations', JSON.stringify(body));

const alice = { type: 'user', id: 'alice' };
const bob = { type: 'user', id: 'bob' };
const read = { name: 'read' };
const write = { name: 'write' };
const one = { type: 'record', id: 'record-1' };
const two = { type: 'record', id: 'record-2' };
const archived = { ...two, properties: { status: 'archived' } };
const admin = { ...bob, properties: { role: 'admin' } };
const remove = (soft: boolean) => ({ name: 'delete', properties: { soft } });

describe('Basic', () => {
  it.each<[string, object, boolean]>([
    ['rule 1', { subject: alice, action: read, resource: one }, true],
    ['rule 2', { subject: alice, action: write, resource: one }, true],
    ['rule 3', { subject: bob, action: read, resource: one }, true],
    ['rule 4', { subject: bob, action: write, resource: one }, false],
    ['rule 5', { subject: alice, action: write, resource: archived }, false],
    ['rule 6', { subject: admin, action: write, resource: archived }, true],
    ['rule 7', { subject: alice, action: remove(true), resource: one }, true],
    ['rule 8', { subject: alice, action: remove(false), resource: one }, false],
    [
      'context',
      { subject: alice, action: read, resource: one, context: { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' } },
      true,
    ],
    [
      'additional properties',
      {
        subject: { ...alice, properties: { department: 'Sales', role: 'manager' } },
        action: { ...read, properties: { method: 'GET' } },
        resource: { ...one, properties: { status: 'active', owner: 'bob' } },
      },
      true,
    ],
    [
      'unknown fields',
      { subject: { ...alice, extra: 1 }, action: read, resource: one, foo: 'bar', futureField: { nested: true } },
      true,
    ],
  ])('decides %s, the same each time', async (_, request, decision) => {
    for (let nth = 0; nth < 3; nth += 1) {
      const response = await evaluation(request);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/json']);
      expect(await response.json()).toEqual({ decision });
    }
  });

  it.each<[string, object]>([
    ['no subject', { action: read, resource: one }],
    ['no action', { subject: alice, resource: one }],
    ['no resource', { subject: alice, action: read }],
    ['no type of the subject', { subject: { id: 'alice' }, action: read, resource: one }],
    ['no id of the subject', { subject: { type: 'user' }, action: read, resource: one }],
    ['no name of the action', { subject: alice, action: {}, resource: one }],
    ['no type of the resource', { subject: alice, action: read, resource: { id: 'record-1' } }],
    ['no id of the resource', { subject: alice, action: read, resource: { type: 'record' } }],
    ['a text for a subject', { subject: 'alice', action: read, resource: one }],
    ['a number for a name', { subject: alice, action: { name: 123 }, resource: one }],
  ])('refuses %s with 400', async (_, request) => {
    expect((await evaluation(request)).status).toBe(400);
    expect((await evaluations(request)).status).toBe(400);
  });

  it('refuses another type, a body that is not JSON, and none, with 400', async () => {
    const body = JSON.stringify({ subject: alice, action: read, resource: one });
    for (const path of ['/access/v1/evaluation', '/access/v1/evaluations']) {
      expect((await send(path, body, { 'Content-Type': 'text/plain' })).status).toBe(400);
      expect((await send(path, '{')).status).toBe(400);
      expect((await send(path, '')).status).toBe(400);
    }
  });

  it('sends the request id back, and needs none', async () => {
    const request = { subject: alice, action: read, resource: one };
    const id = 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716';
    expect((await evaluation(request, { 'X-Request-ID': id })).headers.get('X-Request-ID')).toBe(id);
    expect((await evaluation({}, { 'X-Request-ID': id })).headers.get('X-Request-ID')).toBe(id);
    expect((await evaluation(request)).status).toBe(200);
  });
});

describe('Batch', () => {
  const decided = (...decisions: boolean[]) => ({ evaluations: decisions.map((decision) => ({ decision })) });

  it.each<[string, object, object]>([
    [
      'defaults for subject and action',
      { subject: alice, action: read, evaluations: [{ resource: one }, { resource: two }] },
      decided(true, true),
    ],
    [
      'the order of the questions',
      { subject: bob, resource: one, evaluations: [{ action: read }, { action: write }] },
      decided(true, false),
    ],
    [
      'properties of each question',
      { subject: alice, action: write, evaluations: [{ resource: one }, { resource: archived }] },
      decided(true, false),
    ],
    [
      'properties of subjects',
      { action: write, resource: archived, evaluations: [{ subject: alice }, { subject: admin }] },
      decided(false, true),
    ],
    [
      'no defaults',
      {
        evaluations: [
          { subject: alice, action: read, resource: one },
          { subject: bob, action: write, resource: one },
        ],
      },
      decided(true, false),
    ],
    [
      'a context of its own',
      {
        subject: alice,
        action: read,
        context: { time: '2025-06-27T18:03-07:00' },
        evaluations: [{ resource: one }, { resource: two, context: { source: 'batch-override' } }],
      },
      decided(true, true),
    ],
    [
      'whole defaults, replaced as a whole',
      {
        subject: alice,
        action: write,
        resource: { ...one, properties: { status: 'active' } },
        evaluations: [{}, { resource: archived }],
      },
      decided(true, false),
    ],
    ['no evaluations', { subject: alice, action: read, resource: one }, { decision: true }],
    ['empty evaluations', { subject: alice, action: read, resource: one, evaluations: [] }, { decision: true }],
  ])('answers %s', async (_, request, expected) => {
    const response = await evaluations(request);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(expected);
  });

  it('denies a question without a resource, and answers the other', async () => {
    const response = await evaluations({
      subject: alice,
      action: read,
      options: { evaluations_semantic: 'execute_all' },
      evaluations: [{ resource: one }, {}],
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      evaluations: [
        { decision: true },
        { decision: false, context: { error: expect.objectContaining({ status: 400, code: 'bad_request' }) } },
      ],
    });
  });

  it.each<[string, boolean[], boolean[]]>([
    ['execute_all', [true, false, true], [true, false, true]],
    ['deny_on_first_deny', [true, false, true], [true, false]],
    ['deny_on_first_deny', [true, true], [true, true]],
    ['permit_on_first_permit', [false, true, false], [false, true]],
    ['permit_on_first_permit', [false, false], [false, false]],
  ])('stops as %s says: %j', async (evaluations_semantic, wanted, expected) => {
    const questions = wanted.map((isAllowed) => ({ action: isAllowed ? read : write }));
    const options = { evaluations_semantic, another_option: 'value' };
    const response = await evaluations({ subject: bob, resource: one, evaluations: questions, options });
    expect(await response.json()).toEqual(decided(...expected));
  });

  it('stops at a question that is wrong where the first denial ends it, and goes on where the first permit does', async () => {
    const questions = [{ action: 7 }, { action: read }];
    const batch = { subject: bob, resource: one, evaluations: questions };
    const answers = async (evaluations_semantic: string) => {
      const response = await evaluations({ ...batch, options: { evaluations_semantic } });
      const reply = await response.json<{ evaluations: { decision: boolean }[] }>();
      return reply.evaluations.map(({ decision }) => decision);
    };
    expect(await answers('deny_on_first_deny')).toEqual([false]);
    expect(await answers('permit_on_first_permit')).toEqual([false, true]);
  });
});

it('Discovery: says where it answers, to anybody', async () => {
  const response = await app.fetch('/.well-known/authzen-configuration');
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toEqual({
    policy_decision_point: PUBLIC_URL,
    access_evaluation_endpoint: `${PUBLIC_URL}/access/v1/evaluation`,
    access_evaluations_endpoint: `${PUBLIC_URL}/access/v1/evaluations`,
  });
});
