/** The inspector through its routes, by the guarded fetch, at a real MCP server. Which servers there are is given by the test. */
import '../../testing/migrate.ts';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { promptsReply, resourcesReply, toolsReply } from '../../../shared/inspector.schema.ts';
import type { ServerReply } from '../../../shared/servers.schema.ts';
import { createApp, type Guard } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { createGuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { CallerKeys } from '../../kernel/limits/caller.ts';
import { Limiter } from '../../kernel/limits/limiter.ts';
import { bareBook } from '../../kernel/limits/policy-book.ts';
import { ShardDoor } from '../../kernel/limits/shard-door.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { callerOf, errorOf, testClock, testHouse } from '../../testing/harness.ts';
import { signIn } from '../../testing/signed-in.ts';
import { buildInspector } from './inspector.ts';
import { installedServers } from './installed-servers.ts';

const clock = testClock();
const log = createLog('silent');
const guardedFetch = createGuardedFetch({
  settings: {
    OUTBOUND_ALLOWED_HOSTS: [],
    OUTBOUND_TRUSTED_ORIGINS: ['http://events.mcp.test', 'http://hostile.mcp.test'],
    DNS_OVER_HTTPS_URL: 'http://doh.outside.test/dns-query',
  },
  log,
  metrics: noMetrics,
});
const owner = { type: 'user', id: 'inspector' };
const guard: Guard = async () => ({
  subject: owner,
  credential: 'session',
  roles: ['gateway-operator'],
  scopes: [],
  hasSecondFactor: true,
});

const server = (change: Partial<ServerReply> = {}): ServerReply => ({
  id: '4dfb3c3a-6c35-4a3c-9c1a-0d8e0b1c2d3e',
  name: 'weather',
  host_id: '4dfb3c3a-6c35-4a3c-9c1a-0d8e0b1c2d3f',
  host_name: 'home',
  image: 'docker.io/vendor/weather:1',
  status: 'running',
  created_at: '2026-11-20T00:00:00.000Z',
  ports: [{ container: 8080, protocol: 'tcp', host: 49_152, address: '127.0.0.1' }],
  settings: { image: 'vendor/weather:1' } as ServerReply['settings'],
  ...change,
});

async function houseWith(known: ServerReply | undefined, publishedUrl: string | undefined = 'http://events.mcp.test') {
  const addresses = [
    installedServers({
      servers: {
        get: async (subject, id) => {
          if (known === undefined || subject.id !== owner.id || id !== known.id) throw new AppError('not_found');
          return known;
        },
      },
      hosts: { portUrl: async () => publishedUrl },
    }),
  ];
  const limiter = new Limiter({
    shards: new ShardDoor(env.LIMITS, clock),
    book: bareBook,
    clock,
    metrics: noMetrics,
    log,
  });
  const app = createApp({
    endpoints: buildInspector({ guard, guardedFetch, addresses }),
    limits: { limiter, callers: await CallerKeys.from('a secret of this test that is long enough') },
    corsAllowedOrigins: [],
    clock,
    log,
    metrics: noMetrics,
  });
  return callerOf(app, clock);
}

const at = (what: string, from = '/api/inspector') => `${from}/${server().id}/${what}`;

describe.each(['/api/inspector', '/inspector'])('under %s', (from) => {
  it('tells tools, resources, prompts and capabilities of a running server', async () => {
    const house = await houseWith(server());
    const tools = toolsReply.parse(await (await house.fetch(at('tools', from))).json());
    expect(tools).toMatchObject({ tools: [{ name: 'forecast' }], dropped: 0, is_complete: true });
    const resources = resourcesReply.parse(await (await house.fetch(at('resources', from))).json());
    expect(resources).toMatchObject({ resources: [{ uri: 'weather://stations' }], resource_templates: [] });
    const prompts = promptsReply.parse(await (await house.fetch(at('prompts', from))).json());
    expect(prompts).toMatchObject({ prompts: [{ name: 'plan' }] });
    expect(await (await house.fetch(at('capabilities', from))).json()).toMatchObject({
      server: { name: 'weather', capabilities: { tools: true } },
    });
  });
});

it.each([
  ['stopped', server({ status: 'stopped' }), 'not_running'],
  ['without a port', server({ ports: [] }), 'no_port'],
  ['with another port', server(), 'no_port', '?port=9999'],
])('says why a server %s cannot be inspected', async (_, known, reason, query = '') => {
  const house = await houseWith(known);
  expect(await errorOf(await house.fetch(`${at('tools')}${query}`))).toMatchObject({
    status: 409,
    code: 'conflict',
    details: { reason },
  });
});

it('is not found where the person has no such server', async () => {
  const house = await houseWith(undefined);
  expect(await errorOf(await house.fetch(at('tools')))).toMatchObject({ status: 404, code: 'not_found' });
});

it.each(['?path=//evil.example', '?path=mcp', '?path=/a?b', '?port=0', '?unknown=1'])('refuses %s', async (query) => {
  const house = await houseWith(server());
  expect((await house.fetch(`${at('tools')}${query}`)).status).toBe(400);
});

it('does not call an address that the guard refuses', async () => {
  const house = await houseWith(server(), 'http://169.254.169.254');
  expect(await errorOf(await house.fetch(at('tools')))).toMatchObject({ status: 400, code: 'url_refused' });
});

it.each([
  ['page', 'not_mcp'],
  ['elsewhere', 'redirect'],
  ['endless_events', 'too_large'],
])('repeats nothing of a server that answers oddly: %s', async (trick, reason) => {
  const house = await houseWith(server(), 'http://hostile.mcp.test');
  const answer = await house.fetch(`${at('tools')}?path=/${trick}`);
  const text = await answer.text();
  expect(answer.status).toBe(502);
  expect(text).not.toContain('CANARY');
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'upstream_failed', details: { reason } } });
});

it('is there in the house, and knows nothing of servers of others', async () => {
  const house = await testHouse();
  const me = await signIn('inspector-of-none');
  const answer = await house.fetch(at('tools'), { headers: me.headers });
  expect(await errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
});
