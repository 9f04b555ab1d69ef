/** The decision routes over the real stores, with credentials that name a caller. */
import { env } from 'cloudflare:workers';
import { createApp, type Endpoint } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { UNLIMITED } from '../../kernel/limits/decision.ts';
import type { LimitServices } from '../../kernel/limits/request-limits.ts';
import { createLog } from '../../kernel/log.ts';
import type { Principal } from '../../kernel/principal.ts';
import { callerOf, type TestClock, type TestHouse, testClock } from '../../testing/harness.ts';
import { type Authenticate, composeAuthenticate } from '../authenticator.ts';
import { DecisionService } from '../decisions/decisions.service.ts';
import { Freshness } from '../freshness/freshness.ts';
import { type Counting, countingMetrics } from './counting-metrics.ts';
import { d1Source, type TestSource } from './d1-source.ts';
import { type WilfulKv, wilfulKv } from './kv.ts';

export interface DecisionApp extends TestHouse {
  readonly source: TestSource;
  readonly freshness: Freshness;
  readonly service: DecisionService;
  readonly kv: WilfulKv;
  readonly metrics: Counting;
}

export const PUBLIC_URL = 'https://roundhouse.test';

/** Callers that tests know. */
export const CALLERS: Readonly<Record<string, Principal>> = {
  service: callerWith('service', ['access:evaluate']),
  other: callerWith('other', ['zaim:read']),
  admin: { ...callerWith('admin', []), roles: ['admin'], hasSecondFactor: true },
  weak: { ...callerWith('weak', []), roles: ['admin'] },
  proxy: callerWith('proxy', ['access:forward-auth']),
  ann: { ...callerWith('ann', ['b', 'a']), subject: { type: 'user', id: 'ann' }, roles: ['reader'] },
  zoe: { ...callerWith('zoe', []), subject: { type: 'user', id: 'zoë, 100%' }, roles: [] },
};

function callerWith(id: string, scopes: readonly string[]): Principal {
  return { subject: { type: 'service', id }, credential: 'api-key', roles: [], scopes, hasSecondFactor: false };
}

/** Credentials of the tests: `rh_<name>` as API key, `session=<name>` as cookie. */
export const authenticate: Authenticate = composeAuthenticate({
  apiKey: async (key) => {
    const caller = CALLERS[key.slice('rh_'.length)];
    if (caller === undefined) throw new AppError('invalid_token');
    return caller;
  },
  session: async (request) => {
    const caller = CALLERS[/session=(\w+)/.exec(request.headers.get('Cookie') ?? '')?.[1] ?? ''];
    return caller && { ...caller, credential: 'session', scopes: [] };
  },
});

export const isAdmin = async ({ roles, hasSecondFactor }: Principal) => roles.includes('admin') && hasSecondFactor;

/** For tests that are not about limits: the budget of decisions is settled by the handler, and nothing else is asked. */
export const freeBudget = { take: async () => UNLIMITED };
export const uncounted: LimitServices = {
  limiter: { check: () => Promise.reject(new Error('no limits in this test')) },
  callers: { callerOf: () => Promise.reject(new Error('no limits in this test')) },
};

/** @param scope Keeps the rules of one test file apart; @param endpointsOf What is served. */
export async function decisionApp(
  scope: string,
  endpointsOf: (service: DecisionService, freshness: Freshness) => readonly Endpoint[],
  clock: TestClock = testClock(),
): Promise<DecisionApp> {
  const log = createLog('silent');
  const metrics = countingMetrics();
  const kv = wilfulKv(env.ACCESS_CACHE);
  const source = await d1Source(scope);
  const { ACCESS_SUBJECTS: subjects, ACCESS_POLICIES: policies } = env;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const service = new DecisionService({
    source,
    freshness,
    kv: kv.namespace,
    isCaching: true,
    clock,
    metrics,
    log,
  });
  const app = createApp({
    endpoints: endpointsOf(service, freshness),
    limits: uncounted,
    corsAllowedOrigins: [],
    clock,
    log,
    metrics,
  });
  return { ...callerOf(app, clock), source, freshness, service, kv, metrics };
}
