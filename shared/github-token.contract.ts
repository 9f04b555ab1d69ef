/**
 * The GitHub token with which lists of servers are read. The earlier console fetched the token and kept it; here the
 * reference is kept and resolved when it is needed. Its paths and field names stay.
 */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import {
  githubSearchQuery,
  githubSearchReply,
  githubTokenDeleted,
  githubTokenPost,
  githubTokenPut,
  githubTokenReply,
  githubTokenSaved,
} from './github-token.schema.ts';

const tag = 'console';
const limits = CONSOLE_LIMITS;
const deadlineSeconds = 30;

export const githubTokenContract = {
  method: 'GET',
  path: '/api/github-token',
  id: 'getGithubToken',
  tag,
  summary: apiText('Which secret is the GitHub token'),
  reply: githubTokenReply,
  limits,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

/** The same under the address of the earlier console. */
export const githubTokenStatusContract = {
  ...githubTokenContract,
  path: '/api/github-token/status',
  id: 'getGithubTokenStatus',
} as const satisfies RouteContract;

/** The reference must resolve now. */
export const putGithubTokenContract = {
  method: 'PUT',
  path: '/api/github-token',
  id: 'putGithubToken',
  tag,
  summary: apiText('Name the secret that is the GitHub token'),
  request: githubTokenPut,
  reply: githubTokenReply,
  deadlineSeconds,
  limits,
  errors: [...CONSOLE_ERRORS, 'secret_unresolved', 'upstream_failed'],
} as const satisfies RouteContract;

/** The same for a Bitwarden item, as the earlier console took it. */
export const saveGithubTokenContract = {
  ...putGithubTokenContract,
  method: 'POST',
  id: 'saveGithubToken',
  request: githubTokenPost,
  reply: githubTokenSaved,
} as const satisfies RouteContract;

export const deleteGithubTokenContract = {
  method: 'DELETE',
  path: '/api/github-token',
  id: 'deleteGithubToken',
  tag,
  summary: apiText('Use no GitHub token'),
  reply: githubTokenDeleted,
  limits,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const searchGithubTokenContract = {
  method: 'GET',
  path: '/api/github-token/search',
  id: 'searchGithubToken',
  tag,
  summary: apiText('Bitwarden items to choose from'),
  query: githubSearchQuery,
  reply: githubSearchReply,
  deadlineSeconds,
  limits,
  errors: [...CONSOLE_ERRORS, 'secret_unresolved', 'upstream_failed'],
} as const satisfies RouteContract;
