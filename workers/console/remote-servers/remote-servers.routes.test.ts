import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ConnectRemoteServerReply, RemoteServer, StartOAuthReply } from '../../../shared/remote-servers.schema.ts';
import { errorOf, type TestHouse, testClock, testHouse } from '../../testing/harness.ts';
import '../../testing/migrate.ts';
import { playPages, playZone, requestsTo } from '../../testing/played-outside.ts';
import { type SignedIn, signIn } from '../../testing/signed-in.ts';

let people = 0;

async function visit(id = `remote-${++people}`) {
  const clock = testClock();
  const house = await testHouse({}, clock);
  return { house, clock, person: await signIn(id), name: `${id}.outside-played.net` };
}

const send = (house: TestHouse, person: SignedIn, path: string, body?: unknown, method = 'POST') =>
  house.fetch(path, { method, headers: person.own, ...(body !== undefined && { body: JSON.stringify(body) }) });

async function registered(house: TestHouse, person: SignedIn, endpoint: string): Promise<RemoteServer> {
  const response = await send(house, person, '/api/remote-servers', { name: 'A server', endpoint });
  expect(response.status).toBe(201);
  return await response.json<RemoteServer>();
}

async function started(house: TestHouse, person: SignedIn, server: RemoteServer): Promise<StartOAuthReply> {
  const response = await send(house, person, '/api/catalog/oauth/initiate', { server_id: server.server_id });
  expect(response.status).toBe(200);
  return await response.json<StartOAuthReply>();
}

/** What the authorization server sends the browser back with, once the person said yes. */
async function comeBack({ auth_url }: StartOAuthReply): Promise<string> {
  const response = await fetch(auth_url, { redirect: 'manual' });
  const back = new URL(response.headers.get('Location') ?? '');
  expect(back.origin + back.pathname).toBe(`${env.PUBLIC_URL}/api/oauth/callback`);
  return back.pathname + back.search;
}

async function authorized(house: TestHouse, person: SignedIn, name: string): Promise<RemoteServer> {
  const server = await registered(house, person, `https://mcp.${name}/mcp`);
  const path = await comeBack(await started(house, person, server));
  expect((await house.fetch(path, { headers: person.headers })).status).toBe(200);
  return await current(house, person, server);
}

const current = async (house: TestHouse, person: SignedIn, { server_id }: RemoteServer) =>
  await (await house.fetch(`/api/remote-servers/${server_id}`, { headers: person.headers })).json<RemoteServer>();

const connect = (house: TestHouse, person: SignedIn, { server_id }: RemoteServer) =>
  send(house, person, `/api/remote-servers/${server_id}/connect`);

