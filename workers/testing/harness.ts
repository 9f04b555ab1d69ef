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
  /** Sends a request and waits for its background work. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  start(request?: StartRequest): Promise<StartReply>;
  next(token: string, answer: string): Promise<NextReply>;
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
    const response = await app.fetch(new Request(`https://roundhouse.test${path}`, init), {}, context);
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

/** The error in an answer. */
export async function errorOf(response: Response): Promise<ErrorBody['error'] & { status: number }> {
  const { error } = await response.json<ErrorBody>();
  return { ...error, status: response.status };
}
