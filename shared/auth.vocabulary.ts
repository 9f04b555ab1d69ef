/** Words of the sign-in that pages and Worker share. No dependencies: the browser carries this file. */
import type { RouteAddress } from './routes.ts';

export const AUTH_ROUTES = {
  /** Walked by a browser: link or go there, with `return_to` and `step_up=1` as needed. */
  login: { method: 'GET', path: '/auth/login' },
  /** Registered with the provider as the redirect URI, behind our own origin. */
  callback: { method: 'GET', path: '/auth/callback' },
  logout: { method: 'POST', path: '/auth/logout' },
  session: { method: 'GET', path: '/auth/session' },
  sessions: { method: 'GET', path: '/auth/sessions' },
  endSession: { method: 'DELETE', path: '/auth/sessions/:id' },
  endSessions: { method: 'DELETE', path: '/auth/sessions' },
} as const satisfies Record<string, RouteAddress>;

/** The page that a person comes back to when a sign-in went wrong, with `?error=<reason>`, and after signing out. */
export const ACCOUNT_PATH = '/account/';

/** Why a sign-in did not come about. In JSON answers this stands in `details.reason`. */
export const SIGN_IN_FAULTS = [
  /** It took too long, was used before, or was never begun here. Begin again. */
  'sign_in_expired',
  /** It was begun in another browser. Begin again in this one. */
  'other_browser',
  /** The person or the provider said no. */
  'denied',
  /** The provider does not answer, or not as a provider should. Try again later. */
  'provider_unavailable',
  /** The provider answered with tokens in the address; only the code flow is taken. An operator must mend this. */
  'implicit_refused',
  /** What the provider said could not be accepted. Begin again; if it stays so, an operator must look into the log. */
  'sign_in_failed',
  /** The provider did not ask the person anew, or not for a second factor. */
  'step_up_failed',
  /** No provider is configured. */
  'not_configured',
] as const;
export type SignInFault = (typeof SIGN_IN_FAULTS)[number];
