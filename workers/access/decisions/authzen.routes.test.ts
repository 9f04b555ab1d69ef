import { beforeAll, describe, expect, it } from 'vitest';
import { EVALUATIONS_MAX } from '../../../shared/authzen.schema.ts';
import {
  TODO_BATCHES,
  TODO_CASES,
  TODO_POLICIES,
  TODO_ROLES,
  TODO_USERS,
  todoFacts,
} from '../../testing/authzen-todo.ts';
import { errorOf } from '../../testing/harness.ts';
import { policiesToken, subjectToken } from '../freshness/revision-token.ts';
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

const SINGLE = '/access/v1/evaluation';
const BATCH = '/access/v1/evaluations';
const build = (scope: string) =>
  decisionApp(scope, (decisions) =>
    authzenEndpoints({
      decisions,
      publicUrl: PUBLIC_URL,
      guard: evaluationGuard(authenticate, isAdmin),
      isAdmin,
      budget: freeBudget,
    }),
  );

let app: DecisionApp;
beforeAll(async () => {
  app = await build('todo');
  await app.freshness.changePolicies(async () => {
    await app.source.writeSet({ roles: TODO_ROLES, policies: TODO_POLICIES });
    for (const user of Object.values(TODO_USERS)) {
      await app.source.writeFacts({ type: 'user', id: user.pid }, todoFacts(user));
    }
  });
});

const post = (path: string, body: unknown, caller: string | undefined = 'service', to = app) =>
  to.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(caller === undefined ? {} : { 'X-API-Key': `rh_${caller}` }) },
    body: JSON.stringify(body),
  });

const morty = { type: 'user', id: TODO_USERS.morty.pid };
const QUESTION = { subject: morty, action: { name: 'can_read_todos' }, resource: { type: 'todo', id: 'todo-1' } };

describe('the Todo application of the interop', () => {
  it('gets every answer of its table, from D1 and from the cache', async () => {
    for (let round = 0; round < 2; round += 1) {
      const answers: unknown[] = [];
      for (const { request } of TODO_CASES) answers.push(await (await post(SINGLE, request)).json());
      expect(answers).toEqual(TODO_CASES.map(({ expected }) => ({ decision: expected })));
    }
    expect(app.source.reads.subject).toBe(Object.keys(TODO_USERS).length);
  });

  it('gets its batches', async () => {
    for (const { user, action, resources, expected } of TODO_BATCHES) {
      const subject = { type: 'user', id: user.pid };
      const evaluations = resources.map((resource) => ({ resource }));
      const response = await post(BATCH, { subject, action: { name: action }, evaluations });
      expect(await response.json()).toEqual({ evaluations: expected.map((decision) => ({ decision })) });
    }
  });
});

describe('the caller', () => {
  it.each([SINGLE, BATCH])('must be known, and be there for this: %s', async (path) => {
    const anonymous = await app.fetch(path, { method: 'POST' });
    expect(anonymous.headers.get('WWW-Authenticate')).toContain('Bearer');
    expect(await errorOf(anonymous)).toMatchObject({ status: 401, code: 'not_signed_in' });
    expect(await errorOf(await post(path, QUESTION, 'nobody'))).toMatchObject({ status: 401, code: 'invalid_token' });
    const other = await post(path, QUESTION, 'other');
    expect(other.headers.get('WWW-Authenticate')).toContain('scope="access:evaluate"');
    expect(await errorOf(other)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await errorOf(await post(path, QUESTION, 'weak'))).toMatchObject({ status: 403 });
    expect((await post(path, QUESTION, 'admin')).status).toBe(200);
  });

  it('learns the reasons only as an administrator', async () => {
    for (const path of [SINGLE, BATCH]) {
      expect(await errorOf(await post(`${path}?explain=1`, QUESTION))).toMatchObject({ status: 403 });
      expect(await errorOf(await post(`${path}?explain=0`, QUESTION, 'admin'))).toMatchObject({ status: 400 });
      const reply = await (await post(`${path}?explain=1`, QUESTION, 'admin')).json();
      expect(reply).toEqual({
        decision: true,
        context: {
          explanation: {
            path: [{ kind: 'role', id: 'editor > viewer', effect: 'allow' }],
            layer: expect.stringMatching(/^(?:memory|kv|truth)$/),
            age_ms: expect.any(Number),
            kept_for_ms: expect.any(Number),
            subject_epoch: { number: expect.any(Number), known_for_ms: expect.any(Number), settled: true },
            policy_revision: { number: expect.any(Number), known_for_ms: expect.any(Number), settled: true },
          },
        },
      });
    }
  });
});