describe('a remote server', () => {
  it('is registered, spoken with, disabled, enabled and removed', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.open.${name}/mcp`);
    expect(server).toMatchObject({ status: 'registered', credential_key: null, error_message: null });
    const told = await (await connect(house, person, server)).json<ConnectRemoteServerReply>();
    expect(told).toMatchObject({
      server_id: server.server_id,
      server: { name: 'played', version: '1.0.0' },
      capabilities: { tools: true },
      tools: ['greet'],
    });
    expect((await current(house, person, server)).last_connected_at).not.toBeNull();
    const path = `/api/remote-servers/${server.server_id}`;
    expect(await (await send(house, person, `${path}/disable`)).json()).toMatchObject({ status: 'disabled' });
    expect(await errorOf(await connect(house, person, server))).toMatchObject({ status: 409 });
    expect(await (await send(house, person, `${path}/enable`, {})).json()).toMatchObject({ status: 'registered' });
    expect((await send(house, person, path, undefined, 'DELETE')).status).toBe(200);
    expect(await (await house.fetch('/api/remote-servers', { headers: person.headers })).json()).toEqual([]);
  });

  it('is not there for anybody else, byte for byte', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.open.${name}/mcp`);
    const other = await signIn(`${name}-other`);
    const unknown = crypto.randomUUID();
    const bodyOf = async (id: string, action: string, method: string) => {
      const response = await send(
        house,
        other,
        `/api/remote-servers/${id}${action}`,
        action === '/enable' ? {} : undefined,
        method,
      );
      return (await response.text()).replace(/"request_id":"[^"]*"/, '');
    };
    for (const [action, method] of [
      ['', 'DELETE'],
      ['/connect', 'POST'],
      ['/test', 'POST'],
      ['/enable', 'POST'],
      ['/disable', 'POST'],
      ['/forget', 'POST'],
    ] as const) {
      expect(await bodyOf(server.server_id, action, method)).toBe(await bodyOf(unknown, action, method));
    }
    const asked = await send(house, other, '/api/oauth/start', { server_id: server.server_id });
    expect(await errorOf(asked)).toMatchObject({ status: 404, code: 'not_found' });
    expect((await current(house, person, server)).status).toBe('registered');
  });

  it.each([
    ['http://mcp.vendor.com/', 'not_https'],
    ['https://10.0.0.1/mcp', 'address_literal'],
    ['https://localhost/mcp', 'name_not_public'],
    ['https://inside.outside-played.net/mcp', 'private_address'],
  ])('at %s is refused with the reason %s', async (endpoint, reason) => {
    const { house, person } = await visit();
    await playZone('inside.outside-played.net', { a: ['192.168.0.1'] });
    const response = await send(house, person, '/api/remote-servers', { name: 'x', endpoint });
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'url_refused', details: { reason } });
  });

  it('is refused at the call when its host has turned private', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.open.${name}/mcp`);
    await playZone(`mcp.open.${name}`, { a: ['169.254.169.254'] });
    expect(await errorOf(await connect(house, person, server))).toMatchObject({ code: 'url_refused' });
    const tested = await send(house, person, `/api/remote-servers/${server.server_id}/test`);
    expect(await tested.json()).toMatchObject({ reachable: false, authenticated: false, error: 'address_refused' });
    expect(await requestsTo(`mcp.open.${name}`)).toEqual([]);
  });

  it('counts once for an endpoint, and up to a number for a person', async () => {
    const { house, person, name } = await visit();
    await registered(house, person, `https://mcp.open.${name}/mcp`);
    const again = { name: 'again', endpoint: `https://MCP.open.${name}:443/mcp#x` };
    expect(await errorOf(await send(house, person, '/api/remote-servers', again))).toMatchObject({ code: 'conflict' });
    for (let nth = 1; nth < 20; nth += 1) await registered(house, person, `https://mcp.open.${name}/mcp${nth}`);
    const more = { name: 'more', endpoint: `https://mcp.open.${name}/more` };
    expect(await errorOf(await send(house, person, '/api/remote-servers', more))).toMatchObject({ code: 'conflict' });
  });
});

