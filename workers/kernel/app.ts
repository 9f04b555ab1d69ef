/**
 * The frame around every route: request id, secure headers, CORS, deadline, one error boundary, one report.
 * A feature hands over endpoints and cannot step around any of it.
 */
import { type Handler, Hono } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type * as z from 'zod';
import type { RouteContract, RouteLimits } from '../../shared/contract.ts';
import type { RouteAddress } from '../../shared/routes.ts';
import type { Clock } from './clock.ts';
import type { WaitUntil } from './coalescer.ts';
import { AppError, errorResponse, toAppError } from './errors.ts';
import { readJson, readQuery } from './http.ts';
import { type LimitServices, RequestLimits } from './limits/request-limits.ts';
import type { Log } from './log.ts';
import type { ShippedMetrics } from './metrics/metrics.ts';
import type { Principal } from './principal.ts';
import { reportRequest } from './request-report.ts';

/** A caller gets an answer within this time even when a store hangs. The platform would wait for minutes. */
const DEADLINE_MS = 10_000;
/** After such a wait the caller need not wait much longer. */
const DEADLINE_HEADERS = { 'Retry-After': '1' };
/** A caller's own id: visible ASCII with single blanks inside. */
const REQUEST_ID = /^[!-~](?:[ -~]{0,254}[!-~])?$/;
const CORS_MAX_AGE_SECONDS = 3600;
const REQUEST_HEADERS = ['Content-Type', 'Content-Encoding', 'If-None-Match', 'X-Client-Id', 'Idempotency-Key'];
const EXPOSED_HEADERS = ['ETag', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id'];

export interface RequestContext {
  readonly request: Request;
  readonly requestId: string;
  /** What the path pattern took out of the address. */
  readonly params: Readonly<Record<string, string>>;
  /** For contracts whose limits are charged by the handler. */
  readonly limits: RequestLimits;
  readonly waitUntil: WaitUntil;
  /** Whom the guard let in; undefined on routes without one. */
  readonly principal: Principal | undefined;
}

type Input<Contract extends RouteContract> = Contract['request'] extends z.ZodType
  ? z.output<Contract['request']>
  : Contract['query'] extends z.ZodType
    ? z.output<Contract['query']>
    : undefined;
type Reply<Contract extends RouteContract> = Contract['reply'] extends z.ZodType
  ? Eventually<z.input<Contract['reply']> | Response>
  : Promise<void> | Promise<Response>;
type Eventually<Value> = Promise<Value> | Value;

/** A contract with the code that keeps it: build one with `endpoint`. What is no part of the API has an address alone. */
export interface Endpoint {
  readonly contract: RouteAddress & Pick<RouteContract, 'limits' | 'anyMethod' | 'echoesRequestId' | 'deadlineSeconds'>;
  readonly answer: (context: RequestContext) => Promise<Response>;
  /** Throws before anything else happens; see `endpoint`. */
  readonly guard: Guard | undefined;
}

/** Says who is calling or throws. With `not_found` it hides that there is anything. */
export type Guard = (request: Request, waitUntil: WaitUntil) => Promise<Principal>;

/**
 * Binds a handler to its contract: the body or the query is parsed by the contract's schema before the handler runs, and
 * what the handler returns is sent as JSON unless it already is a response. A contract without a reply is answered 202.
 * Limits of the contract cannot be forgotten: they are charged here, or a handler that should have done so and did not is a
 * fault.
 *
 * @param guard Runs first, also for methods that the path does not take.
 */
export function endpoint<Contract extends RouteContract>(
  contract: Contract,
  handle: (input: Input<Contract>, context: RequestContext) => Reply<Contract>,
  guard?: Guard,
): Endpoint {
  return {
    contract,
    guard,
    answer: async (context) => {
      const limits: RouteLimits | undefined = contract.limits;
      if (limits?.charged === 'first') await context.limits.charge();
      const input = await readInput(context.request, contract);
      const pending: unknown = handle(input as Input<Contract>, context);
      const reply = await pending;
      const response = replyOf(contract, reply);
      if (limits !== undefined && response.ok && !context.limits.isSettled) {
        throw new Error(`${contract.id} has answered without asking its limits`);
      }
      return response;
    },
  };
}

function replyOf({ reply: schema }: RouteContract, reply: unknown): Response {
  if (reply instanceof Response) return reply;
  const headers = { 'Cache-Control': 'no-store' };
  return schema === undefined ? new Response(null, { status: 202, headers }) : Response.json(reply, { headers });
}

async function readInput(request: Request, { request: body, requestBody, query }: RouteContract): Promise<unknown> {
  if (body !== undefined) return await readJson(request, body, requestBody);
  return query === undefined ? undefined : readQuery(request, query);
}

interface AppParts {
  readonly endpoints: readonly Endpoint[];
  readonly corsAllowedOrigins: readonly string[];
  /** Needed as soon as a contract has limits. */
  readonly limits?: LimitServices;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ShippedMetrics;
  /** What a path without an endpoint throws; `not_found` unless the house cannot serve at all. */
  readonly unmatched?: () => AppError;
  readonly deadlineMs?: number;
}

interface Variables {
  requestId: string;
  /** The id that the answer names: ours, or the caller's where the route says so. */
  answeredId: string;
  route: string;
  limits: RequestLimits;
}

export type App = Hono<{ Variables: Variables }>;

/** Builds the application. Once per isolate: nothing of a request lives in it. */
export function createApp(parts: AppParts): App {
  const { clock, log, metrics, deadlineMs = DEADLINE_MS } = parts;
  const app: App = new Hono();

  app.use(async (context, next) => {
    const startedMs = clock.nowMs();
    const requestId = crypto.randomUUID();
    context.set('requestId', requestId);
    context.set('answeredId', requestId);
    context.set('route', 'unmatched');
    await next();
    context.header('X-Request-Id', context.get('answeredId'));
    for (const [name, value] of Object.entries(context.get('limits')?.headers() ?? {})) context.header(name, value);
    reportRequest(log, metrics, {
      requestId,
      method: context.req.method,
      route: context.get('route'),
      status: context.res.status,
      durationMs: Math.max(0, clock.nowMs() - startedMs),
      thrown: context.error,
    });
    metrics.flush((work) => context.executionCtx.waitUntil(work));
  });
  app.use(
    secureHeaders({ crossOriginResourcePolicy: 'cross-origin', contentSecurityPolicy: { defaultSrc: ["'none'"] } }),
  );
  const serve = ({ contract, answer, guard }: Endpoint): Handler<{ Variables: Variables }> => {
    const { path, limits: { policies = [] } = {}, deadlineSeconds } = contract;
    const withinMs = deadlineSeconds === undefined ? deadlineMs : deadlineSeconds * 1000;
    if (policies.length > 0 && parts.limits === undefined) throw new Error(`${path} needs a limiter`);
    return async (context) => {
      const { executionCtx } = context;
      const request = context.req.raw;
      const waitUntil = (pending: Promise<unknown>) => executionCtx.waitUntil(pending);
      if (contract.echoesRequestId) context.set('answeredId', callersRequestId(request) ?? context.get('requestId'));
      // A guard asks stores as well: it has no more time than what it guards.
      const work = async () => {
        const principal = await guard?.(request, waitUntil);
        context.set('route', path);
        const limits = new RequestLimits({ services: parts.limits, policies, request, waitUntil });
        context.set('limits', limits);
        const requestId = context.get('requestId');
        return await answer({ request, requestId, params: context.req.param(), limits, waitUntil, principal });
      };
      return await withDeadline(work(), withinMs);
    };
  };

  // Before CORS: there a preflight would be answered 204, which a proxy takes for a yes.
  const [doors, routes] = [true, false].map((isDoor) =>
    parts.endpoints.filter(({ contract }) => (contract.anyMethod ?? false) === isDoor),
  ) as [Endpoint[], Endpoint[]];
  for (const door of doors) app.all(door.contract.path, serve(door));
  app.use(
    cors({
      origin: (origin) => (parts.corsAllowedOrigins.includes(origin) ? origin : null),
      allowMethods: ['GET', 'POST'],
      allowHeaders: REQUEST_HEADERS,
      exposeHeaders: EXPOSED_HEADERS,
      maxAge: CORS_MAX_AGE_SECONDS,
    }),
  );
  app.onError((thrown, context) => errorResponse(toAppError(thrown), context.get('requestId')));

  for (const [path, endpoints] of groupByPath(routes)) {
    for (const item of endpoints) app.on(item.contract.method, path, serve(item));
    const allow = endpoints.flatMap(({ contract }) =>
      contract.method === 'GET' ? ['GET', 'HEAD'] : [contract.method],
    );
    app.all(path, async (context) => {
      const waitUntil = (pending: Promise<unknown>) => context.executionCtx.waitUntil(pending);
      const guarded = async () => {
        for (const { guard } of endpoints) await guard?.(context.req.raw, waitUntil);
      };
      await withDeadline(guarded(), deadlineMs);
      context.set('route', path);
      throw new AppError('method_not_allowed', { headers: { Allow: allow.join(', ') } });
    });
  }
  app.all('*', () => {
    throw parts.unmatched?.() ?? new AppError('not_found');
  });
  return app;
}

/** @throws AppError `bad_request` for an id that we would not send back as it came. */
function callersRequestId(request: Request): string | undefined {
  const id = request.headers.get('X-Request-ID');
  if (id === null || REQUEST_ID.test(id)) return id ?? undefined;
  throw new AppError('bad_request', { message: 'The X-Request-ID is not up to 256 visible characters.' });
}

function groupByPath(endpoints: readonly Endpoint[]): Map<string, Endpoint[]> {
  const byPath = new Map<string, Endpoint[]>();
  for (const item of endpoints) byPath.set(item.contract.path, [...(byPath.get(item.contract.path) ?? []), item]);
  return byPath;
}

async function withDeadline<Value>(work: Promise<Value>, deadlineMs: number): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cause = `no answer within ${deadlineMs} ms`;
  const expire = () => reject(new AppError('unavailable', { headers: DEADLINE_HEADERS, cause }));
  const timer = setTimeout(expire, deadlineMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
