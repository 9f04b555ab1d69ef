/** The service behind the proxies. It answers what it was asked, and remembers it: whatever is not in here never arrived. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOOPBACK } from '../../lib/runtime.ts';

/** One request as it came in. */
export interface Arrival {
  readonly method: string;
  /** Path and query, as they came. */
  readonly uri: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Page {
  readonly port: number;
  /** All that arrived so far. */
  readonly arrivals: readonly Arrival[];
  close(): void;
}

export async function openPage(): Promise<Page> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      arrivals.push({ method: request.method ?? '', uri: request.url ?? '', headers: request.headers, body });
      response.end('the page');
    });
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrivals,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
