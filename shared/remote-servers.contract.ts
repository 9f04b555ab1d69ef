/** The routes of remote MCP servers and of signing in to them, under the addresses that the earlier console had. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  connectRemoteServerReply,
  enableRemoteServerRequest,
  oauthCallbackQuery,
  oauthCallbackReply,
  refreshOAuthReply,
  refreshOAuthRequest,
  registerRemoteServerRequest,
  remoteServer,
  remoteServersReply,
  removedRemoteServerReply,
  removeRemoteServerQuery,
  startOAuthReply,
  startOAuthRequest,
  testRemoteServerReply,
} from './remote-servers.schema.ts';

/** Where an authorization server sends the browser back. */
export const OAUTH_CALLBACK_PATH = '/api/oauth/callback';

const common = { tag: 'console', limits: CONSOLE_LIMITS } as const;
const ofOne = [...CONSOLE_ERRORS, 'not_found'] as const;
/** A look at a server takes up to 15 s, and its token may have to be renewed first. */
const TALK_SECONDS = 25;

export const listRemoteServersContract = {
  ...common,
  method: 'GET',
  path: '/api/remote-servers',
  id: 'listRemoteServers',
  summary: apiText('Your remote MCP servers'),
  reply: remoteServersReply,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const registerRemoteServerContract = {
  ...common,
  method: 'POST',
  path: '/api/remote-servers',
  id: 'registerRemoteServer',
  summary: apiText('Register a remote MCP server'),
  request: registerRemoteServerRequest,
  reply: remoteServer,
  replyStatuses: [201],
  errors: [...CONSOLE_ERRORS, 'url_refused', 'conflict'],
} as const satisfies RouteContract;

export const getRemoteServerContract = {
  ...common,
  method: 'GET',
  path: '/api/remote-servers/:id',
  id: 'getRemoteServer',
  summary: apiText('One remote MCP server'),
  reply: remoteServer,
  errors: ofOne,
} as const satisfies RouteContract;

export const enableRemoteServerContract = {
  ...common,
  method: 'POST',
  path: '/api/remote-servers/:id/enable',
  id: 'enableRemoteServer',
  summary: apiText('Use a server again'),
  request: enableRemoteServerRequest,
  reply: remoteServer,
  errors: ofOne,
} as const satisfies RouteContract;

export const disableRemoteServerContract = {
  ...common,
  method: 'POST',
  path: '/api/remote-servers/:id/disable',
  id: 'disableRemoteServer',
  summary: apiText('Keep a server, but do not speak with it'),
  reply: remoteServer,
  errors: ofOne,
} as const satisfies RouteContract;

export const removeRemoteServerContract = {
  ...common,
  method: 'DELETE',
  path: '/api/remote-servers/:id',
  id: 'removeRemoteServer',
  summary: apiText('Forget a server and its credential'),
  query: removeRemoteServerQuery,
  reply: removedRemoteServerReply,
  deadlineSeconds: TALK_SECONDS,
  errors: ofOne,
} as const satisfies RouteContract;

export const connectRemoteServerContract = {
  ...common,
  method: 'POST',
  path: '/api/remote-servers/:id/connect',
  id: 'connectRemoteServer',
  summary: apiText('Speak with a server: what it is and which tools it has'),
  reply: connectRemoteServerReply,
  deadlineSeconds: TALK_SECONDS,
  errors: [...ofOne, 'url_refused', 'conflict', 'upstream_failed'],
} as const satisfies RouteContract;

export const testRemoteServerContract = {
  ...common,
  method: 'POST',
  path: '/api/remote-servers/:id/test',
  id: 'testRemoteServer',
  summary: apiText('Whether a server answers, and takes our credential'),
  reply: testRemoteServerReply,
  deadlineSeconds: TALK_SECONDS,
  errors: ofOne,
} as const satisfies RouteContract;

export const forgetCredentialContract = {
  ...common,
  method: 'POST',
  path: '/api/remote-servers/:id/forget',
  id: 'forgetRemoteCredential',
  summary: apiText('Sign out of a server: its token is revoked where it can be, and forgotten'),
  reply: remoteServer,
  deadlineSeconds: TALK_SECONDS,
  errors: ofOne,
} as const satisfies RouteContract;

export const startOAuthContract = {
  ...common,
  method: 'POST',
  path: '/api/catalog/oauth/initiate',
  id: 'startRemoteSignIn',
  summary: apiText('Begin to sign in to a remote server'),
  description: apiText(
    'Finds the authorization server (RFC 9728, RFC 8414), registers a client where it can (RFC 7591) and answers where to send ' +
      'the browser. PKCE with S256; the verifier stays here.',
  ),
  request: startOAuthRequest,
  reply: startOAuthReply,
  deadlineSeconds: TALK_SECONDS,
  errors: [...ofOne, 'url_refused', 'conflict', 'upstream_failed'],
} as const satisfies RouteContract;

export const startOAuthAliasContract = {
  ...startOAuthContract,
  path: '/api/oauth/start',
  id: 'startRemoteSignInAlias',
} as const satisfies RouteContract;

export const oauthCallbackContract = {
  ...common,
  method: 'GET',
  path: OAUTH_CALLBACK_PATH,
  id: 'finishRemoteSignIn',
  summary: apiText('Where an authorization server sends the browser back'),
  description: apiText(
    'A browser is sent on to the console with the outcome; others get it as JSON. A state counts once, for the session that began.',
  ),
  query: oauthCallbackQuery,
  reply: oauthCallbackReply,
  deadlineSeconds: TALK_SECONDS,
  errors: [...ofOne, 'url_refused', 'conflict', 'upstream_failed'],
} as const satisfies RouteContract;

export const oauthCallbackAliasContract = {
  ...oauthCallbackContract,
  path: '/api/catalog/oauth/callback',
  id: 'finishRemoteSignInAlias',
} as const satisfies RouteContract;

export const oauthCallbackPostContract = {
  ...common,
  method: 'POST',
  path: OAUTH_CALLBACK_PATH,
  id: 'finishRemoteSignInPost',
  summary: apiText('The same for a page that was sent back itself'),
  request: oauthCallbackQuery,
  reply: oauthCallbackReply,
  deadlineSeconds: TALK_SECONDS,
  errors: [...ofOne, 'url_refused', 'conflict', 'upstream_failed'],
} as const satisfies RouteContract;

export const refreshOAuthContract = {
  ...common,
  method: 'POST',
  path: '/api/catalog/oauth/refresh',
  id: 'refreshRemoteCredential',
  summary: apiText('Renew the token of a remote server now'),
  request: refreshOAuthRequest,
  reply: refreshOAuthReply,
  deadlineSeconds: TALK_SECONDS,
  errors: [...ofOne, 'url_refused', 'conflict', 'upstream_failed'],
} as const satisfies RouteContract;
