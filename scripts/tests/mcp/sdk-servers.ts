/**
 * Real MCP servers on the loopback address, made with the official SDK: with and without sessions, answering with JSON or
 * with streams of events. The official example server runs as a process of its own.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as z from 'zod';

export interface RunningServer {
  /** Where it takes messages. */
  readonly url: string;
  close(): Promise<void>;
}

interface Mode {
  readonly hasSessions: boolean;
  readonly isJson: boolean;
}

/** Counts what a server saw, for tests that ask whether a session was ended. */
export interface SeenByServer {
  sessions: number;
  ended: number;
}

export async function startSdkServer(mode: Mode): Promise<RunningServer & { readonly seen: SeenByServer }> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const seen: SeenByServer = { sessions: 0, ended: 0 };
  const server = createServer((request, response) => {
    serve(request, response, mode, transports, seen).catch(() => response.destroy());
  });
  return { ...(await listening(server)), seen };
}

/** Lets the process end although the server listens. */
export async function listening(server: Server): Promise<RunningServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  server.on('connection', (socket) => socket.unref());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { hasSessions, isJson }: Mode,
  transports: Map<string, StreamableHTTPServerTransport>,
  seen: SeenByServer,
): Promise<void> {
  const known = transports.get(String(request.headers['mcp-session-id']));
  if (known !== undefined) {
    if (request.method === 'DELETE') seen.ended += 1;
    await known.handleRequest(request, response);
    return;
  }
  const transport = new StreamableHTTPServerTransport({
    enableJsonResponse: isJson,
    ...(hasSessions && {
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id: string) => {
        seen.sessions += 1;
        transports.set(id, transport);
      },
    }),
  });
  // The SDK's own types disagree where a property may be undefined.
  await exampleServer().connect(transport as Parameters<McpServer['connect']>[0]);
  await transport.handleRequest(request, response);
}

function exampleServer(): McpServer {
  const server = new McpServer(
    { name: 'weather', version: '2.1.0', title: 'Weather' },
    { instructions: 'Ask for a city.' },
  );
  server.registerTool(
    'forecast',
    {
      title: 'Forecast',
      description: 'The weather of the next days.',
      inputSchema: { city: z.string().describe('Name of the city'), days: z.number().int().optional() },
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    () => ({ content: [{ type: 'text', text: 'sunny' }] }),
  );
  server.registerResource(
    'stations',
    'weather://stations',
    { description: 'All stations', mimeType: 'application/json' },
    () => ({ contents: [] }),
  );
  server.registerPrompt(
    'plan',
    { description: 'Plan a trip', argsSchema: { city: z.string().describe('Where to') } },
    () => ({ messages: [] }),
  );
  return server;
}

/** The example of the SDK as it stands there: sessions, streams of events, resumable. */
export async function startExampleServer(): Promise<RunningServer> {
  const port = await freePort();
  const example = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/sdk/examples/server/simpleStreamableHttp.js',
  );
  const child = spawn(process.execPath, [example], {
    env: { ...process.env, MCP_PORT: String(port) },
    // It tells every message that it gets.
    stdio: 'ignore',
  });
  const end = () => child.kill();
  process.once('exit', end);
  const url = `http://127.0.0.1:${port}/mcp`;
  await answers(url);
  child.unref();
  return {
    url,
    close: async () => {
      process.off('exit', end);
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await setTimeout(50);
  }
  throw new Error('the example server did not start');
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
