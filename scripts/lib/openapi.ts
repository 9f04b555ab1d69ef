/** The OpenAPI document, made from the same contracts that the Worker serves. */

import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { RouteContract } from '../../shared/contract.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../../shared/errors.ts';
import { healthContract } from '../../shared/health.contract.ts';
import * as rounds from '../../shared/rounds.contract.ts';
import { telemetryContract } from '../../shared/telemetry.contract.ts';

export const CONTRACTS: readonly RouteContract[] = [...Object.values(rounds), telemetryContract, healthContract];

/** Codes that the frame around every route may answer with. */
const FRAME_ERRORS: readonly ErrorCode[] = ['method_not_allowed', 'internal_error', 'unavailable'];
/** Of every route with rate limits. */
const LIMIT_ERRORS: readonly ErrorCode[] = ['rate_limited'];
const BODY_ERRORS: readonly ErrorCode[] = ['bad_request', 'payload_too_large', 'unsupported_media_type'];

const LIMIT_HEADERS = {
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

/** Builds the OpenAPI 3.1 document. */
export function openapiDocument(version: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const contract of CONTRACTS) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operation(contract) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Roundhouse',
      version,
      description: 'A quiz about video game music. Every step of a round is carried by a signed token.',
    },
    servers: [{ url: '/' }],
    paths,
  });
}

function operation(contract: RouteContract): ZodOpenApiOperationObject {
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
  const headers = contract.limits && { headers: LIMIT_HEADERS };
  return {
    operationId: contract.id,
    tags: [contract.tag],
    summary: contract.summary,
    ...(contract.description && { description: contract.description }),
    ...(contract.request && { requestBody: { required: true, content: json(contract.request) } }),
    responses: {
      ...(contract.reply
        ? { 200: { description: 'Done', content: json(contract.reply), ...headers } }
        : { 202: { description: 'Taken. The answer has no body.', ...headers } }),
      ...(contract.conditional && { 304: { description: 'The caller has this already (`If-None-Match`).' } }),
      ...errorResponses(contract),
      ...(contract.replyWhenUnavailable &&
        contract.reply && { 503: { description: 'Not ready', content: json(contract.reply) } }),
    },
  };
}

function errorResponses(contract: RouteContract): ZodOpenApiOperationObject['responses'] {
  const codes = [
    ...contract.errors,
    ...(contract.limits ? LIMIT_ERRORS : []),
    ...FRAME_ERRORS,
    ...(contract.request ? BODY_ERRORS : []),
  ];
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
