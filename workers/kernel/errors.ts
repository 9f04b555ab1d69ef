/**
 * The error that features throw and the one answer it becomes. Detail for operators travels in `cause` and goes to the
 * log only; what a caller may read is the catalogue's text or one written here on purpose.
 */
import { ERROR_CATALOGUE, type ErrorBody, type ErrorCode, type ErrorDetails } from '../../shared/errors.ts';
import { sanitiseOr } from './sanitise/sanitise.ts';

interface AppErrorOptions {
  /** Public text in place of the catalogue's. Safe for anyone. */
  readonly message?: string;
  readonly details?: ErrorDetails;
  /** Extra response headers, such as `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What really happened; logged under the request id, never sent. */
  readonly cause?: unknown;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? ERROR_CATALOGUE[code].message, { cause: options.cause });
    this.code = code;
    this.status = ERROR_CATALOGUE[code].status;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }
}

/** Turns anything thrown into an `AppError`; what nobody foresaw is `internal_error` with the original as cause. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal_error', { cause: thrown });
}

/** Renders an error in the one shape. A secret that slipped into its text is hidden. */
export function errorResponse(error: AppError, requestId: string): Response {
  const { message, retryable } = ERROR_CATALOGUE[error.code];
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message === message ? message : sanitiseOr(message, error.message),
      retryable,
      ...(error.details === undefined ? {} : { details: safeDetails(error.details) }),
      request_id: requestId,
    },
  };
  return Response.json(body, { status: error.status, headers: { 'Cache-Control': 'no-store', ...error.headers } });
}

function safeDetails(details: ErrorDetails): ErrorDetails {
  const safe = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? sanitiseOr('', value) : value,
  ]);
  return Object.fromEntries(safe) as ErrorDetails;
}
