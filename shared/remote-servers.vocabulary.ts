/** Words of remote MCP servers that the Worker and its page agree in. No dependencies. */

/** `registered`: nothing is known against it. `auth_required`: it asks for a sign-in. `error`: the last try failed. */
export const REMOTE_STATUSES = ['registered', 'auth_required', 'authenticated', 'disabled', 'error'] as const;
export type RemoteStatus = (typeof REMOTE_STATUSES)[number];

export const REMOTE_FAULTS = [
  'unreachable',
  'timeout',
  'redirect',
  'too_large',
  'unauthorized',
  'not_mcp',
  'version_not_supported',
  'http_error',
  'session_lost',
  'refused',
  'address_refused',
] as const;
export type RemoteFault = (typeof REMOTE_FAULTS)[number];

/** Why a sign-in to a remote server did not come about: `details.reason`, and the page's address after a callback. */
export const OAUTH_FAULTS = [
  'denied',
  'unknown_state',
  'no_metadata',
  'unsafe_metadata',
  'no_registration',
  'provider_error',
  'provider_unavailable',
] as const;
export type OAuthFault = (typeof OAUTH_FAULTS)[number];
