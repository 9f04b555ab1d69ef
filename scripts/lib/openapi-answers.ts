/** What operations of the OpenAPI document have in common: the one error shape, and the fields of the rate limits. */
import * as z from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { RouteContract } from '../../shared/contract.ts';
import { ADMIN_TAG } from '../../shared/contracts.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../../shared/errors.ts';

/** Codes that the frame around every route may answer with. */
const FRAME_ERRORS: readonly ErrorCode[] = ['method_not_allowed', 'internal_error', 'unavailable'];
/** Of every route with rate limits. */
const LIMIT_ERRORS: readonly ErrorCode[] = ['rate_limited'];
const BODY_ERRORS: readonly ErrorCode[] = ['bad_request', 'payload_too_large'];
const TYPE_ERROR: ErrorCode = 'unsupported_media_type';
const QUERY_ERRORS: readonly ErrorCode[] = ['bad_request'];
/** What the guard of the operator's routes says to those who may not pass. */
const ADMIN_ERRORS: readonly ErrorCode[] = ['not_found', 'forbidden', 'step_up_required'];

export const LIMIT_HEADERS = {
  'RateLimit-Policy': {
    description: 'The limits of this route (draft-ietf-httpapi-ratelimit-headers-10).',
    schema: { type: 'string' },
    example: '"start";q=1;w=1, "address";q=600;w=60',
  },
  RateLimit: {
    description: 'What is left of them, and seconds until more comes back.',
    schema: { type: 'string' },
    example: '"start";r=0;t=1, "address";r=598;t=31',
  },
} as const;
const RETRY_AFTER = {
  'Retry-After': {
    description: 'Whole seconds after which the request is admitted.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

const errorBody = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(Object.keys(ERROR_CATALOGUE) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      retryable: z.boolean(),
      details: z
        .strictObject({
          pointer: z.string().optional().meta({ description: 'JSON Pointer (RFC 6901) into the request.' }),
          available: z.int().optional(),
          reason: z.string().optional(),
        })
        .optional(),
      request_id: z.string(),
    }),
  })
  .meta({ id: 'Error' });

type Described = Pick<RouteContract, 'errors' | 'limits' | 'request' | 'requestBody' | 'query' | 'tag'>;

/** The answers with errors: of the route, of its guard, its limits, its body, and of the frame around every route. */
export function errorResponses(contract: Described): ZodOpenApiOperationObject['responses'] {
  const { errors, limits, request, requestBody, query } = contract;
  const codes = new Set<ErrorCode>([
    ...errors,
    ...(contract.tag === ADMIN_TAG ? ADMIN_ERRORS : []),
    ...(limits ? LIMIT_ERRORS : []),
    ...FRAME_ERRORS,
    ...(request ? BODY_ERRORS : []),
    ...(request ? [requestBody?.wrongTypeCode ?? TYPE_ERROR] : []),
    ...(query ? QUERY_ERRORS : []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => ERROR_CATALOGUE[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].message}`).join(' '),
        content: { 'application/json': { schema: errorBody } },
        ...(status === ERROR_CATALOGUE.rate_limited.status && { headers: { ...RETRY_AFTER, ...LIMIT_HEADERS } }),
      },
    ]),
  );
}
