/**
 * Zaim on the loopback address, for tests: a real HTTP server with one provider for each host name that is asked for, so
 * that tests do not meet each other. What it keeps and how it misbehaves is set under `/_control`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANYBODY, type Answer, type Fault, Provider, type ZaimEndpoint } from './provider.ts';

const PATHS: ReadonlyMap<string, ZaimEndpoint> = new Map([
  ['POST /v2/auth/request', 'request'],
  ['POST /v2/auth/access', 'access'],
  ['GET /v2/home/user/verify', 'verify'],
  ['GET /v2/home/money', 'money'],
  ['GET /v2/home/category', 'category'],
  ['GET /v2/home/genre', 'genre'],
  ['GET /v2/home/account', 'account'],
]);
const BODY_BYTES_MAX = 16 * 1024 * 1024;

export interface ZaimSimulator {
  /** Origin of the server; its host name is a provider too. */
  readonly origin: string;
  readonly port: number;
  /** The provider behind a host name with port, as clients address it. */
  provider(host?: string): Provider;
  /** Lets the process end although the server listens. */
  unref(): void;
  close(): Promise<void>;
}

export async function startZaimSimulator(): Promise<ZaimSimulator> {
  const providers = new Map<string, Provider>();
  const providerOf = (host: string): Provider => {
    const known = providers.get(host) ?? new Provider();
    providers.set(host, known);
    return known;
  };
  const server = createServer((request, response) => {
    serve(providerOf(hostOf(request)), request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const own = `127.0.0.1:${port}`;
  const unref = () => {
    server.unref();
    server.on('connection', (socket) => socket.unref());
  };
  return {
    origin: `http://${own}`,
    port,
    provider: (host = own) => providerOf(host),
    unref,
    close: () => closed(server),
  };
}

/** A test in workerd reaches the server through a relay that says which host it meant. */
const hostOf = (request: IncomingMessage) => String(request.headers['x-simulated-host'] ?? request.headers.host);

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

async function serve(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${hostOf(request)}`);
  const body = await readBody(request);
  if (url.pathname.startsWith('/_control/')) {
    send(response, control(provider, url, body));
    return;
  }
  if (url.pathname === '/users/auth') {
    send(response, consent(provider, request.method ?? '', url, body));
    return;
  }
  const endpoint = PATHS.get(`${request.method} ${url.pathname}`);
  if (endpoint === undefined) {
    send(response, page(404, 'Not Found'));
    return;
  }
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const call = {
    method: request.method ?? '',
    url: url.href,
    authorization: request.headers.authorization,
    form: new URLSearchParams(isForm ? body : ''),
  };
  const { answer, fault } = provider.answer(endpoint, call);
  await misbehave(response, answer, fault);
}

async function misbehave(response: ServerResponse, answer: Answer, fault: Fault | undefined): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return send(response, answer);
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1000));
      return send(response, answer);
    case 'down':
      response.destroy();
      return;
    case 'html':
      return send(response, page(200, 'CANARY-upstream-text'));
    case 'odd':
      return send(response, { ...answer, body: answer.type === 'application/json' ? '{"money":{"a":1}}' : 'x=1' });
    case 'truncated':
      response.writeHead(answer.status, {
        'Content-Type': answer.type,
        'Content-Length': Buffer.byteLength(answer.body),
      });
      response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => response.destroy());
      return;
    case 'status':
      return send(response, page(fault.status ?? 500, 'CANARY-upstream-text'));
    case 'redirect':
      return send(response, { ...page(302, ''), location: 'http://elsewhere.example/v2/home' });
    case 'unconfirmed':
      return send(response, {
        ...answer,
        body: answer.body.replace('oauth_callback_confirmed=true', 'oauth_callback_confirmed=false'),
      });
  }
}

function consent(provider: Provider, method: string, url: URL, body: string): Answer {
  const fields = method === 'POST' ? new URLSearchParams(body) : url.searchParams;
  const token = fields.get('oauth_token') ?? '';
  if (method !== 'POST') {
    const text = provider.consentPage(token);
    return text === undefined ? page(404, 'unknown token') : { status: 200, type: 'text/html', body: text };
  }
  const location = provider.decide(token, fields.get('decision') === 'allow', fields.get('user') ?? ANYBODY);
  return location === undefined ? page(404, 'unknown token') : { ...page(302, ''), location };
}

/** What a test sets for a user (`?user=`), and what it wants to know. */
function control(provider: Provider, url: URL, body: string): Answer {
  const user = provider.user(url.searchParams.get('user') ?? ANYBODY);
  const sent = body === '' ? {} : JSON.parse(body);
  switch (url.pathname.slice('/_control/'.length)) {
    case 'household':
      user.household = { ...user.household, ...sent };
      break;
    case 'permissions':
      Object.assign(user, sent);
      break;
    case 'faults':
      user.setFaults(sent);
      break;
    case 'revoke':
      user.tokens.clear();
      break;
  }
  const { refused, exchanges } = provider;
  return { status: 200, type: 'application/json', body: JSON.stringify({ calls: user.calls, refused, exchanges }) };
}

function page(status: number, text: string): Answer {
  return { status, type: 'text/html', body: `<!doctype html><title>Zaim</title><p>${text}</p>` };
}

function send(response: ServerResponse, { status, type, body, location }: Answer): void {
  response.writeHead(status, { 'Content-Type': type, ...(location === undefined ? {} : { Location: location }) });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let size = 0;
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
