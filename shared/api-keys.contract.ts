/** The routes of API keys: for their owners under `/auth/keys`, for operators under `/admin/access/keys`. Both are guarded. */

import {
  createKeyForRequest,
  createKeyRequest,
  keysReply,
  listKeysQuery,
  madeKeyReply,
  revokedKeyReply,
  rollKeyRequest,
} from './api-keys.schema.ts';
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';

export const listOwnKeysContract = {
  method: 'GET',
  path: '/auth/keys',
  id: 'listOwnKeys',
  tag: 'keys',
  summary: apiText('Your API keys, without the keys themselves'),
  reply: keysReply,
  errors: ['not_signed_in'],
} as const satisfies RouteContract;

export const createOwnKeyContract = {
  method: 'POST',
  path: '/auth/keys',
  id: 'createOwnKey',
  tag: 'keys',
  summary: apiText('Make an API key; it is shown in this answer only'),
  request: createKeyRequest,
  reply: madeKeyReply,
  errors: ['not_signed_in', 'step_up_required', 'forbidden', 'conflict'],
} as const satisfies RouteContract;

export const rollOwnKeyContract = {
  method: 'POST',
  path: '/auth/keys/:id/roll',
  id: 'rollOwnKey',
  tag: 'keys',
  summary: apiText('Make a key that takes the place of this one, which goes on for a while'),
  request: rollKeyRequest,
  reply: madeKeyReply,
  errors: ['not_signed_in', 'step_up_required', 'forbidden', 'not_found', 'conflict'],
} as const satisfies RouteContract;

export const revokeOwnKeyContract = {
  method: 'DELETE',
  path: '/auth/keys/:id',
  id: 'revokeOwnKey',
  tag: 'keys',
  summary: apiText('End a key now'),
  reply: revokedKeyReply,
  errors: ['not_signed_in', 'forbidden', 'not_found'],
} as const satisfies RouteContract;

export const listKeysContract = {
  method: 'GET',
  path: '/admin/access/keys',
  id: 'listKeys',
  tag: 'admin',
  summary: apiText('All API keys, or those of one owner'),
  query: listKeysQuery,
  reply: keysReply,
  errors: ['bad_request'],
} as const satisfies RouteContract;

export const createKeyContract = {
  method: 'POST',
  path: '/admin/access/keys',
  id: 'createKey',
  tag: 'admin',
  summary: apiText('Make an API key for somebody'),
  request: createKeyForRequest,
  reply: madeKeyReply,
  errors: ['conflict'],
} as const satisfies RouteContract;

export const rollKeyContract = {
  method: 'POST',
  path: '/admin/access/keys/:id/roll',
  id: 'rollKey',
  tag: 'admin',
  summary: apiText('Make a key that takes the place of this one, which goes on for a while'),
  request: rollKeyRequest,
  reply: madeKeyReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const revokeKeyContract = {
  method: 'DELETE',
  path: '/admin/access/keys/:id',
  id: 'revokeKey',
  tag: 'admin',
  summary: apiText('End a key now'),
  reply: revokedKeyReply,
  errors: ['not_found'],
} as const satisfies RouteContract;
