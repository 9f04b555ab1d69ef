/**
 * Typed client of the public API. It sends, reads the one error shape, and nothing else: retry policy belongs to the
 * caller, which gets `retryable` and `retryAfterSeconds` to decide with.
 *
 * Replies are typed by the shared schemas but not parsed again: the server's tests hold every reply against them.
 */
import { ERROR_CATALOGUE, type ErrorCode, type ErrorDetails, isErrorCode } from './errors.ts';
import type {
  AvailabilityReply,
  AvailabilityRequest,
  Manifest,
  NextReply,
  NextRequest,
  ReceiptVerifyReply,
  ReceiptVerifyRequest,
  StartReply,
  StartRequest,
} from './rounds.schema.ts';
import { ROUTES, type RouteAddress } from './routes.ts';

/** `network`: no answer came (offline, refused, timed out). `unreadable`: an answer came that is not ours. */
export type ClientErrorCode = ErrorCode | 'network' | 'unreadable';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ClientErrorCode;
  /** HTTP status, or 0 when no answer came. */
  readonly status: number;
  readonly retryable: boolean;
  /** Seconds to wait before the next try, when the server said so. */
  readonly retryAfterSeconds: number | undefined;
  readonly details: ErrorDetails | undefined;
  readonly requestId: string | undefined;

  constructor(init: {
    code: ClientErrorCode;
    message: string;
    status: number;
    retryable: boolean;
    retryAfterSeconds?: number | undefined;
    details?: ErrorDetails | undefined;
    requestId?: string | undefined;
    cause?: unknown;
  }) {
    super(init.message, { cause: init.cause });
    this.code = init.code;
    this.status = init.status;
    this.retryable = init.retryable;
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.details = init.details;
    this.requestId = init.requestId;
  }
}

export interface ClientOptions {
  /** Origin of the API without a trailing slash; empty for the page's own origin. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  /** Made up at random and kept: tells the rate limits apart from others behind the same address. */
  readonly clientId?: string;
  /** Header fields beside our own, such as a credential. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before a call is given up as `network`. */
  readonly timeoutMs?: number;
}

export type RoundhouseClient = ReturnType<typeof createClient>;

const TIMEOUT_MS = 15_000;

/** Builds a client; one per page or test is enough. */
export function createClient(options: ClientOptions = {}) {
  const call = <Reply>(route: RouteAddress, body?: unknown): Promise<Reply> => callRoute<Reply>(options, route, body);
  return {
    manifest: () => call<Manifest>(ROUTES.manifest),
    availability: (request: AvailabilityRequest) => call<AvailabilityReply>(ROUTES.availability, request),
    start: (request: StartRequest = {}) => call<StartReply>(ROUTES.roundsStart, request),
    next: (request: NextRequest) => call<NextReply>(ROUTES.roundsNext, request),
    verifyReceipt: (request: ReceiptVerifyRequest) => call<ReceiptVerifyReply>(ROUTES.receiptVerify, request),
  };
}

/**
 * Calls a route that answers JSON and that `createClient` does not name.
 *
 * @param route Its path as it goes into the address: parameters filled in, a query behind it.
 * @param body Sent as JSON; none when undefined.
 * @throws ApiError for every answer that is not a success, and when no answer comes.
 */
export async function callRoute<Reply>(options: ClientOptions, route: RouteAddress, body?: unknown): Promise<Reply> {
  const doFetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const init: RequestInit = {
    method: route.method,
    headers: {
      ...options.headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(options.clientId === undefined ? {} : { 'X-Client-Id': options.clientId }),
    },
    signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
  };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  let text: string;
  try {
    response = await doFetch(`${options.baseUrl ?? ''}${route.path}`, init);
    text = await response.text();
  } catch (cause) {
    throw new ApiError({ code: 'network', message: 'No answer from the server.', status: 0, retryable: true, cause });
  }
  const json = parseJson(text);
  if (response.ok && json !== undefined) return json as Reply;
  throw toApiError(response, json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toApiError(response: Response, json: unknown): ApiError {
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const common = {
    status: response.status,
    retryAfterSeconds: Number.isSafeInteger(retryAfter) && retryAfter >= 0 ? retryAfter : undefined,
  };
  const error = member(json, 'error');
  const code = member(error, 'code');
  if (!isErrorCode(code)) {
    const retryable = response.status === 429 || response.status >= 500;
    return new ApiError({ ...common, code: 'unreadable', message: 'The answer could not be read.', retryable });
  }
  const message = member(error, 'message');
  const requestId = member(error, 'request_id');
  return new ApiError({
    ...common,
    code,
    message: typeof message === 'string' ? message : ERROR_CATALOGUE[code].message,
    retryable: ERROR_CATALOGUE[code].retryable,
    details: member(error, 'details') as ErrorDetails | undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  });
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
