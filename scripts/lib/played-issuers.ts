/**
 * Plays the issuers of the tests over real HTTP on a loopback port: whatever a test writes for a host under `.issuer.test`, it
 * serves, slowly or brokenly if told so, and counts what it was asked. Runs in Node beside the tests (vitest.config.ts).
 *
 * `PUT /__answers` takes the answers of the host by path, `GET /__requests` says how often each path was asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PlayedAnswer } from '../../workers/testing/played-answer.ts';

interface Host {
  answers: Readonly<Record<string, PlayedAnswer>>;
  readonly requests: Record<string, number>;
}

const HOST_HEADER = 'x-played-host';

export async function startIssuers() {
  const hosts = new Map<string, Host>();
  const server = createServer((request, response) => {
    play(hosts, request, response).catch(() => response.destroy());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  // The tests end when they have ended, not when this does.
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    plays: (url: string) => new URL(url).hostname.endsWith('.issuer.test'),
    /** Takes and gives the platform's or Node's classes: they are the same to it. */
    forward: async <Answer>(request: { url: string; method: string; text(): Promise<string> }): Promise<Answer> => {
      const { hostname, pathname } = new URL(request.url);
      const body = request.method === 'PUT' ? await request.text() : undefined;
      const answer = await fetch(`http://127.0.0.1:${port}${pathname}`, {
        method: request.method,
        headers: { [HOST_HEADER]: hostname },
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      });
      return new Response(answer.body, { status: answer.status, headers: answer.headers }) as Answer;
    },
  };
}

async function play(hosts: Map<string, Host>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = String(request.headers[HOST_HEADER]);
  const host = hosts.get(name) ?? { answers: {}, requests: {} };
  hosts.set(name, host);
  const path = request.url ?? '/';
  if (path === '/__answers') {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    host.answers = JSON.parse(text) as Host['answers'];
    response.end();
    return;
  }
  if (path === '/__requests') {
    response.end(JSON.stringify(host.requests));
    return;
  }
  host.requests[path] = (host.requests[path] ?? 0) + 1;
  const {
    status = 200,
    headers = {},
    body = '',
    delayMs = 0,
    cutAfter,
    times = 1,
  } = host.answers[path] ?? { status: 404 };
  const answer = () => {
    const bytes = Buffer.from(body.repeat(times));
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length, ...headers });
    if (cutAfter === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, cutAfter), () => response.destroy());
  };
  const timer = setTimeout(answer, delayMs);
  response.on('close', () => clearTimeout(timer));
}
