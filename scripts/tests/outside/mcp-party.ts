/**
 * Plays an MCP server with the official SDK, for each host `mcp.<name>.outside-played.net`: open to everybody where the name
 * begins with `open`, else for tokens of `login.<name>.outside-played.net` (RFC 9728, RFC 6750).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { PlayedRequest } from '../../../workers/testing/played-page.ts';
import { oauthPartyOf } from './oauth-party.ts';

const METADATA = '/.well-known/oauth-protected-resource';

export async function answerMcp(
  asked: PlayedRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, hostname, pathname } = new URL(asked.url);
  const name = hostname.slice('mcp.'.length);
  const login = `https://login.${name}`;
  if (pathname === `${METADATA}/mcp` && !name.startsWith('open')) {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(
      JSON.stringify({ resource: `${origin}/mcp`, authorization_servers: [login], scopes_supported: ['tools:read'] }),
    );
    return;
  }
  if (pathname !== '/mcp') return void response.writeHead(404).end();
  const token = /^Bearer (.+)$/.exec(String(asked.headers.authorization))?.[1] ?? '';
  if (!name.startsWith('open') && oauthPartyOf(login).resourceOf(token) !== `${origin}/mcp`) {
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
