/** Looking into a server: what it says it can do. Nothing of it is called. The earlier console's addresses are served too. */
import { apiText } from './api-text.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';
import { capabilitiesReply, inspectorQuery, promptsReply, resourcesReply, toolsReply } from './inspector.schema.ts';

/** Seconds: a session with a server has 15, its end 2 more, and a token that is renewed before it up to 10. */
const INSPECTOR_DEADLINE_SECONDS = 30;

const shared = {
  method: 'GET',
  tag: 'console',
  query: inspectorQuery,
  limits: CONSOLE_LIMITS,
  deadlineSeconds: INSPECTOR_DEADLINE_SECONDS,
  errors: [...CONSOLE_ERRORS, 'not_found', 'conflict', 'url_refused', 'secret_unresolved', 'upstream_failed'],
} as const;

const DESCRIPTION =
  'Opens a session with the server over MCP streamable HTTP, asks, and ends it. `upstream_failed` says in `details.reason` why ' +
  'that did not work, `conflict` that the server does not run, is disabled or speaks no HTTP. A remote server is asked at its own address, whatever `port` and ' +
  '`path` say.';

export const inspectCapabilitiesContract = {
  ...shared,
  path: '/api/inspector/:id/capabilities',
  id: 'inspectCapabilities',
  summary: apiText('What a server says of itself'),
  description: DESCRIPTION,
  reply: capabilitiesReply,
} as const satisfies RouteContract;

export const inspectToolsContract = {
  ...shared,
  path: '/api/inspector/:id/tools',
  id: 'inspectTools',
  summary: apiText('The tools of a server'),
  description: DESCRIPTION,
  reply: toolsReply,
} as const satisfies RouteContract;

export const inspectResourcesContract = {
  ...shared,
  path: '/api/inspector/:id/resources',
  id: 'inspectResources',
  summary: apiText('The resources of a server, and the templates of their addresses'),
  description: DESCRIPTION,
  reply: resourcesReply,
} as const satisfies RouteContract;

export const inspectPromptsContract = {
  ...shared,
  path: '/api/inspector/:id/prompts',
  id: 'inspectPrompts',
  summary: apiText('The prompts of a server'),
  description: DESCRIPTION,
  reply: promptsReply,
} as const satisfies RouteContract;

export const earlierCapabilitiesContract = {
  ...inspectCapabilitiesContract,
  path: '/inspector/:id/capabilities',
  id: 'inspectCapabilitiesEarlier',
} as const satisfies RouteContract;

export const earlierToolsContract = {
  ...inspectToolsContract,
  path: '/inspector/:id/tools',
  id: 'inspectToolsEarlier',
} as const satisfies RouteContract;

export const earlierResourcesContract = {
  ...inspectResourcesContract,
  path: '/inspector/:id/resources',
  id: 'inspectResourcesEarlier',
} as const satisfies RouteContract;

export const earlierPromptsContract = {
  ...inspectPromptsContract,
  path: '/inspector/:id/prompts',
  id: 'inspectPromptsEarlier',
} as const satisfies RouteContract;
