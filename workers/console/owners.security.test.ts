/**
 * What belongs to one person is not there for another: walks over all routes of the console that name a thing in their path.
 * A new one fails here until somebody says whose its thing is.
 */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteContract } from '../../shared/contract.ts';
import { CONTRACTS } from '../../shared/contracts.ts';
import { type TestHouse, testHouse } from '../testing/harness.ts';
import '../testing/migrate.ts';
import { type SignedIn, signIn } from '../testing/signed-in.ts';

/** Paths whose names are nobody's: the kinds of vaults, and what the whole catalogue has. */
const NOBODYS = [/^\/api\/secrets\/providers\/:provider/, /^\/api\/catalog\/entries\//];
const WALKED: readonly RouteContract[] = CONTRACTS.filter(
  ({ tag, path }) => tag === 'console' && path.includes(':') && !NOBODYS.some((pattern) => pattern.test(path)),
);

/** Bodies that are good, so that no refusal of a body hides the answer. By id of the contract. */
const SETTINGS = { image: 'docker.io/vendor/walked:1' };
const BODIES: Readonly<Record<string, object>> = {
  changeHost: { name: 'taken' },
  changeServer: SETTINGS,
  configureGatewaySession: { max_run_seconds: 30 },
  execInGatewaySession: { command: ['true'] },
  enableRemoteServer: {},
};

/** First parts of paths and the thing that they name. */
type Thing = 'host' | 'server' | 'session' | 'job' | 'backup' | 'gateway' | 'remote' | 'container';
const THINGS: readonly (readonly [RegExp, Thing])[] = [
  [/^\/api\/hosts\//, 'host'],
  [/^\/api\/servers\//, 'server'],
  [/^(?:\/api)?\/containers\//, 'container'],
  [/^(?:\/api)?\/inspector\//, 'server'],
  [/^\/api\/sessions\//, 'session'],
  [/^\/api\/jobs\//, 'job'],
  [/^\/api\/config\/gateway\/backups\//, 'backup'],
  [/^\/api\/gateways\//, 'gateway'],
  [/^\/api\/remote-servers\//, 'remote'],
];

let house: TestHouse;
let owner: SignedIn;
let other: SignedIn;
const ids = new Map<Thing, string>();

beforeAll(async () => {
  house = await testHouse();
  owner = await signIn('walked-owner');
  other = await signIn('walked-other');
  const make = async (path: string, body: object | undefined, member: string, method = 'POST'): Promise<string> => {
    const init = { method, headers: owner.own, ...(body && { body: JSON.stringify(body) }) };
    const response = await house.fetch(path, init);
    const reply = await response.json<Record<string, string> & { backup?: { id: string } }>();
    const id = reply.backup?.id ?? reply[member];
    if (id === undefined) throw new Error(`${path}: ${JSON.stringify(reply)}`);
    return id;
  };
  const outside = 'walked.outside-played.net';
  const host = await make('/api/hosts', { name: 'walked', url: `https://engine.${outside}` }, 'id');
  ids.set('host', host);
  const order = { host_id: host, ...SETTINGS };
  ids.set('session', await make('/api/sessions?async=true', order, 'session_id'));
  ids.set('job', await make(`/api/sessions/${ids.get('session')}`, undefined, 'job_id', 'GET'));
  ids.set('gateway', await make('/api/gateways', { url: `https://gateway.${outside}` }, 'gateway_id'));
  const remote = { name: 'walked', endpoint: `https://mcp.open.${outside}/mcp` };
  ids.set('remote', await make('/api/remote-servers', remote, 'server_id'));
  await make('/api/config/gateway', { config: { version: '1.0', servers: [] } }, 'revision', 'PUT');
  ids.set('backup', await make('/api/config/gateway/backup', undefined, 'id'));
  const server = crypto.randomUUID();
  const container = `${'c0ffee'.repeat(10)}beef`;
  await env.DB.prepare(
    `INSERT INTO console_servers (id, owner_type, owner_id, host_id, name, settings, container_id, status, created_at_ms)
     VALUES (?1, 'user', 'walked-owner', ?2, 'walked', ?3, ?4, 'running', 0)`,
  )
    .bind(server, host, JSON.stringify(SETTINGS), container)
    .run();
  ids.set('server', server);
  ids.set('container', container);
});

function addressOf({ path }: RouteContract, id: string, job: string): string {
  return path.replace(/:job$/, job).replace(/:\w+/, id);
}

async function told(contract: RouteContract, path: string) {
  const body = contract.request && JSON.stringify(BODIES[contract.id] ?? {});
  const response = await house.fetch(path, { method: contract.method, headers: other.own, ...(body && { body }) });
  const text = (await response.text()).replace(/"request_id":"[^"]*"/, '');
  const headers = [...response.headers].filter(([name]) => !/^(?:x-request-id|ratelimit|date)/i.test(name));
  return { status: response.status, text, headers };
}

describe.each(WALKED)('$method $path', (contract) => {
  it('answers for what is another person’s as for what there is not', async () => {
    const [, thing] = THINGS.find(([pattern]) => pattern.test(contract.path)) ?? [];
    if (thing === undefined) throw new Error('nobody has said yet whose this is');
    const id = ids.get(thing) ?? '';
    const unknown = id.length === 64 ? 'ab'.repeat(32) : crypto.randomUUID();
    const others = await told(contract, addressOf(contract, id, ids.get('job') ?? ''));
    expect(others).toMatchObject({ status: 404, text: expect.stringContaining('"code":"not_found"') });
    expect(others).toEqual(await told(contract, addressOf(contract, unknown, crypto.randomUUID())));
  });
});

it('leaves everything to its owner', async () => {
  for (const path of ['hosts', 'servers', 'sessions', 'jobs', 'gateways', 'remote-servers', 'config/gateway/backups']) {
    const text = await (await house.fetch(`/api/${path}`, { headers: owner.headers })).text();
    const known = [...ids.values()].some((id) => text.includes(id));
    expect([path, known]).toEqual([path, true]);
    const others = await (await house.fetch(`/api/${path}`, { headers: other.headers })).text();
    for (const id of ids.values()) expect(others).not.toContain(id);
  }
});
