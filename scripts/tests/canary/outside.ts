/**
 * The parties outside, played on this machine at one address: a vault as `bw serve` shows it, a Docker Engine, an MCP server and
 * the authorization server in front of it. They hand out secrets, and remember what they were sent, so that a test sees whether
 * a secret really went where it belongs.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outside {
  readonly origin: string;
  /** Everything that arrived: addresses, headers, bodies. */
  received(): string;
  close(): Promise<void>;
}

/** What they hand out. */
export interface OutsideSecrets {
  /** Password of every item of the vault. */
  readonly vault: string;
  /** Access token of the authorization server. */
  readonly issued: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly origin: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In the place of a body that is JSON. */
  readonly text?: Buffer;
}

export async function startOutside(secrets: OutsideSecrets): Promise<Outside> {
  let received = '';
  let origin = '';
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [, basic = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      received += `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${atob(basic)} ${body}\n`;
      const path = new URL(request.url ?? '', origin).pathname.replace(/^\/v1\.\d+(?=\/)/, '');
      const asked = { method: request.method ?? '', path, body, origin };
      const answer = vault(asked, secrets) ??
        engine(asked, secrets) ??
        signIn(asked, secrets) ?? { status: 404, body: { message: 'no such thing' } };
      response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers });
      response.end(answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received: () => received,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function vault({ method, path }: Asked, { vault: secret }: OutsideSecrets): Answer | undefined {
  const done = (data: unknown) => ({ body: { success: true, data } });
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
  if (path === '/status') return done({ object: 'template', template: { status: 'unlocked' } });
  if (path === '/unlock' && method === 'POST') return done({ title: 'Your vault is now unlocked!', raw: secret });
  if (path === '/lock' || path === '/sync') return done({ title: 'done' });
  if (path.startsWith('/object/item/')) return done(item);
  if (path.startsWith('/object/')) return done({ object: 'string', data: secret });
  return path === '/list/object/items' ? done({ object: 'list', data: [item] }) : undefined;
}

interface Container {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}
const created: Container[] = [];

/** An engine that has every image, on which every container runs. */
function engine({ method, path, body }: Asked, { vault: secret }: OutsideSecrets): Answer | undefined {
  const image = 'docker.io/mcp/fetch:1';
  if (path === '/_ping') return { body: 'OK', headers: { 'Api-Version': '1.41' } };
  if (path === '/version')
    return { body: { Version: '5.4.2', ApiVersion: '1.41', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' } };
  if (path === '/info') return { body: { NCPU: 2, MemTotal: 1024 ** 3 } };
  if (path.startsWith('/images/'))
    return { body: method === 'POST' ? { status: 'Download complete' } : { Id: 'sha256:1', Config: {} } };
  if (path === '/containers/json') {
    const running = { Names: ['/fetch'], Image: image, State: 'running', Status: 'Up 1 second', Created: 0, Ports: [] };
    return { body: created.map(({ id, labels }) => ({ ...running, Id: id, Labels: labels })) };
  }
  if (path === '/containers/create') {
    const { Labels: labels = {} } = JSON.parse(body) as { Labels?: Record<string, string> };
    const id = randomBytes(32).toString('hex');
    created.push({ id, labels });
    return { status: 201, body: { Id: id, Warnings: [] } };
  }
  if (path.startsWith('/exec/')) {
    return path.endsWith('/json')
      ? { body: { ExitCode: 0, Running: false } }
      : { text: frameOf(`API_TOKEN=${secret}\n`) };
  }
  const container = created.find(({ id }) => path.startsWith(`/containers/${id}`));
  if (container === undefined) return undefined;
  const { id, labels } = container;
  if (path.endsWith('/exec')) return { status: 201, body: { Id: id } };
  if (path.endsWith('/archive')) return { status: 200 };
  if (method !== 'GET') return { status: 204 };
  return {
    body: {
      Id: id,
      Name: '/fetch',
      Image: 'sha256:1',
      RestartCount: 0,
      State: { Status: 'running', ExitCode: 0, OOMKilled: false, StartedAt: '2026-11-20T00:00:00Z' },
      Config: { Image: image, Labels: labels, Tty: false },
      NetworkSettings: { Ports: { '8443/tcp': [{ HostIp: '127.0.0.1', HostPort: '40443' }] }, Networks: {} },
    },
  };
}

/** What a program printed, as an engine sends it: stream 1, length, text. */
function frameOf(text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** RFC 9728 (protected resource), RFC 8414 (metadata), RFC 6749 (tokens). */
function signIn({ path, origin }: Asked, { issued }: OutsideSecrets): Answer | undefined {
  if (path.startsWith('/.well-known/oauth-protected-resource')) {
    return { body: { resource: `${origin}/mcp`, authorization_servers: [origin], scopes_supported: ['tools:read'] } };
  }
  if (path === '/.well-known/oauth-authorization-server') {
    return {
      body: {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      },
    };
  }
  if (path === '/token') {
    const [access_token, refresh_token] = [issued, `refresh.${issued}`];
    return { body: { access_token, refresh_token, token_type: 'Bearer', expires_in: 300, scope: 'tools:read' } };
  }
  if (path !== '/mcp') return undefined;
  const challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
  return { status: 401, headers: { 'WWW-Authenticate': challenge }, body: {} };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
