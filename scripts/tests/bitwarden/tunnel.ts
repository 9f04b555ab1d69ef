/** What stands in front of `bw serve`: asks for a service token, as Cloudflare Access does, and rewrites `Host`. */
import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Tunnel {
  readonly origin: string;
  close(): Promise<void>;
}

export async function startTunnel(
  port: number,
  token: { readonly client_id: string; readonly client_secret: string },
): Promise<Tunnel> {
  const server = createServer((incoming, outgoing) => {
    const { headers } = incoming;
    const isKnown =
      headers['cf-access-client-id'] === token.client_id && headers['cf-access-client-secret'] === token.client_secret;
    if (!isKnown) {
      outgoing.writeHead(302, { Location: 'https://team.cloudflareaccess.com/cdn-cgi/access/login' }).end();
      return;
    }
    const options = {
      host: 'localhost',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...headers, host: `localhost:${port}` },
    };
    const passed = forward(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.writeHead(530).end());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
