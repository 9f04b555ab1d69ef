/** What the account page asks of the server: one function for each route. A test holds the addresses to the contracts. */
import type { SessionReply, SessionsReply } from '../../../shared/auth.schema.ts';
import type { RouteAddress } from '../../../shared/routes.ts';
import type { SiteCall } from '../desk/site-call.ts';

export const AUTH_ADDRESSES = {
  session: { method: 'GET', path: '/auth/session' },
  sessions: { method: 'GET', path: '/auth/sessions' },
  endSession: { method: 'DELETE', path: '/auth/sessions/:id' },
  endSessions: { method: 'DELETE', path: '/auth/sessions' },
  logout: { method: 'POST', path: '/auth/logout' },
} as const satisfies Record<string, RouteAddress>;

export type SignedIn = Extract<SessionReply, { signed_in: true }>;
export type OwnSession = SessionsReply['sessions'][number];

export function createAccountApi(call: SiteCall) {
  return {
    session: () => call<SessionReply>(AUTH_ADDRESSES.session),
    sessions: async () => (await call<SessionsReply>(AUTH_ADDRESSES.sessions)).sessions,
    endSession: (id: string) => call<unknown>(AUTH_ADDRESSES.endSession, { params: { id } }),
    /** Ends all sessions but the one that asks. */
    endOtherSessions: () => call<{ ended: number }>(AUTH_ADDRESSES.endSessions, { query: { keep: 'current' } }),
    /** Answers where the browser should go. */
    signOut: async () => (await call<{ redirect_to: string }>(AUTH_ADDRESSES.logout)).redirect_to,
  };
}
