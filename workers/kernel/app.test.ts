import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { RouteContract } from '../../shared/contract.ts';
import { callerOf, errorOf, testClock } from '../testing/harness.ts';
import { createApp, type Endpoint, endpoint } from './app.ts';
import { AppError } from './errors.ts';
import { createLog } from './log.ts';
import { noMetrics } from './metrics/metrics.ts';
import type { Principal } from './principal.ts';

const contract = {
  method: 'GET',
  path: '/thing',
  id: 'thing',
  tag: 'test',
  summary: '',
  reply: z.strictObject({ ok: z.boolean() }),
  errors: [],
} as const satisfies RouteContract;

function appWith(thing: Endpoint, deadlineMs = 10_000) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', (_, line) => lines.push(JSON.parse(line)));
  const clock = testClock();
  const app = createApp({ endpoints: [thing], corsAllowedOrigins: [], clock, log, metrics: noMetrics, deadlineMs });
  return { lines, caller: callerOf(app, clock) };
}

describe('the error boundary', () => {
  it('tells nothing of what nobody foresaw, and logs it under the request id', async () => {
    const { caller, lines } = appWith(
      endpoint(contract, () => {
        throw new TypeError('the password is hunter2', { cause: new Error('deep') });
      }),
    );
    const error = await errorOf(await caller.fetch('/thing'));
    expect(error).toMatchObject({ status: 500, code: 'internal_error', message: 'Something went wrong on our side.' });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        event: 'request',
        route: '/thing',
        status: 500,
        request_id: error.request_id,
        cause: 'TypeError: the password is hunter2 <- Error: deep',
      }),
    ]);
  });

  it('answers a foreseen error with its code, details and headers', async () => {
    const { caller } = appWith(
      endpoint(contract, () => {
        throw new AppError('rate_limited', { headers: { 'Retry-After': '7' }, details: { pointer: '/x' } });
      }),
    );
    const response = await caller.fetch('/thing');
    expect(response.headers.get('Retry-After')).toBe('7');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await errorOf(response)).toMatchObject({ status: 429, retryable: true, details: { pointer: '/x' } });
  });

  it('answers unavailable when a handler hangs', async () => {
    const { caller } = appWith(
      endpoint(contract, () => new Promise<never>(() => undefined)),
      20,
    );
    expect(await errorOf(await caller.fetch('/thing'))).toMatchObject({
      status: 503,
      code: 'unavailable',
      retryable: true,
    });
  });
});

describe('a contract with limits', () => {
  const limited = { ...contract, limits: { policies: ['start'], charged: 'by-handler' } } as const;
  const admitted = {
    admitted: true,
    states: [{ policy: 'start', limit: 1, windowSeconds: 1, remaining: 0, renewSeconds: 1 }],
    retryAfterSeconds: 0,
  } as const;
  const keys = { callerOf: () => Promise.reject(new Error('unused')) };
  const parts = { corsAllowedOrigins: [], clock: testClock(), log: createLog('silent'), metrics: noMetrics };
  const services = { limiter: { check: () => Promise.reject(new Error('unused')) }, callers: keys };
  const fetchThing = (thing: Endpoint) =>
    callerOf(createApp({ ...parts, endpoints: [thing], limits: services })).fetch('/thing');

  it('needs a limiter before anything is served', () => {
    const thing = endpoint(limited, () => ({ ok: true }));
    expect(() => createApp({ ...parts, endpoints: [thing] })).toThrow('thing needs a limiter');
  });

  it('answers nothing when its handler has forgotten them', async () => {
    const response = await fetchThing(endpoint(limited, () => ({ ok: true })));
    expect(await errorOf(response)).toMatchObject({ status: 500, code: 'internal_error' });
  });

  it('tells what is left on an answer and on an error alike', async () => {
    const answers = [
      endpoint(limited, (_, { limits }) => {
        limits.settle(admitted);
        return { ok: true };
      }),
      endpoint(limited, (_, { limits }) => {
        limits.settle(admitted);
        throw new AppError('already_answered');
      }),
    ];
    for (const thing of answers) expect((await fetchThing(thing)).headers.get('RateLimit')).toBe('"start";r=0;t=1');
  });
});

