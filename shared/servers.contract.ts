/** Servers on Docker hosts. The addresses and fields of the earlier console stand in `containers.contract.ts`. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import { removedReply } from './hosts.schema.ts';
import { jobView } from './jobs.schema.ts';
import {
  installServerRequest,
  logsQuery,
  removeServerQuery,
  serverReply,
  serverSettings,
  serversReply,
  serverView,
} from './servers.schema.ts';

const shared = { tag: 'console', limits: CONSOLE_LIMITS } as const;
const ENGINE_ERRORS = ['not_found', 'conflict', 'upstream_failed', 'url_refused'] as const;
/** Settings hold a hundred variables. */
export const SETTINGS_BODY = { bytesMax: 64 * 1024, gzip: false } as const;
/** Seconds: an install waits for its end unless told otherwise, within what a proxy bears. */
export const INSTALL_DEADLINE_SECONDS = 90;

export const listServersContract = {
  ...shared,
  method: 'GET',
  path: '/api/servers',
  id: 'listServers',
  summary: apiText('Your servers'),
  description: apiText('Within 5 s. Of a host that does not answer, what was last known is told with its age.'),
  reply: serversReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const installServerContract = {
  ...shared,
  method: 'POST',
  path: '/api/servers',
  id: 'installServer',
  summary: apiText('Install a server'),
  description: apiText(
    'Waits for the end; with `async=true`, or when it takes long, the answer is 202 with the job so far.',
  ),
  request: installServerRequest,
  requestBody: SETTINGS_BODY,
  reply: jobView,
  replyStatuses: [201, 202],
  deadlineSeconds: INSTALL_DEADLINE_SECONDS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict', 'secret_refused', 'idempotency_key_reused'],
} as const satisfies RouteContract;

export const getServerContract = {
  ...shared,
  method: 'GET',
  path: '/api/servers/:id',
  id: 'getServer',
  summary: apiText('One server with its settings'),
  reply: serverReply,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const changeServerContract = {
  ...shared,
  method: 'PUT',
  path: '/api/servers/:id',
  id: 'changeServer',
  summary: apiText('Change the settings of a server'),
  description: apiText(
    'Makes its container anew. The one before is kept until the new one runs, and comes back if it does not.',
  ),
  request: serverSettings,
  requestBody: SETTINGS_BODY,
  reply: jobView,
  replyStatuses: [200, 202],
  deadlineSeconds: INSTALL_DEADLINE_SECONDS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict', 'secret_refused', 'idempotency_key_reused'],
} as const satisfies RouteContract;

const action = {
  ...shared,
  method: 'POST',
  reply: serverView,
  deadlineSeconds: 40,
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS],
} as const;

export const startServerContract = {
  ...action,
  path: '/api/servers/:id/start',
  id: 'startServer',
  summary: apiText('Start a server'),
} as const satisfies RouteContract;

export const stopServerContract = {
  ...action,
  path: '/api/servers/:id/stop',
  id: 'stopServer',
  summary: apiText('Stop a server'),
} as const satisfies RouteContract;

export const restartServerContract = {
  ...action,
  path: '/api/servers/:id/restart',
  id: 'restartServer',
  summary: apiText('Restart a server'),
} as const satisfies RouteContract;

export const removeServerContract = {
  ...shared,
  method: 'DELETE',
  path: '/api/servers/:id',
  id: 'removeServer',
  summary: apiText('Remove a server and its container'),
  description: apiText('Named volumes stay on the host.'),
  query: removeServerQuery,
  reply: removedReply,
  deadlineSeconds: 40,
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS],
} as const satisfies RouteContract;

export const serverLogsContract = {
  ...shared,
  method: 'GET',
  path: '/api/servers/:id/logs',
  id: 'readServerLogs',
  summary: apiText('What a server writes'),
  query: logsQuery,
  streams: 'text/event-stream',
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS],
} as const satisfies RouteContract;
