/**
 * Sign-in and one's own sessions. `login` and `callback` are walked by a browser and answer redirects: to the provider, to
 * the page that was asked for, or to the account page with `?error=` and one of the `SIGN_IN_FAULTS`, `bad_request`,
 * `rate_limited`, `unavailable` or `internal_error`. Who does not navigate gets the error shape.
 *
 * What changes something needs our own origin (`Origin` or `Sec-Fetch-Site`), else it is `forbidden`.
 */
import { apiText } from './api-text.ts';
import { doneReply, endedReply, endSessionsQuery, sessionReply, sessionsReply, signOutReply } from './auth.schema.ts';
import { AUTH_ROUTES } from './auth.vocabulary.ts';
import type { RouteContract } from './contract.ts';
import type { RouteAddress } from './routes.ts';

type Walked = RouteAddress & Pick<RouteContract, 'limits'>;
const tag = 'auth';

export const loginAddress = {
  ...AUTH_ROUTES.login,
  limits: { policies: ['sign_in'], charged: 'by-handler' },
} as const satisfies Walked;

export const callbackAddress = {
  ...AUTH_ROUTES.callback,
  limits: { policies: ['sign_in'], charged: 'by-handler' },
} as const satisfies Walked;

export const logoutContract = {
  ...AUTH_ROUTES.logout,
  id: 'signOut',
  tag,
  summary: apiText('End this session, and say where to sign out at the provider'),
  reply: signOutReply,
  errors: ['forbidden'],
} as const satisfies RouteContract;

export const sessionContract = {
  ...AUTH_ROUTES.session,
  id: 'getSession',
  tag,
  summary: apiText('Who is signed in'),
  reply: sessionReply,
  errors: [],
} as const satisfies RouteContract;

export const sessionsContract = {
  ...AUTH_ROUTES.sessions,
  id: 'listSessions',
  tag,
  summary: apiText('Own sessions, the one used last first'),
  reply: sessionsReply,
  errors: ['not_signed_in'],
} as const satisfies RouteContract;

export const endSessionContract = {
  ...AUTH_ROUTES.endSession,
  id: 'endSession',
  tag,
  summary: apiText('End one of the own sessions'),
  reply: doneReply,
  errors: ['not_signed_in', 'forbidden', 'not_found'],
} as const satisfies RouteContract;

export const endSessionsContract = {
  ...AUTH_ROUTES.endSessions,
  id: 'endSessions',
  tag,
  summary: apiText('Sign out everywhere'),
  query: endSessionsQuery,
  reply: endedReply,
  errors: ['not_signed_in', 'forbidden', 'bad_request'],
} as const satisfies RouteContract;