describe('consistency', () => {
  it('is as fresh as the caller asks for', async () => {
    const jerry = { type: 'user', id: TODO_USERS.jerry.pid };
    const [here, elsewhere] = [await build('todo'), await build('todo')];
    const question = { ...QUESTION, subject: jerry };
    const ask = async (options?: object) => {
      const response = await post(SINGLE, { ...question, options }, 'service', elsewhere);
      return (await response.json<{ decision: boolean }>()).decision;
    };
    expect(await ask()).toBe(true);
    const { number } = await here.freshness.changeSubject(jerry, () => here.source.writeFacts(jerry, { roles: [] }));
    expect(await ask()).toBe(true);
    expect(await ask({ at_least_as_fresh: policiesToken(0) })).toBe(true);
    expect(await ask({ at_least_as_fresh: subjectToken(morty, number) })).toBe(true);
    expect(await ask({ at_least_as_fresh: subjectToken(jerry, number) })).toBe(false);
    expect(await ask({ consistency: 'strict' })).toBe(false);
  });

  it.each([
    { consistency: 'weak' },
    { consistency: 1 },
    { at_least_as_fresh: 'rt1.nonsense' },
    { at_least_as_fresh: 'x'.repeat(5000) },
    { evaluations_semantic: 'execute_some' },
  ])('is never less than what was meant: %j is refused', async (options) => {
    for (const path of [SINGLE, BATCH]) {
      expect(await errorOf(await post(path, { ...QUESTION, options }))).toMatchObject({
        status: 400,
        code: 'bad_request',
      });
    }
  });
});

describe('a hostile question', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { in: deep(levels - 1) });
  const wide = Object.fromEntries(Array.from({ length: 600 }, (_, nth) => [`name-${nth}`, nth]));

  it.each<[string, object]>([
    ['deep properties', { ...QUESTION, context: deep(50) }],
    ['wide properties', { ...QUESTION, subject: { ...morty, properties: wide } }],
    ['a list for properties', { ...QUESTION, context: [] }],
    ['an endless text', { ...QUESTION, context: { text: 'x'.repeat(5000) } }],
    ['an endless id', { ...QUESTION, resource: { type: 'todo', id: 'x'.repeat(3000) } }],
    ['an empty id', { ...QUESTION, subject: { type: 'user', id: '' } }],
    ['a line break in a type', { ...QUESTION, subject: { type: 'user\nann', id: 'x' } }],
    ['half a character', { ...QUESTION, subject: { type: 'user', id: '\ud800' } }],
    ['a prototype', JSON.parse(`{"subject":{"type":"user","id":"x","properties":{"__proto__":{"a":1}}}}`) as object],
  ])('is a 400 alone and a denial in a batch: %s', async (_, question) => {
    const response = await post(SINGLE, { ...QUESTION, ...question });
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request' });
    const batch = await post(BATCH, { ...QUESTION, evaluations: [question, {}] });
    expect(await batch.json()).toMatchObject({
      evaluations: [{ decision: false, context: { error: { status: 400 } } }, { decision: true }],
    });
  });

  it('is one of a hundred at most', async () => {
    const evaluations = Array.from({ length: EVALUATIONS_MAX }, () => ({}));
    const full = await post(BATCH, { ...QUESTION, evaluations });
    expect((await full.json<{ evaluations: unknown[] }>()).evaluations).toHaveLength(EVALUATIONS_MAX);
    const over = await post(BATCH, { ...QUESTION, evaluations: [...evaluations, {}] });
    expect(await errorOf(over)).toMatchObject({ status: 400, details: { pointer: '/evaluations' } });
  });
});

describe('while D1 is away', () => {
  it('answers what is kept, denies the rest of a batch retryably, and is unavailable when nothing can be said', async () => {
    const here = await build('todo');
    await post(SINGLE, QUESTION, 'service', here);
    here.source.isDown = true;
    expect(await (await post(SINGLE, QUESTION, 'service', here)).json()).toEqual({ decision: true });
    const stranger = { subject: { type: 'user', id: 'a stranger to every cache' } };
    const batch = await post(BATCH, { ...QUESTION, evaluations: [{}, stranger] }, 'service', here);
    expect(await batch.json()).toEqual({
      evaluations: [
        { decision: true },
        {
          decision: false,
          context: { error: expect.objectContaining({ status: 503, code: 'unavailable', retryable: true }) },
        },
      ],
    });
    for (const [path, body] of [
      [SINGLE, { ...QUESTION, ...stranger }],
      [BATCH, { ...QUESTION, evaluations: [stranger, stranger] }],
    ] as const) {
      const response = await post(path, body, 'service', here);
      expect(response.headers.get('Retry-After')).toBe('1');
      expect(await errorOf(response)).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
    }
  });
});
