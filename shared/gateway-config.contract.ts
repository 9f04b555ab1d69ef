/** The routes of the gateway settings, under the addresses and with the fields that the earlier console had, and a few more. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  backupReply,
  backupsReply,
  CONFIG_BODY_BYTES_MAX,
  configReply,
  putConfigReply,
  putConfigRequest,
  removedReply,
  restoreRequest,
  validateConfigReply,
  validateConfigRequest,
} from './gateway-config.schema.ts';

const common = { tag: 'console', limits: CONSOLE_LIMITS } as const;
const requestBody = { bytesMax: CONFIG_BODY_BYTES_MAX, gzip: false } as const;

export const getGatewayConfigContract = {
  ...common,
  method: 'GET',
  path: '/api/config/gateway',
  id: 'getGatewayConfig',
  summary: apiText('Your gateway settings'),
  reply: configReply,
  conditional: true,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const putGatewayConfigContract = {
  ...common,
  method: 'PUT',
  path: '/api/config/gateway',
  id: 'putGatewayConfig',
  summary: apiText('Save your gateway settings'),
  description: apiText(
    'With `If-Match` (the `ETag` of what was read) or `if_revision`, settings that somebody else changed meanwhile are not overwritten. A secret is refused with `secret_refused`: write a reference to it, such as `{{ bw:item:field }}`. A value that only looks like a secret may be sent as `{"value": "…", "not_secret": true}`.',
  ),
  request: putConfigRequest,
  requestBody,
  reply: putConfigReply,
  errors: [...CONSOLE_ERRORS, 'conflict', 'secret_refused'],
} as const satisfies RouteContract;

export const validateGatewayConfigContract = {
  ...common,
  method: 'POST',
  path: '/api/config/gateway/validate',
  id: 'validateGatewayConfig',
  summary: apiText('Say what would be wrong with gateway settings, and save nothing'),
  request: validateConfigRequest,
  requestBody,
  reply: validateConfigReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const backupGatewayConfigContract = {
  ...common,
  method: 'POST',
  path: '/api/config/gateway/backup',
  id: 'backUpGatewayConfig',
  summary: apiText('Keep a copy of the saved gateway settings'),
  description: apiText('Twenty are kept; the oldest goes.'),
  reply: backupReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const listGatewayConfigBackupsContract = {
  ...common,
  method: 'GET',
  path: '/api/config/gateway/backups',
  id: 'listGatewayConfigBackups',
  summary: apiText('The copies that are kept, the latest first'),
  reply: backupsReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const getGatewayConfigBackupContract = {
  ...common,
  method: 'GET',
  path: '/api/config/gateway/backups/:id',
  id: 'getGatewayConfigBackup',
  summary: apiText('What a copy holds'),
  reply: configReply,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const restoreGatewayConfigContract = {
  ...common,
  method: 'POST',
  path: '/api/config/gateway/backups/:id/restore',
  id: 'restoreGatewayConfig',
  summary: apiText('Save a copy as the gateway settings'),
  request: restoreRequest,
  reply: putConfigReply,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict', 'secret_refused'],
} as const satisfies RouteContract;

export const deleteGatewayConfigBackupContract = {
  ...common,
  method: 'DELETE',
  path: '/api/config/gateway/backups/:id',
  id: 'deleteGatewayConfigBackup',
  summary: apiText('Forget a copy'),
  reply: removedReply,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;
