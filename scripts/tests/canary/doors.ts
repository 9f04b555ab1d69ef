/**
 * Every door through which a secret comes into the console. Each gets a canary of its own. Whoever adds a route that takes a
 * secret adds a row here: canary.test.ts says so when it is forgotten.
 */

export interface Visitor {
  /** Origin of the parties played outside. */
  readonly outside: string;
  /** Calls the house as the person who is signed in, as our own page would. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export interface Door {
  readonly name: string;
  /** The contract that it goes through: `POST /api/hosts`. */
  readonly route: string;
  /** Statuses that show that the secret got where it should, or was refused where it should not. */
  readonly statuses: readonly number[];
  /** Whether the secret is for somebody outside, who must have received it. */
  readonly goesOut?: boolean;
  readonly open: (canary: string, visitor: Visitor) => Promise<Response>;
}

const CONFIG = '/api/config/gateway';
const configWith = (settings: unknown) => ({
  config: { servers: [{ name: 'a', container_id: 'b', config: settings }], global_settings: {} },
});
const IMAGE = 'docker.io/mcp/fetch:1';
/** The item that the vault outside answers for. */
const ITEM = '11111111-2222-4333-8444-555555555555';

export const DOORS: readonly Door[] = [
  {
    name: 'a setting whose name means a secret',
    route: `PUT ${CONFIG}`,
    statuses: [422],
    open: (canary, { ask }) => ask('PUT', CONFIG, configWith({ env: { API_TOKEN: canary } })),
  },
  {
    name: 'a setting that looks random',
    route: `PUT ${CONFIG}`,
    statuses: [422],
    open: (canary, { ask }) => ask('PUT', CONFIG, configWith({ note: canary })),
  },
  {
    name: 'an argument',
    route: `PUT ${CONFIG}`,
    statuses: [422],
    open: (canary, { ask }) => ask('PUT', CONFIG, configWith({ args: ['--password', canary] })),
  },
  {
    name: 'settings that are only checked',
    route: `POST ${CONFIG}/validate`,
    statuses: [200],
    open: (canary, { ask }) => ask('POST', `${CONFIG}/validate`, configWith({ env: { API_TOKEN: canary } })),
  },
  {
    name: 'a field that is not known',
    route: `PUT ${CONFIG}`,
    statuses: [400],
    open: (canary, { ask }) => ask('PUT', CONFIG, { config: { [canary]: canary }, password: canary }),
  },
  {
    name: 'a body that is not JSON',
    route: `PUT ${CONFIG}`,
    statuses: [415],
    open: (canary, { ask }) => ask('PUT', CONFIG, { password: canary }, { 'Content-Type': 'text/plain' }),
  },
  {
    name: 'an address',
    route: 'GET /api/console',
    statuses: [200],
    open: (canary, { ask }) => ask('GET', `/api/console?token=${canary}`),
  },
  {
    name: 'an address that is not there',
    route: 'GET /api/console',
    statuses: [404],
    open: (canary, { ask }) => ask('GET', `/api/secrets-of/${canary}`),
  },
  {
    name: 'a bearer token',
    route: 'GET /api/console',
    statuses: [200, 401, 403],
    open: (canary, { ask }) => ask('GET', '/api/console', undefined, { Authorization: `Bearer ${canary}` }),
  },
  {
    name: 'an API key',
    route: 'GET /api/console',
    statuses: [200, 401, 403],
    open: (canary, { ask }) => ask('GET', '/api/console', undefined, { 'X-API-Key': canary }),
  },
  {
    name: 'the service token of a vault',
    route: 'POST /api/secrets/providers',
    statuses: [201],
    open: (canary, { ask, outside }) =>
      ask('POST', '/api/secrets/providers', {
        provider: 'bw',
        url: outside,
        service_token: { client_id: 'someone.access', client_secret: canary },
      }),
  },
  {
    name: 'a master password',
    route: 'POST /api/secrets/providers/:provider/unlock',
    statuses: [200],
    goesOut: true,
    open: (canary, { ask }) => ask('POST', '/api/secrets/providers/bw/unlock', { password: canary }),
  },
  {
    name: 'an access token of the Secrets Manager',
    route: 'POST /api/secrets/providers',
    statuses: [201, 400, 422],
    open: (canary, { ask, outside }) =>
      ask('POST', '/api/secrets/providers', { provider: 'bws', server: outside, access_token: canary }),
  },
  {
    name: 'a search in the vault',
    route: 'GET /api/secrets/items',
    statuses: [200, 400, 502],
    open: (canary, { ask }) => ask('GET', `/api/secrets/items?provider=bw&q=${canary}`),
  },
  {
    name: 'a token instead of a reference to it',
    route: 'PUT /api/github-token',
    statuses: [400, 422],
    open: (canary, { ask }) => ask('PUT', '/api/github-token', { reference: canary }),
  },
  {
    name: 'the bearer token of a Docker host',
    route: 'POST /api/hosts',
    statuses: [201],
    open: (canary, { ask, outside }) =>
      ask('POST', '/api/hosts', { name: 'one', url: outside, credential: { kind: 'bearer', token: canary } }),
  },
  {
    name: 'the service token of a Docker host',
    route: 'POST /api/hosts',
    statuses: [201],
    open: (canary, { ask, outside }) =>
      ask('POST', '/api/hosts', {
        name: 'two',
        url: outside,
        credential: { kind: 'service_token', client_id: 'someone.access', client_secret: canary },
      }),
  },
  {
    name: 'the token of an external gateway',
    route: 'POST /api/gateways',
    statuses: [200],
    goesOut: true,
    open: (canary, { ask, outside }) => ask('POST', '/api/gateways', { url: outside, token: canary, name: 'one' }),
  },
  {
    name: 'a new token of a Docker host',
    route: 'PATCH /api/hosts/:id',
    statuses: [200],
    open: async (canary, visitor) =>
      visitor.ask('PATCH', `/api/hosts/${await hostIdOf(visitor)}`, { credential: { kind: 'bearer', token: canary } }),
  },
  {
    name: 'a variable of a server',
    route: 'POST /api/servers',
    statuses: [422],
    open: async (canary, visitor) =>
      visitor.ask('POST', '/api/servers', await serverWith(visitor, { env: { API_TOKEN: canary } })),
  },
  {
    name: 'an argument of a server',
    route: 'POST /api/servers',
    statuses: [422],
    open: async (canary, visitor) =>
      visitor.ask('POST', '/api/servers', await serverWith(visitor, { args: ['--token', canary] })),
  },
  {
    name: 'a variable in the words of the earlier console',
    route: 'POST /containers/install',
    statuses: [422],
    open: async (canary, visitor) =>
      visitor.ask('POST', '/containers/install', await serverWith(visitor, { env: { API_TOKEN: canary } })),
  },
  {
    name: 'a variable of a gateway session',
    route: 'POST /api/sessions',
    statuses: [422],
    open: async (canary, visitor) =>
      visitor.ask('POST', '/api/sessions', await sessionWith(visitor, { API_TOKEN: canary })),
  },
  {
    name: 'the secret of a client at an authorization server',
    route: 'POST /api/catalog/oauth/initiate',
    statuses: [200],
    goesOut: true,
    open: async (canary, { ask, outside }) => {
      const server = { name: 'remote', endpoint: `${outside}/mcp` };
      const { server_id } = await bodyOf<{ server_id: string }>(await ask('POST', '/api/remote-servers', server));
      const begun = await bodyOf<{ state: string }>(
        await ask('POST', '/api/catalog/oauth/initiate', { server_id, client_id: 'a-client', client_secret: canary }),
      );
      // The token that comes back is a secret of its own: what the outside issues.
      return await ask('GET', `/api/oauth/callback?code=the-code&state=${encodeURIComponent(begun.state)}`);
    },
  },
  {
    name: 'the code of an OAuth sign-in',
    route: 'GET /api/oauth/callback',
    statuses: [400, 404],
    open: (canary, { ask }) => ask('GET', `/api/oauth/callback?code=${canary}&state=${canary}`),
  },
];

