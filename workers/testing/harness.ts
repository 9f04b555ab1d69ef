/**
 * What the tests in workerd share: a clock that stands still, the house over the real local stores, and calls that look
 * like a caller's.
 */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { ErrorBody } from '../../shared/errors.ts';
import type { NextReply, StartReply, StartRequest } from '../../shared/rounds.schema.ts';
import { buildHouse } from '../house.ts';
import type { App } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import { Limiter } from '../kernel/limits/limiter.ts';
import { bareBook, type PolicyBook } from '../kernel/limits/policy-book.ts';
import { createLog } from '../kernel/log.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';

export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** A clock that moves only when told. Starts now, since the stores run on the real clock. */
export function testClock(startMs: number = Date.now()): TestClock {
  let now = startMs;
  return {
    nowMs: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

export interface TestHouse {
  readonly clock: TestClock;
  /**
   * Sends a request and waits for its background work. Each comes from another caller, so that no limit meets it unless
   * the test says who calls (`CF-Connecting-IP`, `X-Client-Id`).
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  start(request?: StartRequest): Promise<StartReply>;
  next(token: string, answer: string): Promise<NextReply>;
}

/** A limiter without shards: for limits that are counted elsewhere. */
export function shardlessLimiter(clock: Clock, book: PolicyBook = bareBook): Limiter {
  const shards = { check: () => Promise.reject(new Error('there are no shards in this test')) };
  return new Limiter({ shards, book, clock, metrics: noMetrics, log: createLog('silent') });
}

type BindingOverrides = Readonly<Record<string, unknown>>;

/** The house over the real local bindings, some of them replaced. */
export async function testHouse(overrides: BindingOverrides = {}, clock: TestClock = testClock()): Promise<TestHouse> {
  const bindings = Object.assign(Object.create(null), env, overrides) as Cloudflare.Env;
  return callerOf(await buildHouse(bindings, clock, 0), clock);
}

/** Calls an application as a client would. */
export function callerOf(app: Pick<App, 'fetch'>, clock: TestClock = testClock()): TestHouse {
  const fetch: TestHouse['fetch'] = async (path, init) => {
    const context = createExecutionContext();
    const request = new Request(`https://roundhouse.test${path}`, init);
    if (!request.headers.has('CF-Connecting-IP')) request.headers.set('CF-Connecting-IP', nextAddress());
    const response = await app.fetch(request, {}, context);
    await waitOnExecutionContext(context);
    return response;
  };
  const post: TestHouse['post'] = (path, body) =>
    fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const requireOk = async <Reply>(response: Response): Promise<Reply> => {
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return await response.json<Reply>();
  };
  return {
    clock,
    fetch,
    post,
    start: async (request = {}) => requireOk<StartReply>(await post('/v1/rounds/start', request)),
    next: async (continuationToken, answer) =>
      requireOk<NextReply>(await post('/v1/rounds/next', { continuationToken, answer })),
  };
}

let callers = 0;

/** An address that no other call of this test file has. */
function nextAddress(): string {
  callers += 1;
  return `2001:db8:${(callers >> 16).toString(16)}:${(callers & 0xffff).toString(16)}::1`;
}

/** The error in an answer. */
export async function errorOf(response: Response): Promise<ErrorBody['error'] & { status: number }> {
  const { error } = await response.json<ErrorBody>();
  return { ...error, status: response.status };
}
