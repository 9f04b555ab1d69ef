import { beforeEach, describe, expect, it } from 'vitest';
import { WARM_UP_DECISIONS_MAX } from '../../../shared/cache-admin.contract.ts';
import type { Guard } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import { errorOf } from '../../testing/harness.ts';
import { parseRevisionToken } from '../freshness/revision-token.ts';
import { authenticate, CALLERS, type DecisionApp, decisionApp, isAdmin } from '../testing/decision-app.ts';
import { cacheAdminEndpoints } from './cache-admin.routes.ts';

const guard: Guard = async (request, waitUntil) => {
  const principal = await authenticate(request, 'bounded', waitUntil);
  if (principal === undefined || !(await isAdmin(principal))) throw new AppError('not_found');
  return principal;
};
const build = () =>
  decisionApp('cache-admin', (decisions, freshness) => cacheAdminEndpoints(decisions, freshness, guard));

let tests = 0;
let app: DecisionApp;
let subjects: Subject[];
beforeEach(async () => {
  tests += 1;
  app = await build();
  subjects = ['ann', 'ben'].map((name) => ({ type: 'user', id: `${name}/${tests}` }));
  await app.freshness.changePolicies(() => app.source.writeSet({ policies: [] }));
});

const ask = (method: string, path: string, body?: unknown, caller = 'admin') =>
  app.fetch(path, {
    method,
    headers: { 'X-API-Key': `rh_${caller}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const questions = [1, 2, 3].map((nth) => ({ action: 'read', resource_type: 'file', resource_id: String(nth) }));
const layerOf = async (of: DecisionApp, subject: Subject) => {
  const evaluate = of.service.evaluator('strict', () => undefined);
  return (await evaluate({ subject, action: { name: 'read' }, resource: { type: 'file', id: '1' } })).layer;
};
const [ann, ben] = [() => subjects[0] as Subject, () => subjects[1] as Subject];

describe('warming up', () => {
  it('decides once, for this isolate and all others, and says what it found', async () => {
    const reply = await ask('POST', '/admin/cache/warmup', { subjects, questions });
    expect(await reply.json()).toEqual({ decided: 6, found: 0, failed: 0, not_kept: 0 });
    expect(app.source.reads).toEqual({ policies: 1, subject: 2 });
    const again = await ask('POST', '/admin/cache/warmup', { subjects, questions });
    expect(await again.json()).toEqual({ decided: 0, found: 6, failed: 0, not_kept: 0 });
    expect(await layerOf(await build(), ann())).toBe('kv');
  });

  it('goes on when something cannot be decided', async () => {
    app.source.isDown = true;
    const reply = await ask('POST', '/admin/cache/warmup', { subjects, questions });
    expect(await reply.json()).toEqual({ decided: 0, found: 0, failed: 6, not_kept: 0 });
  });

  it('is bounded', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, nth) => ({ id: `many-${nth}` }));
    const asked = Array.from({ length: 11 }, () => questions[0]);
    expect(100 * asked.length).toBeGreaterThan(WARM_UP_DECISIONS_MAX);
    for (const body of [
      { subjects: many(100), questions: asked },
      { subjects: many(101), questions: [questions[0]] },
      { subjects: [], questions },
      { subjects, questions, surprise: 1 },
    ]) {
      expect(await errorOf(await ask('POST', '/admin/cache/warmup', body))).toMatchObject({ code: 'bad_request' });
    }
  });
});

it('forgets one subject everywhere, and no other', async () => {
  const elsewhere = await build();
  await ask('POST', '/admin/cache/warmup', { subjects, questions });
  expect(await layerOf(elsewhere, ann())).toBe('kv');
  const response = await ask('DELETE', `/admin/cache/user/${encodeURIComponent(ann().id)}`);
  const { revision_token: token } = await response.json<{ revision_token: string }>();
  expect(parseRevisionToken(token)?.subject?.subject).toEqual(ann());
  const reads = app.source.reads.subject;
  for (const isolate of [app, elsewhere]) {
    // The second one finds what the first one has decided anew.
    expect(await layerOf(isolate, ann())).toBe(isolate === app ? 'truth' : 'kv');
    expect(await layerOf(isolate, ben())).not.toBe('truth');
  }
  expect(app.source.reads.subject).toBe(reads + 1);
});

it('forgets a subject of another type by its type', async () => {
  const service = { type: 'service', id: ann().id };
  for (const subject of [service, ann()]) expect(await layerOf(app, subject)).toBe('truth');
  await ask('DELETE', `/admin/cache/user/${encodeURIComponent(ann().id)}?type=service`);
  expect(await layerOf(app, service)).toBe('truth');
  expect(await layerOf(app, ann())).toBe('memory');
});

it('forgets everything, everywhere', async () => {
  const elsewhere = await build();
  await ask('POST', '/admin/cache/warmup', { subjects, questions });
  const response = await ask('DELETE', '/admin/cache/all');
  const { revision_token: token } = await response.json<{ revision_token: string }>();
  expect(parseRevisionToken(token)?.policies).toBeGreaterThan(0);
  for (const isolate of [app, elsewhere]) {
    for (const subject of subjects) expect(await layerOf(isolate, subject)).toBe(isolate === app ? 'truth' : 'kv');
  }
});

it('says what this isolate holds', async () => {
  await ask('POST', '/admin/cache/warmup', { subjects, questions });
  expect(await (await ask('GET', '/admin/cache/stats')).json()).toEqual({
    enabled: true,
    freshness_bound_ms: 5000,
    isolate: {
      decisions: 6,
      subjects: 2,
      kv: 'used',
      // A miss for each subject: after that its facts are here.
      last_minute: { lookups: 6, misses: 2, operations: expect.any(Number), errors: 0, slow: expect.any(Number) },
    },
  });
});

it.each([
  ['POST', '/admin/cache/warmup'],
  ['DELETE', '/admin/cache/user/x'],
  ['DELETE', '/admin/cache/all'],
  ['GET', '/admin/cache/stats'],
])('is not there for others: %s %s', async (method, path) => {
  for (const caller of Object.keys(CALLERS).filter((name) => name !== 'admin')) {
    expect(await errorOf(await ask(method, path, undefined, caller))).toMatchObject({ status: 404 });
  }
});