async function bodyOf<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as Body;
}

async function hostIdOf({ ask }: Visitor): Promise<string> {
  const { hosts } = await bodyOf<{ hosts: { id: string }[] }>(await ask('GET', '/api/hosts'));
  return hosts[0]?.id ?? '';
}

async function serverWith(visitor: Visitor, settings: object): Promise<object> {
  return { host_id: await hostIdOf(visitor), name: 'canary', image: IMAGE, ...settings };
}

async function sessionWith(visitor: Visitor, env: object): Promise<object> {
  return { host_id: await hostIdOf(visitor), image: IMAGE, env };
}

/** Reads the secret of the vault outside through the console: it is resolved, kept for the session, and put into a server. */
export const RESOLVING: readonly Omit<Door, 'goesOut'>[] = [
  {
    name: 'a dry run',
    route: 'POST /api/secrets/check',
    statuses: [200],
    open: (_, { ask }) =>
      ask('POST', '/api/secrets/check', { references: [`{{ bw:${ITEM}:password }}`, `{{ bw:${ITEM}:token }}`] }),
  },
  {
    name: 'the items of the vault',
    route: 'GET /api/secrets/items',
    statuses: [200],
    open: (_, { ask }) => ask('GET', '/api/secrets/items?provider=bw&q=fetch'),
  },
  {
    name: 'an installation',
    route: 'POST /api/servers',
    statuses: [201],
    open: async (_, visitor) =>
      visitor.ask(
        'POST',
        '/api/servers',
        await serverWith(visitor, {
          env: { API_TOKEN: `{{ bw:${ITEM}:password }}` },
          args: [`--key=x{{ bw:${ITEM}:token }}`],
        }),
      ),
  },
  {
    name: 'a gateway session',
    route: 'POST /api/sessions',
    statuses: [201],
    open: async (_, visitor) =>
      visitor.ask('POST', '/api/sessions', await sessionWith(visitor, { API_TOKEN: `{{ bw:${ITEM}:password }}` })),
  },
  {
    name: 'a command that prints the secret',
    route: 'POST /api/sessions/:session/exec',
    statuses: [200],
    open: async (_, { ask }) => {
      const { sessions } = await bodyOf<{ sessions: { session_id: string }[] }>(await ask('GET', '/api/sessions'));
      return await ask('POST', `/api/sessions/${sessions[0]?.session_id}/exec`, { command: ['env'] });
    },
  },
];
