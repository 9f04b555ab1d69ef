/** What the page of the Zaim accounts asks of the server. A test holds the addresses to the contracts. */
import type { SessionReply } from '../../../shared/auth.schema.ts';
import type { RouteAddress } from '../../../shared/routes.ts';
import type { StatusReply, SummaryReply } from '../../../shared/zaim.schema.ts';
import type { SiteCall } from '../desk/site-call.ts';

export const ZAIM_ADDRESSES = {
  connect: { method: 'GET', path: '/zaim/auth/login' },
  status: { method: 'GET', path: '/zaim/auth/status' },
  summary: { method: 'GET', path: '/zaim/summary' },
  fetch: { method: 'POST', path: '/zaim/fetch' },
  reset: { method: 'POST', path: '/zaim/auth/reset' },
  session: { method: 'GET', path: '/auth/session' },
  /** Open to the same people as Zaim's routes, and there whether or not Zaim is configured. */
  roles: { method: 'GET', path: '/admin/access/roles' },
} as const satisfies Record<string, RouteAddress>;

export type Connection = StatusReply['accounts'][number];
export type Freshness = NonNullable<SummaryReply['freshness']>;
export type Month = NonNullable<SummaryReply['this_month']>;

export function createZaimApi(call: SiteCall) {
  return {
    status: () => call<StatusReply>(ZAIM_ADDRESSES.status),
    summary: (account: string) => call<SummaryReply>(ZAIM_ADDRESSES.summary, { query: { account } }),
    fetchNow: (account: string) => call<{ next_fetch_at: string }>(ZAIM_ADDRESSES.fetch, { body: { account } }),
    disconnect: (account: string) => call<{ done: true }>(ZAIM_ADDRESSES.reset, { body: { account } }),
    visitor: () => call<SessionReply>(ZAIM_ADDRESSES.session),
    /** Fails as Zaim's routes do for everybody but administrators. */
    askAsAdministrator: () => call<unknown>(ZAIM_ADDRESSES.roles),
  };
}

/** Where the browser goes to connect an account: not a call, it comes back to this page in the end. */
export function connectAddress(account: string): string {
  return `${ZAIM_ADDRESSES.connect.path}?${new URLSearchParams({ account })}`;
}
