/**
 * Servers under the addresses and with the fields of the earlier console, for programs that know those: `/containers/…` and
 * `/api/containers/…`. The id of a container is there the id of the server: it stays when the container is made anew.
 */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import {
  containerActionReply,
  containerConfigReply,
  containerRequest,
  containersQuery,
  containersReply,
  installedReply,
} from './containers.schema.ts';
import type { RouteContract } from './contract.ts';
import { INSTALL_DEADLINE_SECONDS, SETTINGS_BODY } from './servers.contract.ts';
import { logsQuery, removeServerQuery } from './servers.schema.ts';

const shared = { tag: 'console', limits: CONSOLE_LIMITS } as const;
const ENGINE_ERRORS = ['not_found', 'conflict', 'upstream_failed', 'url_refused'] as const;

export const listContainersContract = {
  ...shared,
  method: 'GET',
  path: '/api/containers',
  id: 'listContainers',
  summary: apiText('Your servers, in the form of the earlier console'),
  description: apiText('A host that does not answer makes the call fail: an empty list would hide it.'),
  query: containersQuery,
  reply: containersReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;
export const listContainersAlias = {
  ...listContainersContract,
  path: '/containers',
  id: 'listContainersAlias',
} as const satisfies RouteContract;

export const createContainerContract = {
  ...shared,
  method: 'POST',
  path: '/api/containers',
  id: 'createContainer',
  summary: apiText('Install a server, in the form of the earlier console'),
  request: containerRequest,
  requestBody: SETTINGS_BODY,
  reply: installedReply,
  replyStatuses: [201, 202],
  deadlineSeconds: INSTALL_DEADLINE_SECONDS,
  errors: [
    ...CONSOLE_ERRORS,
    ...ENGINE_ERRORS,
    'secret_refused',
    'secret_unresolved',
    'job_timeout',
    'idempotency_key_reused',
  ],
} as const satisfies RouteContract;
export const createContainerAlias = {
  ...createContainerContract,
  path: '/containers',
  id: 'createContainerAlias',
} as const satisfies RouteContract;
export const installContainerContract = {
  ...createContainerContract,
  path: '/api/containers/install',
  id: 'installContainer',
} as const satisfies RouteContract;
export const installContainerAlias = {
  ...createContainerContract,
  path: '/containers/install',
  id: 'installContainerAlias',
} as const satisfies RouteContract;

export const containerConfigContract = {
  ...shared,
  method: 'GET',
  path: '/api/containers/:id/config',
  id: 'getContainerConfig',
  summary: apiText('Settings of a server, in the form of the earlier console'),
  reply: containerConfigReply,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;
export const containerConfigAlias = {
  ...containerConfigContract,
  path: '/containers/:id/config',
  id: 'getContainerConfigAlias',
} as const satisfies RouteContract;

const action = {
  ...shared,
  method: 'POST',
  reply: containerActionReply,
  deadlineSeconds: 40,
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS],
} as const;

export const startContainerContract = {
  ...action,
  path: '/api/containers/:id/start',
  id: 'startContainer',
  summary: apiText('Start a server, in the form of the earlier console'),
} as const satisfies RouteContract;
export const startContainerAlias = {
  ...startContainerContract,
  path: '/containers/:id/start',
  id: 'startContainerAlias',
} as const satisfies RouteContract;
export const stopContainerContract = {
  ...action,
  path: '/api/containers/:id/stop',
  id: 'stopContainer',
  summary: apiText('Stop a server, in the form of the earlier console'),
} as const satisfies RouteContract;
export const stopContainerAlias = {
  ...stopContainerContract,
  path: '/containers/:id/stop',
  id: 'stopContainerAlias',
} as const satisfies RouteContract;
export const restartContainerContract = {
  ...action,
  path: '/api/containers/:id/restart',
  id: 'restartContainer',
  summary: apiText('Restart a server, in the form of the earlier console'),
} as const satisfies RouteContract;
export const restartContainerAlias = {
  ...restartContainerContract,
  path: '/containers/:id/restart',
  id: 'restartContainerAlias',
} as const satisfies RouteContract;

export const deleteContainerContract = {
  ...shared,
  method: 'DELETE',
  path: '/api/containers/:id',
  id: 'deleteContainer',
  summary: apiText('Remove a server, in the form of the earlier console'),
  query: removeServerQuery,
  reply: containerActionReply,
  deadlineSeconds: 40,
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS],
} as const satisfies RouteContract;
export const deleteContainerAlias = {
  ...deleteContainerContract,
  path: '/containers/:id',
  id: 'deleteContainerAlias',
} as const satisfies RouteContract;

export const containerLogsContract = {
  ...shared,
  method: 'GET',
  path: '/api/containers/:id/logs',
  id: 'readContainerLogs',
  summary: apiText('What a server writes, as the earlier console told it'),
  description: apiText(
    'With `Upgrade: websocket` and our own origin each message is a line: `{"timestamp","message","stream"}`. Without, the event stream of `/api/servers/{id}/logs`.',
  ),
  query: logsQuery,
  streams: 'text/event-stream',
  errors: [...CONSOLE_ERRORS, ...ENGINE_ERRORS],
} as const satisfies RouteContract;
export const containerLogsAlias = {
  ...containerLogsContract,
  path: '/containers/:id/logs',
  id: 'readContainerLogsAlias',
} as const satisfies RouteContract;
