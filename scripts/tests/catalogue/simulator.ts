/**
 * The registry and GitHub on the loopback address: a real HTTP server with a world of its own for each host name, so that tests
 * do not meet each other. What is in a world, and what it was asked, is under `/_control`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Played } from './answers.ts';
import { answerGithub } from './github.ts';
import { answerRegistry } from './registry.ts';
import { emptyGithub, emptyRegistry, type GithubWorld, type RegistryWorld } from './worlds.ts';

export const HOST_HEADER = 'x-simulated-host';

interface World {
  readonly registry: RegistryWorld;
  readonly github: GithubWorld;
}

export interface CatalogueSimulator {
  readonly origin: string;
  close(): Promise<void>;
}

export async function startCatalogueSimulator(): Promise<CatalogueSimulator> {
  const worlds = new Map<string, World>();
  const server = createServer((request, response) => {
    const host = String(request.headers[HOST_HEADER] ?? request.headers.host);
    const world = worlds.get(host) ?? { registry: emptyRegistry(), github: emptyGithub() };
    worlds.set(host, world);
    serve(world, new URL(request.url ?? '/', `http://${host}`), request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  server.on('connection', (socket) => socket.unref());
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(world: World, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  if (url.pathname.startsWith('/_control/')) {
    const part = url.pathname === '/_control/github' ? world.github : world.registry;
    const told = JSON.stringify(part);
    Object.assign(part, body === '' ? {} : JSON.parse(body));
    return send(response, { status: 200, type: 'application/json', body: told });
  }
  const isGithub = url.pathname.startsWith('/repos/');
  const headers = request.headers as Readonly<Record<string, string | undefined>>;
  send(response, isGithub ? answerGithub(world.github, url, headers) : answerRegistry(world.registry, url));
}

function send(response: ServerResponse, played: Played): void {
  if (played === 'down') {
    response.destroy();
    return;
  }
  response.writeHead(played.status, { 'Content-Type': played.type, ...played.headers });
  response.end(played.body);
}
