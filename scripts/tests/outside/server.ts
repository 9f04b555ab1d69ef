/**
 * Plays the outside world for the guarded fetch, over real HTTP on a loopback port: a resolver that speaks DNS over HTTPS in
 * JSON, and whatever hosts a test describes. It writes down what it was asked. `mcp.<name>.outside-played.net` is an MCP server
 * for tokens of `login.<name>.outside-played.net`, or for everybody where the name begins with `open`.
 *
 * The request's own address is in `X-Played-Url`. On the host `script.outside.test`: `PUT /zones/<host>` takes a schedule
 * of what the resolver says, one step for each look-up and the last for all later ones; `PUT /pages/<host>` takes answers by
 * path; `GET /requests/<host>` gives what the host was asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { PlayedPage, PlayedRequest, PlayedZone } from '../../../workers/testing/played-page.ts';
import { answerMcp } from './mcp-party.ts';
import { oauthPartyOf } from './oauth-party.ts';
import { textOf } from './request-text.ts';

export const URL_HEADER = 'x-played-url';
const RESOLVER = 'doh.outside.test';
const SCRIPT = 'script.outside.test';
const TYPES: Readonly<Record<string, number>> = { A: 1, AAAA: 28 };
const CNAME = 5;
const HANG_MS = 3000;
/** Of hosts under this name without a schedule. */
export const ORDINARY_SUFFIX = '.outside-played.net';
const ORDINARY_ZONE: PlayedZone = { a: ['93.184.215.14'] };

interface Schedule {
  readonly steps: readonly PlayedZone[];
  /** Look-ups so far, by type. */
  readonly asked: Record<string, number>;
}

export class OutsideWorld {
  readonly #zones = new Map<string, Schedule>();
  readonly #pages = new Map<string, Readonly<Record<string, PlayedPage>>>();
  readonly #requests = new Map<string, PlayedRequest[]>();

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(String(request.headers[URL_HEADER]));
    const body = await textOf(request);
    if (url.hostname === RESOLVER) return this.#resolve(url, response);
    if (url.hostname === SCRIPT) return this.#script(url, body, response);
    const asked: PlayedRequest = { method: request.method ?? '', url: url.href, headers: request.headers, body };
    this.#requests.set(url.hostname, [...(this.#requests.get(url.hostname) ?? []), asked]);
    const page = this.#pages.get(url.hostname)?.[url.pathname];
    if (page !== undefined) return show(page, response);
    if (url.hostname.startsWith('mcp.')) {
      const name = url.hostname.slice('mcp.'.length);
      const login = name.startsWith('open') ? undefined : `https://login.${name}`;
      return await answerMcp(asked, request, response, login);
    }
    if (url.hostname.startsWith('login.')) return oauthPartyOf(url.origin).answer(asked, response);
    show({ status: 404 }, response);
  }

  #script(url: URL, body: string, response: ServerResponse): void {
    const [, kind = '', host = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (kind === 'zones') this.#zones.set(host, { steps: JSON.parse(body) as PlayedZone[], asked: {} });
    if (kind === 'pages') this.#pages.set(host, JSON.parse(body) as Record<string, PlayedPage>);
    response.end(JSON.stringify(kind === 'requests' ? (this.#requests.get(host) ?? []) : {}));
  }

  #resolve(url: URL, response: ServerResponse): void {
    const [host, type] = [url.searchParams.get('name') ?? '', url.searchParams.get('type') ?? ''];
    const isOrdinary = host.endsWith(ORDINARY_SUFFIX);
    const schedule = this.#zones.get(host) ?? { steps: [isOrdinary ? ORDINARY_ZONE : { status: 3 }], asked: {} };
    const nth = schedule.asked[type] ?? 0;
    schedule.asked[type] = nth + 1;
    const zone = schedule.steps[Math.min(nth, schedule.steps.length - 1)] ?? {};
    if (zone.delayMs !== undefined) return void setTimeout(() => say(zone, host, type, response), zone.delayMs);
    say(zone, host, type, response);
  }
}

function say(zone: PlayedZone, host: string, type: string, response: ServerResponse): void {
  if (zone.raw !== undefined) {
    response.writeHead(zone.rawStatus ?? 200, { 'Content-Type': 'application/dns-json' });
    response.end(zone.raw);
    return;
  }
  const data = (type === 'A' ? zone.a : zone.aaaa) ?? [];
  const alias = zone.alias === undefined ? [] : [{ name: host, type: CNAME, TTL: 1, data: `${zone.alias}.` }];
  const Answer = [...alias, ...data.map((text) => ({ name: host, type: TYPES[type], TTL: 1, data: text }))];
  response.writeHead(200, { 'Content-Type': 'application/dns-json' });
  const { status = 0, isCut = false } = zone;
  response.end(JSON.stringify({ Status: status, TC: isCut, ...(Answer.length > 0 && { Answer }) }));
}

function show(page: PlayedPage, response: ServerResponse): void {
  const { status = 200, headers = {}, body = '', times = 1, delayMs = 0, isGzip = false, isHanging = false } = page;
  const plain = Buffer.from(body.repeat(times));
  const send = () => {
    response.writeHead(status, { ...headers, ...(isGzip && { 'Content-Encoding': 'gzip' }) });
    const bytes = isGzip ? gzipSync(plain) : plain;
    if (!isHanging) {
      response.end(bytes);
      return;
    }
    response.write(bytes);
    // Long after whoever asked has given up.
    setTimeout(() => response.destroy(), HANG_MS).unref();
  };
  const timer = setTimeout(send, delayMs);
  response.on('close', () => clearTimeout(timer));
}

/** Starts it on a free port; it ends with its process. */
export async function startOutside(): Promise<{ readonly origin: string }> {
  const world = new OutsideWorld();
  const server = createServer((request, response) => {
    world.answer(request, response).catch(() => response.destroy());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  // The tests end when they have ended, not when this does.
  server.unref();
  server.on('connection', (socket) => socket.unref());
  const address = server.address();
  return { origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
}