describe('signing in to a remote server', () => {
  it('brings a token that the server takes, and no answer shows it', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    expect(await errorOf(await connect(house, person, server))).toMatchObject({
      status: 502,
      details: { reason: 'unauthorized' },
    });
    expect((await current(house, person, server)).status).toBe('auth_required');
    const start = await started(house, person, server);
    expect(start).toMatchObject({ required_scopes: ['tools:read'] });
    const query = new URL(start.auth_url).searchParams;
    expect(query.get('resource')).toBe(`https://mcp.${name}/mcp`);
    expect(query.get('code_challenge_method')).toBe('S256');
    const finished = await house.fetch(await comeBack(start), { headers: person.headers });
    const reply = await finished.text();
    expect(JSON.parse(reply)).toMatchObject({ status: 'authorized', scope: ['tools:read'], expires_in: 300 });
    expect(reply).not.toMatch(/access-|refresh-/);
    expect(await (await connect(house, person, server)).json()).toMatchObject({ tools: ['greet'] });
    expect(await current(house, person, server)).toMatchObject({ status: 'authenticated' });
    const { results } = await env.DB.prepare('SELECT * FROM console_outlet_credentials').all();
    expect(JSON.stringify(results)).not.toMatch(/access-|refresh-|client-/);
    expect(JSON.stringify(results)).toContain(server.server_id);
  });

  it('counts once, in the session that began, and for its own answer only', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const path = await comeBack(await started(house, person, server));
    const sameInOther = await signIn(name.split('.')[0] ?? '');
    const refused = { status: 400, details: { reason: 'unknown_state' } };
    expect(await errorOf(await house.fetch(path, { headers: sameInOther.headers }))).toMatchObject(refused);
    expect(
      await errorOf(
        await house.fetch(path.replace(/state=[^&]+/, `state=${'A'.repeat(43)}`), { headers: person.headers }),
      ),
    ).toMatchObject(refused);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => house.fetch(path, { headers: person.headers })),
    );
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
    const exchanges = (await requestsTo(`login.${name}`)).filter(({ url }) => url.endsWith('/token'));
    expect(exchanges).toHaveLength(1);
  });

  it('refuses an answer that names another issuer (RFC 9207)', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const path = await comeBack(await started(house, person, server));
    const mixedUp = path.replace(/iss=[^&]+/, `iss=${encodeURIComponent('https://evil.outside-played.net')}`);
    expect((await house.fetch(mixedUp, { headers: person.headers })).status).toBe(502);
    expect((await requestsTo(`login.${name}`)).some(({ url }) => url.endsWith('/token'))).toBe(false);
  });

  it('sends a browser on to the page with the outcome', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const path = await comeBack(await started(house, person, server));
    const headers = { ...person.headers, Accept: 'text/html,application/xhtml+xml' };
    const good = await house.fetch(path, { headers });
    expect([good.status, good.headers.get('Location')]).toEqual([
      302,
      `/console/#gateways/signed-in/${server.server_id}`,
    ]);
    expect(good.headers.get('Referrer-Policy')).toBe('no-referrer');
    const bad = await house.fetch(path, { headers });
    expect(bad.headers.get('Location')).toBe('/console/#gateways/not-signed-in/unknown_state');
    const { state } = await started(house, person, server);
    const denied = await house.fetch(
      `/api/oauth/callback?error=access_denied&state=${state}&iss=https%3A%2F%2Flogin.${name}`,
      { headers },
    );
    expect(denied.headers.get('Location')).toBe('/console/#gateways/not-signed-in/denied');
  });

  it('leads a browser back to the page with the reason when its session has ended meanwhile', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const path = await comeBack(await started(house, person, server));
    for (const headers of [{}, { Cookie: '__Host-session=gone' }]) {
      const response = await house.fetch(path, { headers: { ...headers, Accept: 'text/html' } });
      expect([response.status, response.headers.get('Location')]).toEqual([
        302,
        '/console/#gateways/not-signed-in/not_signed_in',
      ]);
      expect(await errorOf(await house.fetch(path, { headers }))).toMatchObject({ status: 401, code: 'not_signed_in' });
    }
    expect((await requestsTo(`login.${name}`)).some(({ url }) => url.endsWith('/token'))).toBe(false);
  });

  it('takes a client whose id and secret can be sent', async () => {
    const { house, person, name } = await visit();
    const { server_id } = await registered(house, person, `https://mcp.${name}/mcp`);
    for (const own of [{ client_id: 'a\nb' }, { client_id: 'a', client_secret: 'é' }, { client_id: 'a\0' }]) {
      const response = await send(house, person, '/api/oauth/start', { server_id, ...own });
      expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request' });
    }
  });

  it('is renewed before the token ends, once for many who need it', async () => {
    const { house, clock, person, name } = await visit();
    const server = await authorized(house, person, name);
    clock.advance(250_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => connect(house, person, server)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const bodies = (await requestsTo(`login.${name}`)).filter(({ body }) => body.includes('grant_type=refresh_token'));
    expect(bodies).toHaveLength(1);
    const renewed = await send(house, person, '/api/catalog/oauth/refresh', {
      server_id: server.server_id,
      credential_key: server.credential_key,
    });
    expect(await renewed.json()).toMatchObject({ credential_key: server.credential_key, refreshed: true });
    expect((await connect(house, person, server)).status).toBe(200);
  });

  it.each([
    ['with a line end', 'a\r\nCookie: b=c'],
    ['beyond ASCII', '密'],
    ['with NUL', 'a\0b'],
    ['that is longer than is kept', 'a'.repeat(9000)],
  ])('brings no token %s', async (_, token) => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const path = await comeBack(await started(house, person, server));
    const body = JSON.stringify({ access_token: token, token_type: 'Bearer' });
    await playPages(`login.${name}`, { '/token': { body, headers: { 'Content-Type': 'application/json' } } });
    const refused = { status: 502, code: 'upstream_failed', details: { reason: 'provider_error' } };
    expect(await errorOf(await house.fetch(path, { headers: person.headers }))).toMatchObject(refused);
    expect(await current(house, person, server)).toMatchObject({ credential_key: null });
  });

  it('ends when the authorization server says that it is over', async () => {
    const { house, clock, person, name } = await visit();
    const server = await authorized(house, person, name);
    await playPages(`login.${name}`, {
      '/token': { status: 400, body: '{"error":"invalid_grant"}', headers: { 'Content-Type': 'application/json' } },
    });
    clock.advance(290_000);
    expect(await errorOf(await connect(house, person, server))).toMatchObject({ details: { reason: 'unauthorized' } });
    expect(await current(house, person, server)).toMatchObject({ status: 'auth_required', credential_key: null });
  });

  it('a refusal of an old token does not forget a sign-in that came meanwhile', async () => {
    const { house, clock, person, name } = await visit();
    const server = await authorized(house, person, name);
    const path = await comeBack(await started(house, person, server));
    await playPages(`login.${name}`, {
      '/token': {
        status: 400,
        body: '{"error":"invalid_grant"}',
        headers: { 'Content-Type': 'application/json' },
        delayMs: 600,
      },
    });
    clock.advance(290_000);
    const late = connect(house, person, server);
    await scheduler.wait(150);
    await playPages(`login.${name}`, {});
    const finished = await house.fetch(path, { headers: person.headers });
    expect(finished.status).toBe(200);
    expect((await late).status).toBe(200);
    expect((await current(house, person, server)).status).toBe('authenticated');
    expect((await connect(house, person, server)).status).toBe(200);
  });

  it('is revoked and forgotten', async () => {
    const { house, person, name } = await visit();
    const server = await authorized(house, person, name);
    const forgotten = await send(house, person, `/api/remote-servers/${server.server_id}/forget`);
    expect(await forgotten.json()).toMatchObject({ credential_key: null, status: 'auth_required' });
    expect((await requestsTo(`login.${name}`)).filter(({ url }) => url.endsWith('/revoke'))).toHaveLength(1);
    const left = env.DB.prepare('SELECT id FROM console_outlet_credentials WHERE id LIKE ?1');
    expect(await left.bind(`%${server.server_id}`).first()).toBeNull();
    expect(await errorOf(await connect(house, person, server))).toMatchObject({ details: { reason: 'unauthorized' } });
  });

  it.each([
    [
      'names a private authorization server',
      { authorization_servers: ['https://10.0.0.1'] },
      'url_refused',
      'address_literal',
    ],
    ['names one by http', { authorization_servers: ['http://login.outside-played.net'] }, 'url_refused', 'not_https'],
    ['speaks for another resource', { resource: 'https://mcp.bank.com/mcp' }, 'upstream_failed', 'unsafe_metadata'],
    ['speaks for a neighbour', { resource: 'https://mcp.SELF/mc' }, 'upstream_failed', 'unsafe_metadata'],
  ])('stops where the metadata %s', async (_, change, code, reason) => {
    const { house, person, name } = await visit();
    const document = {
      resource: `https://mcp.${name}/mcp`,
      authorization_servers: [`https://login.${name}`],
      ...change,
    };
    const body = JSON.stringify(document).replace('SELF', name);
    const headers = { 'Content-Type': 'application/json' };
    await playPages(`mcp.${name}`, { '/.well-known/oauth-protected-resource/mcp': { body, headers } });
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const response = await send(house, person, '/api/oauth/start', { server_id: server.server_id });
    expect(await errorOf(response)).toMatchObject({ code, details: { reason } });
  });

  it.each([
    ['without PKCE', { code_challenge_methods_supported: ['plain'] }, 'unsafe_metadata'],
    ['that says it is another', { issuer: 'https://login.bank.com' }, 'unsafe_metadata'],
    [
      'with a page in a private network',
      { authorization_endpoint: 'https://192.168.0.1/authorize' },
      'address_literal',
    ],
    ['with a page that is a script', { authorization_endpoint: 'javascript:alert(1)' }, 'not_https'],
    ['whose registration is inside', { registration_endpoint: 'https://[::1]/register' }, 'address_literal'],
    [
      'that offers more ways to show who one is than are kept',
      { token_endpoint_auth_methods_supported: Array(40).fill('none') },
      'unsafe_metadata',
    ],
    ['that registers nobody', { registration_endpoint: undefined }, 'no_registration'],
  ])('stops at an authorization server %s', async (_, change, reason) => {
    const { house, person, name } = await visit();
    const issuer = `https://login.${name}`;
    const metadata = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/register`,
      code_challenge_methods_supported: ['S256'],
      ...change,
    };
    await playPages(`login.${name}`, {
      '/.well-known/oauth-authorization-server': {
        body: JSON.stringify(metadata),
        headers: { 'Content-Type': 'application/json' },
      },
    });
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    const response = await send(house, person, '/api/oauth/start', { server_id: server.server_id });
    expect((await errorOf(response)).details?.reason).toBe(reason);
  });
});

describe('looking into a remote server', () => {
  const look = (house: TestHouse, person: SignedIn, { server_id }: RemoteServer, what = 'tools') =>
    house.fetch(`/api/inspector/${server_id}/${what}?path=/elsewhere&port=1`, { headers: person.headers });

  it('behind a sign-in tells what it has, at its own address whatever the question says', async () => {
    const { house, person, name } = await visit();
    const server = await registered(house, person, `https://mcp.${name}/mcp`);
    expect(await errorOf(await look(house, person, server))).toMatchObject({
      status: 502,
      details: { reason: 'unauthorized' },
    });
    const path = await comeBack(await started(house, person, server));
    expect((await house.fetch(path, { headers: person.headers })).status).toBe(200);
    expect(await (await look(house, person, server)).json()).toMatchObject({ tools: [{ name: 'greet' }], dropped: 0 });
    expect(await (await look(house, person, server, 'capabilities')).json()).toMatchObject({
      server: { name: 'played', capabilities: { tools: true } },
    });
    const asked = (await requestsTo(`mcp.${name}`)).map(({ url }) => new URL(url).pathname);
    expect(asked).not.toContain('/elsewhere');
  });

  it('uses a token that was renewed where its end is near', async () => {
    const { house, clock, person, name } = await visit();
    const server = await authorized(house, person, name);
    clock.advance(250_000);
    expect((await look(house, person, server)).status).toBe(200);
    const renewals = (await requestsTo(`login.${name}`)).filter(({ body }) =>
      body.includes('grant_type=refresh_token'),
    );
    expect(renewals).toHaveLength(1);
  });

  it('does not call one that is disabled, and none for anybody else', async () => {
    const { house, person, name } = await visit();
    const server = await authorized(house, person, name);
    const before = (await requestsTo(`mcp.${name}`)).length;
    const other = await signIn(`${name}-looks`);
    expect(await errorOf(await look(house, other, server))).toMatchObject({ status: 404, code: 'not_found' });
    await send(house, person, `/api/remote-servers/${server.server_id}/disable`);
    expect(await errorOf(await look(house, person, server))).toMatchObject({
      status: 409,
      details: { reason: 'disabled' },
    });
    expect(await requestsTo(`mcp.${name}`)).toHaveLength(before);
  });
});

