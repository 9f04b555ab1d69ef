/**
 * The parties outside, played on this machine: a vault as `bw serve` shows it, and whatever else somebody registers. It knows
 * one secret, and remembers the texts that it was sent, so that a test sees whether a credential really went where it belongs.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outside {
  readonly origin: string;
  /** Everything that arrived: addresses, headers, bodies. */
  received(): string;
  close(): Promise<void>;
}

/** @param secret The password of every item of the vault. */
export async function startOutside(secret: string): Promise<Outside> {
  let received = '';
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      received += `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}\n`;
      const answer = answerTo(request, secret);
      response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer ?? { message: 'there is nothing here' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerTo({ method, url = '' }: IncomingMessage, secret: string): unknown {
  const { pathname } = new URL(url, 'http://outside');
  const ok = (data: unknown) => ({ success: true, data });
  const item = {
    object: 'item',
    id: '11111111-2222-4333-8444-555555555555',
    name: 'fetch',
    type: 1,
    notes: null,
    login: { username: 'someone', password: secret, totp: null, uris: [] },
    fields: [{ name: 'token', value: secret, type: 1 }],
    revisionDate: '2026-11-20T00:00:00.000Z',
  };
  if (pathname === '/status') return ok({ object: 'template', template: { status: 'unlocked' } });
  if (pathname === '/unlock' && method === 'POST') return ok({ title: 'Your vault is now unlocked!', raw: secret });
  if (pathname === '/lock' || pathname === '/sync') return ok({ title: 'done' });
  if (pathname.startsWith('/object/item/')) return ok(item);
  if (pathname.startsWith('/object/')) return ok({ object: 'string', data: secret });
  if (pathname === '/list/object/items') return ok({ object: 'list', data: [item] });
  if (pathname === '/_ping') return 'OK';
  if (pathname.endsWith('/version'))
    return { Version: '5.4.2', ApiVersion: '1.41', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' };
  if (pathname.endsWith('/info')) return { NCPU: 2, MemTotal: 1024 ** 3 };
  return pathname.endsWith('/containers/json') ? [] : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
