/**
 * Signed calls to Zaim: every one is bounded, counted and timed, and never repeated here. What Zaim says in words stays
 * out of errors and logs.
 */
import type * as z from 'zod';
import type { FetchFailure } from '../../../shared/zaim.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import { nowSeconds } from '../../kernel/clock.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { type Outbound, OutboundError } from '../../kernel/outbound.ts';
import { authorizationHeader, type OAuthCredentials } from '../oauth1.ts';

export type ZaimEndpoint = 'request' | 'access' | 'verify' | 'money' | 'category' | 'genre' | 'account';

/** Statuses that are told apart in the metrics. */
const STATUSES: ReadonlySet<number> = new Set([200, 400, 401, 403, 404, 429, 500, 502, 503, 504]);
const NONCE_BYTES = 16;

/** Why a call brought nothing. */
export class ZaimCallError extends Error {
  override readonly name = 'ZaimCallError';
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure, cause?: unknown) {
    super(`the call to Zaim failed: ${failure}`, { cause });
    this.failure = failure;
  }
}

interface Services {
  /** Origin of the API. */
  readonly origin: string;
  readonly outbound: Outbound;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

interface Signed extends Services {
  readonly credentials: OAuthCredentials;
  readonly endpoint: ZaimEndpoint;
  readonly method: 'GET' | 'POST';
  readonly path: `/v2/${string}`;
  readonly query?: Readonly<Record<string, string>>;
  /** Protocol parameters beyond the ordinary. */
  readonly extra?: Readonly<Record<string, string>>;
}

/**
 * Makes one signed call.
 *
 * @returns The text of an answer with status 200.
 * @throws ZaimCallError
 */
export async function callZaim(call: Signed): Promise<string> {
  const { origin, outbound, metrics, clock, credentials, endpoint, method } = call;
  const url = new URL(call.path, origin);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  const startedMs = clock.nowMs();
  const counted = (status: string) => {
    metrics.count('zaim_api_requests_total', { endpoint, status });
    const seconds = Math.max(0, clock.nowMs() - startedMs) / 1000;
    metrics.observe('zaim_api_request_duration_seconds', { endpoint }, seconds);
  };
  const header = await authorizationHeader({ method, url: url.href }, credentials, {
    timestamp: nowSeconds(clock),
    nonce: crypto.getRandomValues(new Uint8Array(NONCE_BYTES)).toHex(),
    version: '1.0',
    ...(call.extra && { extra: call.extra }),
  });
  try {
    const response = await outbound(url.href, {
      method,
      headers: { Authorization: header, Accept: 'application/json' },
    });
    counted(STATUSES.has(response.status) ? String(response.status) : 'other');
    if (response.status === 401) throw new ZaimCallError('unauthorized');
    if (response.status !== 200) throw new ZaimCallError('status');
    return strictUtf8(await response.arrayBuffer());
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    counted(error.fault);
    throw new ZaimCallError(error.fault === 'content_type' ? 'malformed' : error.fault, error);
  }
}

interface ApiParts extends Services {
  readonly credentials: OAuthCredentials;
  /** Takes a call out of the budget; false when there is none left. */
  readonly spend: () => boolean;
}

/** The reading side of Zaim for one account. */
export class ZaimApi {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  /** @throws ZaimCallError, also when the reply is not what the schema says. */
  async get<Schema extends z.ZodType>(
    endpoint: ZaimEndpoint,
    path: `/v2/${string}`,
    query: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    if (!this.#parts.spend()) throw new ZaimCallError('budget');
    const text = await callZaim({ ...this.#parts, endpoint, method: 'GET', path, query });
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new ZaimCallError('malformed');
  }
}

/** @throws ZaimCallError */
function strictUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ZaimCallError('malformed');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
