/**
 * Vaults on the loopback address, for tests: a real HTTP server with one `bw serve` and one Secrets Manager for each host
 * name that is asked for, so that tests do not meet each other. What they hold and how they fail is set under `/_control`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Call, SimulatedBwServe } from './bw-serve.ts';
import { SimulatedSecretsManager } from './secrets-manager.ts';

export interface VaultSimulator {
  readonly origin: string;
  /** Lets the process end although the server listens. */
  unref(): void;
  close(): Promise<void>;
}

interface Host {
  readonly bw: SimulatedBwServe;
  readonly bws: SimulatedSecretsManager;
}

export async function startVaultSimulator(): Promise<VaultSimulator> {
  const hosts = new Map<string, Host>();
  const hostOf = (name: string): Host => {
    const host = hosts.get(name) ?? { bw: new SimulatedBwServe(), bws: new SimulatedSecretsManager() };
    hosts.set(name, host);
    return host;
  };
  const server = createServer((request, response) => {
    // A test in workerd reaches the server through a relay that says which host it meant.
    const name = String(request.headers['x-simulated-host'] ?? request.headers.host);
    serve(hostOf(name), name, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unref: () => {
      server.unref();
      server.on('connection', (socket) => socket.unref());
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(host: Host, name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const call: Call = {
    method: request.method ?? '',
    url: new URL(request.url ?? '/', `http://${name}`),
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
  const { status, headers = {}, body, delayMs = 0 } = answerOf(host, call);
  const send = () => response.writeHead(status, headers).end(body);
  if (delayMs === 0) {
    send();
    return;
  }
  const timer = setTimeout(send, delayMs);
  response.on('close', () => clearTimeout(timer));
}

function answerOf(host: Host, call: Call): Answer {
  const { pathname } = call.url;
  if (pathname.startsWith('/_control/')) return control(host, pathname.slice('/_control/'.length), call.body);
  return /^\/(?:identity|api)\//.test(pathname) ? host.bws.answer(call) : host.bw.answer(call);
}

function control(host: Host, which: string, body: string): Answer {
  const simulated = which === 'bws' ? host.bws : host.bw;
  const change = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
  Object.assign(simulated.state, change);
  const told = { calls: simulated.calls, ...(which === 'bws' && { accessToken: host.bws.accessToken }) };
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told) };
}