describe('the addresses of the earlier console', () => {
  it('take its requests and answer in its names', async () => {
    const { house, person, name } = await visit();
    const asked = { catalog_item_id: 'item-1', name: 'Old', endpoint: `https://mcp.${name}/mcp` };
    const made = await send(house, person, '/api/remote-servers', asked);
    expect(made.status).toBe(201);
    const server = await made.json<RemoteServer>();
    expect(server).toMatchObject({ ...asked, status: 'registered', last_connected_at: null, error_message: null });
    const path = `/api/remote-servers/${server.server_id}`;
    const enabled = await send(house, person, `${path}/enable`, { requires_auth: true });
    expect(await enabled.json()).toMatchObject({ server_id: server.server_id, status: 'auth_required' });
    const tested = await (await send(house, person, `${path}/test`)).json();
    expect(tested).toEqual({
      server_id: server.server_id,
      reachable: true,
      authenticated: false,
      error: 'unauthorized',
    });
    const request = { server_id: server.server_id, scopes: ['tools:read'] };
    const start = await (await send(house, person, '/api/oauth/start', request)).json<StartOAuthReply>();
    expect(start).toEqual({ auth_url: expect.any(String), state: expect.any(String), required_scopes: ['tools:read'] });
    const back = new URL(await comeBack(start), 'https://roundhouse.test').searchParams;
    const answer = Object.fromEntries(back);
    const finished = await send(house, person, '/api/oauth/callback', { ...answer, server_id: server.server_id });
    expect(await finished.json()).toMatchObject({ status: 'authorized', scope: ['tools:read'], expires_in: 300 });
    const again = new URL(await comeBack(await started(house, person, server)), 'https://roundhouse.test').search;
    expect((await house.fetch(`/api/catalog/oauth/callback${again}`, { headers: person.headers })).status).toBe(200);
    const removed = await send(house, person, `${path}?delete_credentials=true`, undefined, 'DELETE');
    expect(removed.status).toBe(200);
  });
});
