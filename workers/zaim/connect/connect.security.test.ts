/** Attacks on connecting: strangers, other browsers, many callbacks at once, and what might leak. */

import { env, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../kernel/digest.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';
import { SimulatedZaim } from '../../testing/simulated-zaim.ts';
import { ZaimBrowser } from '../../testing/zaim-browser.ts';

const ADMIN_TOKEN = '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23';
const CALLBACKS = 25;
const ROUNDS = 200;

async function houseAt(host: string) {
  const zaim = new SimulatedZaim(`http://${host}.zaim.test`);
  const house = await testHouse({ ADMIN_TOKEN, ZAIM_API_URL: zaim.origin, ZAIM_AUTH_URL: zaim.origin });
  return { zaim, house, browser: () => new ZaimBrowser(house, zaim, ADMIN_TOKEN) };
}
const reasonOf = async (response: Response) => (await errorOf(response)).details?.reason;

describe('a stranger', () => {
  it.each([
    ['GET', '/zaim/auth/login'],
    ['GET', '/zaim/auth/start'],
    ['GET', '/zaim/auth/status'],
    ['GET', '/zaim/summary'],
    ['POST', '/zaim/auth/reset'],
    ['POST', '/zaim/fetch'],
    ['GET', '/admin/encryption'],
    ['POST', '/admin/encryption/sweep'],
    ['GET', '/admin/sealed-records'],
    ['PUT', '/admin/sealed-records'],
  ])('finds nothing at %s %s, byte for byte', async (method, path) => {
    const { house } = await houseAt('stranger');
    const shape = async (response: Response) => ({ ...(await errorOf(response)), request_id: '' });
    const nothing = await shape(await house.fetch('/zaim-nothing', { method }));
    for (const headers of [{}, { Authorization: 'Bearer guess' }, { 'Content-Type': 'application/json' }]) {
      expect(await shape(await house.fetch(path, { method, headers }))).toEqual(nothing);
      expect(await shape(await house.fetch(path, { method: 'PATCH', headers }))).toEqual({ ...nothing });
    }
  });

  it('finds nothing at all, not even a callback, where no application is configured', async () => {
    const house = await testHouse({ ADMIN_TOKEN, ZAIM_CONSUMER_KEY: undefined, ZAIM_CONSUMER_SECRET: undefined });
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const path of ['/zaim/auth/callback', '/zaim/auth/login', '/zaim/auth/status', '/zaim/summary']) {
      expect(await errorOf(await house.fetch(path, { headers }))).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('another browser', () => {
  it('cannot finish a connection, and does not spoil it', async () => {
    const { zaim, house, browser } = await houseAt('other-browser');
    const [mine, theirs] = [browser(), browser()];
    const path = await mine.walkToCallback('other-browser', 'anybody');
    // The attack: the victim opens a callback that the attacker walked to, so that the attacker's household is connected.
    expect(await reasonOf(await house.fetch(path))).toBe('unknown_request');
    await theirs.get('/zaim/auth/login');
    expect(await reasonOf(await theirs.get(path))).toBe('unknown_request');
    const name = mine.cookies.split('=')[0] ?? '';
    for (const cookie of [
      `${name}=`,
      `${name}=${'A'.repeat(43)}`,
      `${name}=${'A'.repeat(4000)}`,
      `${mine.cookies}; ${name}=x`,
    ]) {
      expect(await reasonOf(await house.fetch(path, { headers: { Cookie: cookie } }))).toBe('unknown_request');
    }
    expect((await zaim.log()).exchanges).toBe(0);
    expect((await mine.get(path)).headers.get('Location')).toBe('/zaim/?connected=other-browser');
  });

  it('cannot end it with a "no" either', async () => {
    const { house, browser } = await houseAt('other-no');
    const mine = browser();
    const path = await mine.walkToCallback('other-no', 'anybody');
    const token = new URLSearchParams(path.split('?')[1]).get('oauth_token');
    expect((await house.fetch(`/zaim/auth/callback?denied=${token}`)).headers.get('Location')).toContain(
      'unknown_request',
    );
    expect((await mine.get(path)).headers.get('Location')).toBe('/zaim/?connected=other-no');
  });

  it('has two connections under way at once without mixing them up', async () => {
    const { browser } = await houseAt('two-tabs');
    const mine = browser();
    const [one, two] = [await mine.walkToCallback('two-a', 'anybody'), await mine.walkToCallback('two-b', 'anybody')];
    expect((await mine.get(one)).headers.get('Location')).toBe('/zaim/?connected=two-a');
    expect((await mine.get(two)).headers.get('Location')).toBe('/zaim/?connected=two-b');
  });
});

describe('many callbacks at once', () => {
  it(`on one request token give one exchange: ${CALLBACKS} at once, ${ROUNDS} times`, {
    timeout: 180_000,
  }, async () => {
    const { zaim, house, browser } = await houseAt('many');
    for (let round = 1; round <= ROUNDS; round += 1) {
      const mine = browser();
      const path = await mine.walkToCallback('many', 'anybody');
      const headers = { Cookie: mine.cookies };
      const answers = await Promise.all(Array.from({ length: CALLBACKS }, () => house.fetch(path, { headers })));
      const statuses = answers.map(({ status }) => status).sort((one, other) => one - other);
      expect(statuses).toEqual([302, ...Array.from({ length: CALLBACKS - 1 }, () => 400)]);
      const log = await zaim.log();
      expect(log).toMatchObject({ exchanges: round, refused: [], calls: { access: round } });
    }
  });
});

describe('a token', () => {
  it('rests sealed, opens under its own id alone, and is in no answer', async () => {
    const { house, browser } = await houseAt('sealed');
    const mine = browser();
    const path = await mine.walkToCallback('sealed', 'anybody');
    const token = new URLSearchParams(path.split('?')[1]).get('oauth_token') ?? '';
    const pending = env.ZAIM_CONNECTIONS.getByName(await sha256Hex(token));
    const waiting = await runInDurableObject(pending, (_, state) => JSON.stringify([...state.storage.kv.list()]));
    expect(waiting).toMatch(/"envelope":"v1\.[0-9a-f]{16}\./);
    expect(waiting).not.toContain(token);

    await mine.get(path);
    const account = env.ZAIM_ACCOUNTS.getByName('sealed');
    const stored = await runInDurableObject(account, (_, state) => {
      const rows = (table: string) => state.storage.sql.exec(`SELECT * FROM ${table}`).toArray();
      return JSON.stringify([rows('account'), rows('sealed'), rows('calls')]);
    });
    expect(stored).toMatch(/"envelope":"v1\.[0-9a-f]{16}\./);
    // The simulated tokens begin with "at-", their secrets with "as-".
    expect(stored).not.toMatch(/\ba[ts]-[0-9a-f]{32}/);
    const pages = await Promise.all(
      ['/zaim/auth/status', '/zaim/summary?account=sealed', '/admin/sealed-records', '/admin/encryption'].map(
        async (at) => (await mine.get(at)).text(),
      ),
    );
    const metrics = await house.fetch('/metrics', { headers: { Authorization: `Bearer ${env.METRICS_TOKEN}` } });
    expect([...pages, await metrics.text()].join('\n')).not.toMatch(/\ba[ts]-[0-9a-f]{32}|CANARY/);
  });
});
