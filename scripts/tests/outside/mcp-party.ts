/** Plays an MCP server with the official SDK at `/mcp` of an origin. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { PlayedRequest } from '../../../workers/testing/played-page.ts';
import { oauthPartyOf } from './oauth-party.ts';

const METADATA = '/.well-known/oauth-protected-resource';

/** @param login Origin of the server whose tokens it asks for (RFC 9728, RFC 6750); open to everybody without one. */
export async function answerMcp(
  asked: PlayedRequest,
  request: IncomingMessage,
  response: ServerResponse,
  login: string | undefined,
): Promise<void> {
  const { origin, pathname } = new URL(asked.url);
  if (pathname === `${METADATA}/mcp` && login !== undefined) {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(
      JSON.stringify({ resource: `${origin}/mcp`, authorization_servers: [login], scopes_supported: ['tools:read'] }),
    );
    return;
  }
  if (pathname !== '/mcp') return void response.writeHead(404).end();
  const token = /^Bearer (.+)$/.exec(String(asked.headers.authorization))?.[1] ?? '';
  if (login !== undefined && oauthPartyOf(login).resourceOf(token) !== `${origin}/mcp`) {
    response.writeHead(401, { 'WWW-Authenticate': `Bearer resource_metadata="${origin}${METADATA}/mcp"` });
    return void response.end();
  }
  const server = new McpServer({ name: 'played', version: '1.0.0' });
  server.registerTool('greet', { description: 'Says hello' }, () => ({ content: [{ type: 'text', text: 'hello' }] }));
  const transport = new StreamableHTTPServerTransport({});
  response.on('close', () => void transport.close());
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response, asked.body === '' ? undefined : JSON.parse(asked.body));
}
