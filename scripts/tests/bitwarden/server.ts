/** As much of a Bitwarden server as the official command line needs to sign in with an API key and to fetch a vault. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Account } from './account.ts';

export interface BitwardenServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** @param tls Of the certificate for the loopback address: the command line takes nothing but https. */
export async function startBitwardenServer(
  account: Account,
  tls: { readonly key: string; readonly cert: string },
): Promise<BitwardenServer> {
  const server = createServer(tls, (request, response) => {
    serve(account, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  const path = new URL(request.url ?? '/', 'https://x.test').pathname;
  const send = (status: number, answer?: object) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  };
  switch (`${request.method} ${path}`) {
    case 'POST /identity/connect/token': {
      const form = new URLSearchParams(body);
      const isKnown =
        form.get('grant_type') === 'refresh_token' ||
        (form.get('client_id') === `user.${account.id}` && form.get('client_secret') === account.clientSecret);
      return isKnown ? send(200, account.token()) : send(400, { error: 'invalid_client' });
    }
    case 'GET /api/config':
      return send(200, { version: '2026.9.0', gitHash: 'x', server: null, environment: {}, featureStates: {} });
    case 'GET /api/sync':
      return send(200, account.sync());
    case 'GET /api/accounts/revision-date':
      return send(200, Date.parse('2026-11-01T00:00:00Z') as unknown as object);
    case 'GET /api/accounts/profile':
      return send(200, account.profile());
    case 'POST /api/accounts/verify-password':
    case 'POST /api/accounts/key-management/user-key-id':
      return send(path.endsWith('user-key-id') ? 204 : 200);
    default:
      return send(404, { message: 'Not found.' });
  }
}
