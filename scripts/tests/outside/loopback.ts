/**
 * The MCP server and the authorization server of the outside world on loopback ports of their own, for tests that start the
 * whole house: there no host names can be played.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { PlayedRequest } from '../../../workers/testing/played-page.ts';
import { answerMcp } from './mcp-party.ts';
import { oauthPartyOf } from './oauth-party.ts';
import { textOf } from './request-text.ts';

export interface LoopbackParties {
  /** Its MCP server is at `/mcp`, and it is well at `/healthcheck`. */
  readonly mcp: string;
  readonly login: string;
  close(): Promise<void>;
}

export async function startLoopbackParties(): Promise<LoopbackParties> {
  const login = await listen(async (request, response, origin) => {
    oauthPartyOf(origin).answer(await askedOf(request, origin), response);
  });
  const mcp = await listen(async (request, response, origin) => {
    if (request.url === '/healthcheck') response.end('well');
    else await answerMcp(await askedOf(request, origin), request, response, login.origin);
  });
  return {
    mcp: mcp.origin,
    login: login.origin,
    close: async () => {
      await Promise.all([login.close(), mcp.close()]);
    },
  };
}

async function askedOf(request: IncomingMessage, origin: string): Promise<PlayedRequest> {
  const { method = '', url = '/', headers } = request;
  return { method, url: `${origin}${url}`, headers, body: await textOf(request) };
}

type Answer = (...call: [...Parameters<RequestListener>, origin: string]) => Promise<void>;

async function listen(answer: Answer): Promise<{ readonly origin: string; close(): Promise<void> }> {
  let origin = '';
  const server = createServer((request, response) => {
    answer(request, response, origin).catch(() => response.destroy());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    origin,
    close: async () => {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
