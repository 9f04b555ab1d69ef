/** The decision routes in the whole house, with its own store of policies. */
import '../../testing/migrate.ts';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { WriteReply } from '../../../shared/access-admin.schema.ts';
import { createApp } from '../../kernel/app.ts';
import { createLog } from '../../kernel/log.ts';
import { ADMIN_TOKEN, accessAdmin, onDocs } from '../../testing/access-admin.ts';
import { callerOf, errorOf, testClock, testHouse } from '../../testing/harness.ts';
import { Freshness } from '../freshness/freshness.ts';
import { PolicyStore } from '../policies/policy-store.ts';
import { countingMetrics } from '../testing/counting-metrics.ts';
import { authenticate, freeBudget, isAdmin, PUBLIC_URL, uncounted } from '../testing/decision-app.ts';
import { buildDecisions } from './decisions.ts';
import { evaluationGuard } from './evaluation-guard.ts';

describe('in the house', () => {
  it('decisions are for known callers only, and discovery for everybody', async () => {
    const house = await testHouse({ ADMIN_TOKEN });
    for (const path of ['/access/v1/evaluation', '/access/v1/evaluations']) {
      expect(await errorOf(await house.post(path, {}))).toMatchObject({ status: 401, code: 'not_signed_in' });
    }
    const discovery = await (await house.fetch('/.well-known/authzen-configuration')).json();
    expect(discovery).toMatchObject({ policy_decision_point: env.PUBLIC_URL });
    const named = { 'X-Forwarded-Method': 'GET', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'a.example' };
    const headers = { ...named, 'X-Forwarded-Uri': '/' };
    expect(await errorOf(await house.fetch('/access/v1/forward-auth', { headers }))).toMatchObject({ status: 401 });
    expect(await errorOf(await house.fetch('/admin/cache/stats'))).toMatchObject({ status: 404 });
    const operator = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    expect((await house.fetch('/admin/cache/stats', { headers: operator })).status).toBe(200);
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('ENABLE_AUTH_CACHE=%s is seen', async (ENABLE_AUTH_CACHE, enabled) => {
    const house = await testHouse({ ADMIN_TOKEN, ENABLE_AUTH_CACHE });
    const response = await house.fetch('/admin/cache/stats', { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
    expect(await response.json()).toMatchObject({ enabled });
  });
});

it('a right that is given and taken over the admin API is decided accordingly, at once with the token of the write', async () => {
  const clock = testClock();
  const log = createLog('silent');
  const { ACCESS_SUBJECTS: subjects, ACCESS_POLICIES: policies, ACCESS_CACHE: kv, DB } = env;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const endpoints = buildDecisions({
    source: new PolicyStore(DB),
    limiter: { checkAt: freeBudget.take },
    freshness,
    kv,
    isCaching: true,
    clock,
    metrics: countingMetrics(),
    log,
    publicUrl: PUBLIC_URL,
    authenticate,
    isAdmin,
    evaluators: evaluationGuard(authenticate, isAdmin),
    adminGuard: () => Promise.reject(new Error('not in this test')),
  });
  const edge = callerOf(
    createApp({ endpoints, limits: uncounted, corsAllowedOrigins: [], clock, log, metrics: countingMetrics() }),
    clock,
  );
  const ask = async (options?: object) => {
    const question = { subject: { type: 'user', id: 'eve' }, action: { name: 'read' } };
    const response = await edge.fetch('/access/v1/evaluation', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': 'rh_service' },
      body: JSON.stringify({ ...question, resource: { type: 'doc', id: '1' }, options }),
    });
    return (await response.json<{ decision: boolean }>()).decision;
  };
  const { ok } = await accessAdmin();
  const grant = async (method: string, body?: object) => {
    const { revision_token: token } = await ok<WriteReply>(method, '/subjects/user/eve/grants/one-file', body);
    return token;
  };
  expect(await ask()).toBe(false);
  const given = await grant('PUT', { permission: onDocs('read') });
  expect(await ask()).toBe(false);
  expect(await ask({ at_least_as_fresh: given })).toBe(true);
  expect(await ask()).toBe(true);
  const taken = await grant('DELETE');
  expect(await ask()).toBe(true);
  expect(await ask({ at_least_as_fresh: taken })).toBe(false);
  expect(await ask({ consistency: 'strict' })).toBe(false);
});
