/** What is written down of every request, whatever it was for: one log line, one count, one duration. */
import { type AppError, toAppError } from './errors.ts';
import { describeThrown, type Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';

/** Callers choose the name of a method; as a label only these are kept. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** Pattern of the route, never the address. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** What the handler threw, if it did. */
  readonly thrown: unknown;
}

export function reportRequest(log: Log, metrics: Metrics, request: AnsweredRequest): void {
  const { requestId, method, route, status, durationMs, thrown } = request;
  const error: AppError | undefined = thrown === undefined ? undefined : toAppError(thrown);
  log[error !== undefined && error.status >= 500 ? 'error' : 'info']('request', {
    request_id: requestId,
    method,
    route,
    status,
    duration_ms: durationMs,
    code: error?.code,
    cause: error?.cause === undefined ? undefined : describeThrown(error.cause),
  });
  const known = METHODS.has(method) ? method : 'other';
  metrics.count('http_requests_total', { route, method: known, status: String(status) });
  metrics.observe('api_request_duration_seconds', { route }, durationMs / 1000, requestId);
}
