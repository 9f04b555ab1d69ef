/** The Docker hosts of a person. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  addHostRequest,
  changeHostRequest,
  hostsReply,
  hostTestReply,
  hostView,
  removedReply,
  removeHostQuery,
} from './hosts.schema.ts';

const shared = { tag: 'console', limits: CONSOLE_LIMITS } as const;

export const listHostsContract = {
  ...shared,
  method: 'GET',
  path: '/api/hosts',
  id: 'listHosts',
  summary: apiText('Your Docker hosts, and whether they answer'),
  reply: hostsReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const addHostContract = {
  ...shared,
  method: 'POST',
  path: '/api/hosts',
  id: 'addHost',
  summary: apiText('Register a Docker host'),
  request: addHostRequest,
  reply: hostView,
  replyStatuses: [201],
  errors: [...CONSOLE_ERRORS, 'url_refused', 'conflict'],
} as const satisfies RouteContract;

export const changeHostContract = {
  ...shared,
  method: 'PATCH',
  path: '/api/hosts/:id',
  id: 'changeHost',
  summary: apiText('Change a Docker host'),
  description: apiText('What opens the host belongs to its address: with another origin it must be given again.'),
  request: changeHostRequest,
  reply: hostView,
  errors: [...CONSOLE_ERRORS, 'url_refused', 'conflict', 'not_found'],
} as const satisfies RouteContract;

export const testHostContract = {
  ...shared,
  method: 'POST',
  path: '/api/hosts/:id/test',
  id: 'testHost',
  summary: apiText('Ask a Docker host who it is'),
  reply: hostTestReply,
  deadlineSeconds: 20,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const removeHostContract = {
  ...shared,
  method: 'DELETE',
  path: '/api/hosts/:id',
  id: 'removeHost',
  summary: apiText('Forget a Docker host'),
  query: removeHostQuery,
  reply: removedReply,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict'],
} as const satisfies RouteContract;
