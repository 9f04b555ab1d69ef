/**
 * A short session with an MCP server over streamable HTTP: it is opened, asked for its lists, and ended. It calls no tool and
 * reads no resource, offers the server nothing (no roots, no sampling), and keeps nothing.
 *
 * The official client was measured first; docs/decisions/0008-mcp-client.md says why this is our own.
 *
 * @see MCP specification 2025-06-18 and 2025-03-26, "Lifecycle" and "Transports"
 */
import { version as clientVersion } from '../../../package.json';
import type {
  InspectedPrompt,
  InspectedResource,
  InspectedServer,
  InspectedTemplate,
  InspectedTool,
} from '../../../shared/inspector.schema.ts';
import { type Exchange, type McpFetch, notify, request } from './exchange.ts';
import { type Listed, listAll } from './lists.ts';
import {
  CLOSE_TIMEOUT_MS,
  EXCHANGE_TIMEOUT_MS,
  PROTOCOL_VERSIONS,
  SESSION_ID_CHARS_MAX,
  SESSION_TIMEOUT_MS,
} from './mcp.constants.ts';
import { McpError } from './mcp-error.ts';
import { initializeResult, isKnownVersion, promptEntry, resourceEntry, templateEntry, toolEntry } from './messages.ts';
import { promptView, resourceView, serverView, templateView, toolView } from './views.ts';

export interface McpAddress {
  /** Where the server takes messages, such as `https://mcp.example.com/mcp`. */
  readonly url: string;
  /** Sent along with every message, such as `Authorization`. Never logged. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface McpSession {
  readonly server: InspectedServer;
  /** All are empty where the server does not say that it has such a thing. */
  tools(): Promise<Listed<InspectedTool>>;
  resources(): Promise<Listed<InspectedResource>>;
  resourceTemplates(): Promise<Listed<InspectedTemplate>>;
  prompts(): Promise<Listed<InspectedPrompt>>;
}

/**
 * Opens a session, does the work and ends the session, whatever the work came to.
 *
 * @param timeoutMs Milliseconds for each request; tests do not wait.
 * @throws McpError; AppError when the address may not be called (`mcpAppError` makes one of either).
 */
export async function withMcpSession<Value>(
  address: McpAddress,
  fetch: McpFetch,
  work: (session: McpSession) => Promise<Value>,
  timeoutMs: number = EXCHANGE_TIMEOUT_MS,
): Promise<Value> {
  const signal = AbortSignal.timeout(SESSION_TIMEOUT_MS);
  const opened = await open({ fetch, url: address.url, headers: address.headers ?? {}, timeoutMs, signal });
  try {
    return await work(opened.session);
  } finally {
    await close(opened.exchange);
  }
}

async function open(first: Exchange): Promise<{ readonly session: McpSession; readonly exchange: Exchange }> {
  let id = 0;
  const nextId = () => {
    id += 1;
    return id;
  };
  const { result, headers } = await request(first, nextId(), 'initialize', {
    protocolVersion: PROTOCOL_VERSIONS[0],
    capabilities: {},
    clientInfo: { name: 'roundhouse', version: clientVersion },
  });
  const parsed = initializeResult.safeParse(result);
  if (!parsed.success) throw new McpError('not_mcp', { cause: parsed.error });
  const told = parsed.data;
  const sessionId = sessionIdIn(headers);
  const exchange: Exchange = {
    ...first,
    headers: {
      ...first.headers,
      ...(sessionId !== undefined && { 'Mcp-Session-Id': sessionId }),
      'MCP-Protocol-Version': told.protocolVersion,
    },
  };
  if (!isKnownVersion(told.protocolVersion)) {
    await close(exchange);
    throw new McpError('version_not_supported');
  }
  await notify(exchange, 'notifications/initialized');
  const ask = async (method: string, params?: object) => (await request(exchange, nextId(), method, params)).result;
  const { tools, resources, prompts } = told.capabilities;
  const none = { entries: [], dropped: 0, is_complete: true } as const;
  const session: McpSession = {
    server: serverView(told),
    tools: async () => (tools ? await listAll(ask, 'tools/list', 'tools', toolEntry, toolView) : none),
    resources: async () =>
      resources ? await listAll(ask, 'resources/list', 'resources', resourceEntry, resourceView) : none,
    resourceTemplates: async () =>
      resources
        ? await listAll(ask, 'resources/templates/list', 'resourceTemplates', templateEntry, templateView)
        : none,
    prompts: async () => (prompts ? await listAll(ask, 'prompts/list', 'prompts', promptEntry, promptView) : none),
  };
  return { session, exchange };
}

/** Visible ASCII, as the specification says: it goes back as a header. */
function sessionIdIn(headers: Headers): string | undefined {
  const id = headers.get('Mcp-Session-Id');
  if (id === null) return undefined;
  if (id.length > SESSION_ID_CHARS_MAX || !/^[!-~]+$/.test(id)) throw new McpError('not_mcp');
  return id;
}

/** A server may say no (405), or be gone: that is no failure of what was asked. */
async function close({ fetch, url, headers }: Exchange): Promise<void> {
  if (!('Mcp-Session-Id' in headers)) return;
  try {
    const response = await fetch(
      url,
      { method: 'DELETE', headers, signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) },
      { timeoutMs: CLOSE_TIMEOUT_MS, bytesMax: 65_536, redirectsMax: 0, stream: true },
    );
    await response.body?.cancel();
  } catch {
    // The server forgets a session by itself.
  }
}
