/** The routes of external gateways. The earlier console had the same addresses and names of fields. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  gatewayHealthReply,
  gatewaysReply,
  gatewayView,
  registerGatewayRequest,
  removedGatewayReply,
} from './gateways.schema.ts';

export const listGatewaysContract = {
  method: 'GET',
  path: '/api/gateways',
  id: 'listGateways',
  tag: 'console',
  summary: apiText('Your external gateways and how well they are'),
  reply: gatewaysReply,
  limits: CONSOLE_LIMITS,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const registerGatewayContract = {
  method: 'POST',
  path: '/api/gateways',
  id: 'registerGateway',
  tag: 'console',
  summary: apiText('Register an external gateway and check it once'),
  request: registerGatewayRequest,
  reply: gatewayView,
  deadlineSeconds: 20,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'url_refused', 'conflict'],
} as const satisfies RouteContract;

export const gatewayHealthContract = {
  method: 'GET',
  path: '/api/gateways/:id/health',
  id: 'getGatewayHealth',
  tag: 'console',
  summary: apiText('How well a gateway was within the last day'),
  reply: gatewayHealthReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const checkGatewayContract = {
  method: 'POST',
  path: '/api/gateways/:id/check',
  id: 'checkGateway',
  tag: 'console',
  summary: apiText('Check a gateway now'),
  description: apiText('A check of the last five seconds is told in place of a new one.'),
  reply: gatewayHealthReply,
  deadlineSeconds: 20,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const removeGatewayContract = {
  method: 'DELETE',
  path: '/api/gateways/:id',
  id: 'removeGateway',
  tag: 'console',
  summary: apiText('Forget a gateway and its token'),
  reply: removedGatewayReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;
