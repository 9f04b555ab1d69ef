/**
 * The routes of the Zaim connection. Like the operator's they are not there without a credential, but for the one that Zaim
 * sends the browser back to.
 */
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import { accountQuery, accountRequest, fetchReply, resetReply, statusReply, summaryReply } from './zaim.schema.ts';

const tag = 'zaim';

/** Begins a connection (`?account=`): 302 to Zaim, or to the page `/zaim/` with `?error=`. */
export const connectContract = {
  method: 'GET',
  path: '/zaim/auth/login',
  id: 'connectZaim',
  tag,
  summary: apiText('Begin to connect an account'),
  query: accountQuery,
  redirects: true,
  errors: [],
} as const satisfies RouteContract;

/** The same under the name that the exporter before used in its code. */
export const connectAliasContract = {
  ...connectContract,
  path: '/zaim/auth/start',
  id: 'connectZaimAlias',
} as const satisfies RouteContract;

/** Where Zaim sends the browser back: 302 to the page `/zaim/`; 400 when nobody waits for it. */
export const callbackContract = {
  method: 'GET',
  path: '/zaim/auth/callback',
  id: 'finishZaim',
  tag: 'auth',
  summary: apiText('Where Zaim sends the browser back to'),
  redirects: true,
  errors: ['bad_request'],
} as const satisfies RouteContract;

export const statusContract = {
  method: 'GET',
  path: '/zaim/auth/status',
  id: 'zaimStatus',
  tag,
  summary: apiText('The connected accounts'),
  reply: statusReply,
  errors: [],
} as const satisfies RouteContract;

export const resetContract = {
  method: 'POST',
  path: '/zaim/auth/reset',
  id: 'resetZaim',
  tag,
  summary: apiText('Disconnect an account and forget all that is kept of it'),
  request: accountRequest,
  reply: resetReply,
  errors: [],
} as const satisfies RouteContract;

export const summaryContract = {
  method: 'GET',
  path: '/zaim/summary',
  id: 'zaimSummary',
  tag,
  summary: apiText('Connection, freshness, and this month against the last'),
  query: accountQuery,
  reply: summaryReply,
  errors: [],
} as const satisfies RouteContract;

export const fetchContract = {
  method: 'POST',
  path: '/zaim/fetch',
  id: 'fetchZaim',
  tag,
  summary: apiText('Fetch now instead of at the next turn'),
  request: accountRequest,
  reply: fetchReply,
  errors: ['not_found', 'rate_limited'],
} as const satisfies RouteContract;
