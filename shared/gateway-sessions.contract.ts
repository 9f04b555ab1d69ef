/** Routes of gateway sessions. Paths and field names of the earlier console are the ones of today. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import * as schema from './gateway-sessions.schema.ts';

const TAG = 'console';
const ONE = '/api/sessions/:session';
const ENGINE_ERRORS = ['upstream_failed'] as const;

export const createSessionContract = {
  method: 'POST',
  path: '/api/sessions',
  id: 'createGatewaySession',
  tag: TAG,
  summary: apiText('Start a gateway on a Docker host, with certificates of its own'),
  description: apiText(
    'Waits until the container runs (201); what takes longer is answered 202 and goes on as the job `job_id`.',
  ),
  request: schema.createSessionRequest,
  reply: schema.gatewaySession,
  replyStatuses: [201, 202],
  deadlineSeconds: 60,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS, 'bad_request', 'conflict', 'secret_refused', 'secret_unresolved'],
} as const satisfies RouteContract;

export const listSessionsContract = {
  method: 'GET',
  path: '/api/sessions',
  id: 'listGatewaySessions',
  tag: TAG,
  summary: apiText('Your gateway sessions, the newest first; ones that are over stay for a week'),
  reply: schema.sessionsReply,
  limits: CONSOLE_LIMITS,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const getSessionContract = {
  method: 'GET',
  path: ONE,
  id: 'getGatewaySession',
  tag: TAG,
  summary: apiText('One of your gateway sessions'),
  reply: schema.gatewaySession,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const endSessionContract = {
  method: 'DELETE',
  path: ONE,
  id: 'endGatewaySession',
  tag: TAG,
  summary: apiText('End a session: its keys are gone at once, its container as soon as its host takes that'),
  query: schema.endSessionQuery,
  reply: schema.gatewaySession,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict'],
} as const satisfies RouteContract;

export const configureSessionContract = {
  method: 'PATCH',
  path: `${ONE}/config`,
  id: 'configureGatewaySession',
  tag: TAG,
  summary: apiText('Change how long commands may run and how much they may say'),
  request: schema.sessionConfigRequest,
  reply: schema.sessionConfigReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict'],
} as const satisfies RouteContract;

export const keepSessionAliveContract = {
  method: 'POST',
  path: `${ONE}/keep-alive`,
  id: 'keepGatewaySessionAlive',
  tag: TAG,
  summary: apiText('Count as use: calls to the gateway itself do not pass through here'),
  reply: schema.gatewaySession,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict'],
} as const satisfies RouteContract;

export const fetchBundleContract = {
  method: 'POST',
  path: `${ONE}/bundle`,
  id: 'fetchGatewaySessionBundle',
  tag: TAG,
  summary: apiText("The session's client certificate, its key and the issuer, as long as the session lives"),
  reply: schema.bundleReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict'],
} as const satisfies RouteContract;

export const execContract = {
  method: 'POST',
  path: `${ONE}/exec`,
  id: 'execInGatewaySession',
  tag: TAG,
  summary: apiText('Run a command in the container of a session'),
  description: apiText(
    'Without `async` the answer comes when the command has ended, and its output is kept nowhere. With it the answer is 202, ' +
      'and the output is kept sealed for ten minutes.',
  ),
  request: schema.execRequest,
  reply: schema.execReply,
  replyStatuses: [200, 202],
  deadlineSeconds: 330,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS, 'bad_request', 'not_found', 'conflict', 'secret_unresolved'],
} as const satisfies RouteContract;

export const execJobContract = {
  method: 'GET',
  path: `${ONE}/jobs/:job`,
  id: 'getGatewaySessionJob',
  tag: TAG,
  summary: apiText('What became of a command that runs as a job'),
  reply: schema.execReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;
