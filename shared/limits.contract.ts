/**
 * The operator's routes of the rate limits. They are not among the public addresses: without the admin token they are not
 * there.
 */
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import {
  doneReply,
  limitCallerRequest,
  limitsReply,
  observedReply,
  override,
  overrideRequest,
  peekReply,
} from './limits.schema.ts';

const tag = 'admin';

export const listLimitsContract = {
  method: 'GET',
  path: '/admin/limits',
  id: 'listLimits',
  tag,
  summary: apiText('The policy table and the overrides'),
  reply: limitsReply,
  errors: [],
} as const satisfies RouteContract;

export const putOverrideContract = {
  method: 'PUT',
  path: '/admin/limits/overrides',
  id: 'putLimitOverride',
  tag,
  summary: apiText('Set an override for everybody or for one caller, in the place of the one before'),
  request: overrideRequest,
  reply: override,
  errors: [],
} as const satisfies RouteContract;

export const deleteOverrideContract = {
  method: 'DELETE',
  path: '/admin/limits/overrides/:id',
  id: 'deleteLimitOverride',
  tag,
  summary: apiText('End an override now'),
  reply: doneReply,
  errors: ['not_found'],
} as const satisfies RouteContract;

export const peekLimitContract = {
  method: 'POST',
  path: '/admin/limits/peek',
  id: 'peekLimit',
  tag,
  summary: apiText('What a caller has left; takes nothing'),
  request: limitCallerRequest,
  reply: peekReply,
  errors: [],
} as const satisfies RouteContract;

export const resetLimitContract = {
  method: 'POST',
  path: '/admin/limits/reset',
  id: 'resetLimit',
  tag,
  summary: apiText('Forget what a caller has taken'),
  request: limitCallerRequest,
  reply: doneReply,
  errors: [],
} as const satisfies RouteContract;

export const observedLimitsContract = {
  method: 'GET',
  path: '/admin/limits/observed',
  id: 'listObservedUse',
  tag,
  summary: apiText('Peak use of callers under policies in shadow mode'),
  reply: observedReply,
  errors: [],
} as const satisfies RouteContract;
