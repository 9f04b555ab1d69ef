/** The routes of the OpenID AuthZEN Authorization API 1.0, for services that let the edge decide. */
import { apiText } from './api-text.ts';
import {
  authzenConfiguration,
  decisionReply,
  EVALUATIONS_BYTES_MAX,
  evaluationRequest,
  evaluationsReply,
  evaluationsRequest,
} from './authzen.schema.ts';
import type { RouteContract } from './contract.ts';

const tag = 'access';
/** One unit for each question. */
const limits = { policies: ['decision'], charged: 'by-handler' } as const;
const errors = ['not_signed_in', 'invalid_token', 'forbidden'] as const;

export const evaluationContract = {
  method: 'POST',
  path: '/access/v1/evaluation',
  id: 'evaluateAccess',
  tag,
  summary: apiText('Ask whether a subject may do something to a resource'),
  description: apiText(
    'OpenID AuthZEN Authorization API 1.0, §6. A denial is a 200 with `"decision": false`; errors are about the question. ' +
      'The caller shows an API key or a token with the scope `access:evaluate`. Unknown members are ignored.',
  ),
  request: evaluationRequest,
  requestBody: { bytesMax: 64 * 1024, gzip: false, wrongTypeCode: 'bad_request' },
  reply: decisionReply,
  errors,
  limits,
  echoesRequestId: true,
} as const satisfies RouteContract;

export const evaluationsContract = {
  method: 'POST',
  path: '/access/v1/evaluations',
  id: 'evaluateAccessInBatch',
  tag,
  summary: apiText('Ask up to 100 such questions at once'),
  description: apiText(
    'OpenID AuthZEN Authorization API 1.0, §7, with all three semantics. A question that is wrong, or that cannot be answered ' +
      'now, is denied and says so in its `context.error`; the others are answered. When none can be answered it is a 503.',
  ),
  request: evaluationsRequest,
  requestBody: { bytesMax: EVALUATIONS_BYTES_MAX, gzip: false, wrongTypeCode: 'bad_request' },
  reply: evaluationsReply,
  errors,
  limits,
  echoesRequestId: true,
} as const satisfies RouteContract;

export const authzenConfigurationContract = {
  method: 'GET',
  path: '/.well-known/authzen-configuration',
  id: 'getAuthzenConfiguration',
  tag,
  summary: apiText('Where the decision point answers'),
  reply: authzenConfiguration,
  errors: [],
  echoesRequestId: true,
} as const satisfies RouteContract;