describe('a guarded endpoint', () => {
  it('answers within the deadline although its guard hangs, whatever the method', async () => {
    const hanging = () => Promise.withResolvers<never>().promise;
    const { caller } = appWith(
      endpoint(contract, () => ({ ok: true }), hanging),
      5,
    );
    for (const method of ['GET', 'POST']) {
      const late = await errorOf(await caller.fetch('/thing', { method }));
      expect(late).toMatchObject({ status: 503, code: 'unavailable' });
    }
  });

  it('is byte for byte not there, whatever the method, until its guard lets a request pass', async () => {
    const caller: Principal = {
      subject: { type: 'user', id: 'ann' },
      credential: 'session',
      roles: [],
      scopes: [],
      hasSecondFactor: false,
    };
    const guard = async (request: Request) => {
      if (request.headers.get('Authorization') !== 'Bearer yes') throw new AppError('not_found');
      return caller;
    };
    const { caller: client, lines } = appWith(endpoint(contract, () => ({ ok: true }), guard));
    const seen = async (path: string, method: string) => {
      const response = await client.fetch(path, { method });
      const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
      return { status: response.status, headers, text: (await response.text()).replace(/"request_id":"[^"]+"/, '') };
    };
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']) {
      expect(await seen('/thing', method)).toEqual(await seen('/nothing', method));
    }
    expect(new Set(lines.map(({ route }) => route))).toEqual(new Set(['unmatched']));
    const init = { headers: { Authorization: 'Bearer yes' } };
    expect((await client.fetch('/thing', init)).status).toBe(200);
    expect((await client.fetch('/thing', { ...init, method: 'PUT' })).status).toBe(405);
  });
});

describe('the access log', () => {
  it('writes one line for each request, with the pattern of the route and not the address', async () => {
    const { caller, lines } = appWith(endpoint(contract, () => ({ ok: true })));
    await caller.fetch('/thing?token=canary');
    await caller.fetch('/canary');
    await caller.fetch('/thing', { method: 'HEAD' });
    expect(lines.map(({ route, status, method }) => [route, status, method])).toEqual([
      ['/thing', 200, 'GET'],
      ['unmatched', 404, 'GET'],
      ['/thing', 200, 'HEAD'],
    ]);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });
});

describe('createLog', () => {
  it('keeps a value from forging a line, and drops what is below the level', () => {
    const written: string[] = [];
    const log = createLog('warn', (_, line) => written.push(line));
    log.info('quiet');
    log.warn('loud', { value: 'a"\n{"level":"error"}' });
    expect(written).toHaveLength(1);
    expect(written[0]?.split('\n')).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toEqual({ level: 'warn', event: 'loud', value: 'a"\n{"level":"error"}' });
  });
});

describe('what the contract says about the frame', () => {
  const ok = () => ({ ok: true });

  it("sends a caller's request id back only where it says so, and keeps its own in errors", async () => {
    const failing = () => {
      throw new AppError('conflict');
    };
    const headers = { 'X-Request-ID': 'of the caller/1' };
    const plain = appWith(endpoint(contract, ok)).caller;
    expect((await plain.fetch('/thing', { headers })).headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    const echoing = { ...contract, echoesRequestId: true };
    const { caller, lines } = appWith(endpoint(echoing, failing));
    const response = await caller.fetch('/thing', { headers });
    expect(response.headers.get('X-Request-Id')).toBe('of the caller/1');
    expect(lines[0]?.request_id).toBe((await errorOf(response)).request_id);
    for (const id of ['x'.repeat(257), '\u00fc']) {
      const refused = await caller.fetch('/thing', { headers: { 'X-Request-ID': id } });
      expect(await errorOf(refused)).toMatchObject({ status: 400, code: 'bad_request' });
    }
  });

  it('takes every method where it says so, and answers a preflight like any other request', async () => {
    const seen: string[] = [];
    const door = { ...contract, path: '/door/*', anyMethod: true } as const;
    const { caller } = appWith(
      endpoint(door, (_, { request }) => {
        seen.push(request.method);
        throw new AppError('forbidden');
      }),
    );
    const methods = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PROPFIND'];
    for (const method of methods) {
      const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'GET' };
      expect((await caller.fetch('/door/x', { method, headers })).status).toBe(403);
    }
    expect(seen).toEqual(methods);
  });
});
