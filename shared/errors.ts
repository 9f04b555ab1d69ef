/**
 * The one catalogue of error codes that any part of Roundhouse may answer with.
 *
 * A client branches on `code`; status and retryability follow from it, and the public text is safe for anyone to read.
 * This file has no dependencies so that the browser can carry it at no cost.
 */

interface CatalogueEntry {
  /** HTTP status code. */
  readonly status: number;
  /** True when it is worth trying again, with the same request or, for an expired token, with a new round. */
  readonly retryable: boolean;
  /** Default public text; a more precise one may be given where the error is raised. */
  readonly message: string;
}

export const ERROR_CATALOGUE = {
  bad_request: { status: 400, retryable: false, message: 'The request is not valid.' },
  invalid_token: { status: 401, retryable: false, message: 'The token is not valid.' },
  token_expired: { status: 401, retryable: true, message: 'The token has expired. Start a new round.' },
  not_signed_in: { status: 401, retryable: false, message: 'Sign in first.' },
  step_up_required: { status: 401, retryable: false, message: 'Sign in again with a second factor.' },
  url_refused: { status: 400, retryable: false, message: 'This address may not be called from here.' },
  forbidden: { status: 403, retryable: false, message: 'This is not allowed.' },
  not_found: { status: 404, retryable: false, message: 'There is nothing here.' },
  method_not_allowed: { status: 405, retryable: false, message: 'This address does not take this method.' },
  job_timeout: { status: 408, retryable: true, message: 'The work has taken longer than it may.' },
  already_answered: { status: 409, retryable: false, message: 'This question was already answered differently.' },
  conflict: { status: 409, retryable: false, message: 'This does not fit what is there already.' },
  payload_too_large: { status: 413, retryable: false, message: 'The request body is too large.' },
  unsupported_media_type: { status: 415, retryable: false, message: 'Send application/json in UTF-8, not encoded.' },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    message: 'This Idempotency-Key came with another body before.',
  },
  insufficient_inventory: {
    status: 422,
    retryable: false,
    message: 'There are fewer questions for these filters than asked for.',
  },
  secret_refused: { status: 422, retryable: false, message: 'A secret does not belong here: write a reference to it.' },
  secret_unresolved: { status: 422, retryable: false, message: 'A reference to a secret leads nowhere.' },
  rate_limited: { status: 429, retryable: true, message: 'Too many requests. Wait and try again.' },
  internal_error: { status: 500, retryable: true, message: 'Something went wrong on our side.' },
  upstream_failed: { status: 502, retryable: true, message: 'The other side did not answer as it should.' },
  no_questions: { status: 503, retryable: true, message: 'No questions are published.' },
  unavailable: { status: 503, retryable: true, message: 'This is not available for the moment. Try again.' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** What a caller may learn beyond the code. Every member is optional and bounded. */
export interface ErrorDetails {
  /** RFC 6901 JSON Pointer to the member of the request that is wrong. */
  readonly pointer?: string;
  /** Questions that the given filters would allow. */
  readonly available?: number;
  /** Which of several reasons it is, in one word of the route's documentation. */
  readonly reason?: string;
}

/** The one error shape: the body of every answer with status 400 or above. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly retryable: boolean;
    readonly details?: ErrorDetails;
    readonly request_id: string;
  };
}

/** Narrows a text from outside to a code of the catalogue. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CATALOGUE, value);
}
