import { env, runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { GatewayHealthReply, GatewaysReply, GatewayView } from '../../../shared/gateways.schema.ts';
import { errorOf, type TestHouse, testHouse } from '../../testing/harness.ts';
import '../../testing/migrate.ts';
import { playPages, playZone, requestsTo } from '../../testing/played-outside.ts';
import { type SignedIn, signIn } from '../../testing/signed-in.ts';

const TOKEN = 'gateway-token-1f6d0b7e';
let people = 0;

async function visit() {
  people += 1;
  const host = `gateway${people}.outside-played.net`;
  await playPages(host, { '/healthcheck': { body: 'well' }, '/base/healthcheck': { body: 'well' } });
  return { house: await testHouse(), person: await signIn(`gateways-${people}`), host };
}

const send = (house: TestHouse, person: SignedIn, path: string, body?: unknown, method = 'POST') =>
  house.fetch(path, { method, headers: person.own, ...(body !== undefined && { body: JSON.stringify(body) }) });

async function registered(house: TestHouse, person: SignedIn, host: string): Promise<GatewayView> {
  const response = await send(house, person, '/api/gateways', {
    url: `https://${host}`,
    token: TOKEN,
    type: 'external',
  });
  expect(response.status).toBe(200);
  return await response.json<GatewayView>();
}

describe('an external gateway', () => {
  it('is checked when it is registered, with its token, and answers in the names of the earlier console', async () => {
    const { house, person, host } = await visit();
    const view = await registered(house, person, host);
    expect(view).toMatchObject({ status: 'healthy', external_mode_enabled: true, has_token: true, name: host });
    expect(view.health).toMatchObject({ status: 'healthy', last_error: null, checks: 1, failures: 0 });
    for (const name of ['p50_ms', 'p95_ms', 'p99_ms'] as const) expect(view.health[name]).toBeGreaterThanOrEqual(0);
    const [asked] = await requestsTo(host);
    expect([asked?.url, asked?.headers.authorization]).toEqual([`https://${host}/healthcheck`, `Bearer ${TOKEN}`]);
  });

  it('never shows its token again, and keeps it sealed', async () => {
    const { house, person, host } = await visit();
    const { gateway_id } = await registered(house, person, host);
    const list = await (await house.fetch('/api/gateways', { headers: person.headers })).text();
    expect((JSON.parse(list) as GatewaysReply).gateways.map((gateway) => gateway.gateway_id)).toEqual([gateway_id]);
    expect(list).not.toContain(TOKEN);
    const { results } = await env.DB.prepare('SELECT * FROM console_outlet_credentials').all();
    expect(JSON.stringify(results)).toContain(gateway_id);
    expect(JSON.stringify(results)).not.toContain(TOKEN);
  });

  it('is checked by itself from then on, and tells what went wrong', async () => {
    const { house, person, host } = await visit();
    const { gateway_id } = await registered(house, person, host);
    const object = env.GATEWAY_CHECKS.getByName(gateway_id);
    await playPages(host, { '/healthcheck': { status: 500 } });
    expect(await runDurableObjectAlarm(object)).toBe(true);
    const path = `/api/gateways/${gateway_id}/health`;
    const { status, health } = await (await house.fetch(path, { headers: person.headers })).json<GatewayHealthReply>();
    expect(status).toBe('unhealthy');
    expect(health).toMatchObject({ checks: 2, failures: 1, last_error: 'status' });
    await playZone(host, { a: ['10.0.0.1'] });
    expect(await runDurableObjectAlarm(object)).toBe(true);
    const later = await (await house.fetch(path, { headers: person.headers })).json<GatewayHealthReply>();
    expect(later.health).toMatchObject({ checks: 3, failures: 2, last_error: 'address_refused' });
    expect(await requestsTo(host)).toHaveLength(2);
  });

  it('is not checked twice in a moment, whoever asks', async () => {
    const { house, person, host } = await visit();
    const { gateway_id } = await registered(house, person, host);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(house, person, `/api/gateways/${gateway_id}/check`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await requestsTo(host)).toHaveLength(1);
  });

  it('is forgotten with its token and its checks', async () => {
    const { house, person, host } = await visit();
    const { gateway_id } = await registered(house, person, host);
    expect((await send(house, person, `/api/gateways/${gateway_id}`, undefined, 'DELETE')).status).toBe(200);
    const left = env.DB.prepare('SELECT id FROM console_outlet_credentials WHERE id LIKE ?1').bind(`%${gateway_id}`);
    expect(await left.first()).toBeNull();
    expect(await runDurableObjectAlarm(env.GATEWAY_CHECKS.getByName(gateway_id))).toBe(false);
    expect((await house.fetch(`/api/gateways/${gateway_id}/health`, { headers: person.headers })).status).toBe(404);
  });

  it('is not there for anybody else, byte for byte', async () => {
    const { house, person, host } = await visit();
    const { gateway_id } = await registered(house, person, host);
    const other = await signIn(`gateways-other-${people}`);
    const bodyOf = async (id: string, action: string, method: string) =>
      (await (await house.fetch(`/api/gateways/${id}${action}`, { method, headers: other.own })).text()).replace(
        /"request_id":"[^"]*"/,
        '',
      );
    for (const [action, method] of [
      ['/health', 'GET'],
      ['/check', 'POST'],
      ['', 'DELETE'],
    ] as const) {
      expect(await bodyOf(gateway_id, action, method)).toBe(await bodyOf(crypto.randomUUID(), action, method));
    }
    expect(await requestsTo(host)).toHaveLength(1);
  });

  it.each([
    [{ url: 'https://127.0.0.1' }, 'url_refused'],
    [{ url: 'http://gateway.vendor.com' }, 'url_refused'],
    [{ url: 'https://gateway.vendor.com', token: 'a b' }, 'bad_request'],
    [{ url: 'https://gateway.vendor.com', token: 'a\nb' }, 'bad_request'],
    [{ url: 'https://gateway.vendor.com', surprise: 1 }, 'bad_request'],
    [{ url: 'https://gateway.vendor.com', allowlist_overrides: [{ value: 'gateway.vendor.com' }] }, 'bad_request'],
    [{ url: `https://gateway.vendor.com/${'x'.repeat(3000)}` }, 'bad_request'],
    [{}, 'bad_request'],
  ])('is refused when it is %j', async (body, code) => {
    const { house, person } = await visit();
    expect(await errorOf(await send(house, person, '/api/gateways', body))).toMatchObject({ status: 400, code });
  });

  it('counts once for an address, and up to a number for a person', { timeout: 30_000 }, async () => {
    const { house, person, host } = await visit();
    await registered(house, person, host);
    const again = await send(house, person, '/api/gateways', { url: `https://${host.toUpperCase()}:443/?x=1#y` });
    expect(await errorOf(again)).toMatchObject({ status: 409, code: 'conflict' });
    for (let nth = 1; nth < 20; nth += 1) {
      expect((await send(house, person, '/api/gateways', { url: `https://${host}/${nth}` })).status).toBe(200);
    }
    expect((await send(house, person, '/api/gateways', { url: `https://${host}/20` })).status).toBe(409);
  });
});
