/** Connecting, over the real objects and the simulated Zaim's real HTTP; the attacks on it are in connect.security.test.ts. */

import { env, runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { statusReply } from '../../../shared/zaim.schema.ts';
import { sha256Hex } from '../../kernel/digest.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';
import { SimulatedZaim } from '../../testing/simulated-zaim.ts';
import { ZaimBrowser } from '../../testing/zaim-browser.ts';

const ADMIN_TOKEN = '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23';

/** A house with a Zaim of its own. */
async function houseAt(host: string, overrides: object = {}) {
  const zaim = new SimulatedZaim(`http://${host}.zaim.test`);
  const house = await testHouse({ ADMIN_TOKEN, ZAIM_API_URL: zaim.origin, ZAIM_AUTH_URL: zaim.origin, ...overrides });
  return { zaim, house, browser: () => new ZaimBrowser(house, zaim, ADMIN_TOKEN) };
}

describe('connecting', () => {
  it('leads to Zaim, back, and to a page that says so', async () => {
    const { house, browser } = await houseAt('whole');
    const mine = browser();
    const begun = await mine.get('/zaim/auth/login?account=whole');
    expect(begun.status).toBe(302);
    expect(begun.headers.get('Location')).toMatch(
      /^http:\/\/whole\.zaim\.test\/users\/auth\?oauth_token=[0-9a-f]{32}$/,
    );
    expect(begun.headers.get('Set-Cookie')).toMatch(
      /^__Host-zaim-[0-9a-f]{16}=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    const finished = await mine.connect('whole', 'anybody');
    expect(finished.status).toBe(302);
    expect(finished.headers.get('Location')).toBe('/zaim/?connected=whole');
    expect(finished.headers.get('Referrer-Policy')).toBe('no-referrer');
    const status = statusReply.parse(await (await mine.get('/zaim/auth/status')).json());
    expect(status.accounts).toContainEqual(expect.objectContaining({ account: 'whole', access: 'limited' }));
    expect((await house.fetch('/zaim/auth/status')).status).toBe(404);
  });

  it('is the same under the name that the exporter before had', async () => {
    const { browser } = await houseAt('alias');
    expect((await browser().get('/zaim/auth/start')).status).toBe(302);
  });

  it('sends the callback that is configured, whatever a request claims', async () => {
    const { house, zaim, browser } = await houseAt('callback');
    const path = await browser().walkToCallback('callback', 'anybody');
    expect(path).toMatch(/^\/zaim\/auth\/callback\?/);
    const headers = {
      Authorization: `Bearer ${ADMIN_TOKEN}`,
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
    };
    const begun = await house.fetch('/zaim/auth/login', { headers });
    const back = await zaim.decide(begun.headers.get('Location') ?? '', 'anybody');
    expect(back.origin).toBe('http://localhost:8787');
  });

  it('ends when the user says no, and the request token is of no use any more', async () => {
    const { zaim, browser } = await houseAt('denied');
    const mine = browser();
    const back = await mine.walkToCallback('denied', 'anybody', 'deny');
    expect((await mine.get(back)).headers.get('Location')).toBe('/zaim/?error=denied');
    expect((await mine.get(back)).headers.get('Location')).toBe('/zaim/?error=unknown_request');
    expect((await zaim.log()).exchanges).toBe(0);
  });

  it.each([
    ['/zaim/auth/callback', 'missing_parameters'],
    ['/zaim/auth/callback?oauth_token=a', 'missing_parameters'],
    ['/zaim/auth/callback?oauth_verifier=a', 'missing_parameters'],
    ['/zaim/auth/callback?oauth_token=&oauth_verifier=', 'missing_parameters'],
    [`/zaim/auth/callback?oauth_token=${'a'.repeat(300)}&oauth_verifier=b`, 'missing_parameters'],
    ['/zaim/auth/callback?oauth_token=a&oauth_verifier=b', 'unknown_request'],
    ['/zaim/auth/callback?oauth_token=%00%ff&oauth_verifier=b&more=1', 'unknown_request'],
  ])('answers %.60s with 400, and leads a browser to the explanation', async (path, reason) => {
    const { browser } = await houseAt('bad');
    const response = await browser().get(path);
    expect(response.headers.get('Refresh')).toBe(`0; url=/zaim/?error=${reason}`);
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request', details: { reason } });
  });

  it.each([
    '?account=Home',
    '?account=',
    '?account=a%2Fb',
    `?account=${'a'.repeat(32)}`,
    '?other=1',
    '?account=a&account=b',
  ])('refuses to begin with %.30s', async (query) => {
    const { browser } = await houseAt('label');
    expect(await errorOf(await browser().get(`/zaim/auth/login${query}`))).toMatchObject({ status: 400 });
  });

  it('forgets a connection after ten minutes', async () => {
    const { browser } = await houseAt('late');
    const mine = browser();
    const path = await mine.walkToCallback('late', 'anybody');
    const token = new URLSearchParams(path.split('?')[1]).get('oauth_token') ?? '';
    expect(await runDurableObjectAlarm(env.ZAIM_CONNECTIONS.getByName(await sha256Hex(token)))).toBe(true);
    expect((await errorOf(await mine.get(path))).details).toEqual({ reason: 'unknown_request' });
  });
});

describe('when Zaim does not do its part, connecting', () => {
  it.each([
    [{ kind: 'status', status: 500 }, 'zaim_unavailable'],
    [{ kind: 'status', status: 401 }, 'application_refused'],
    [{ kind: 'html' }, 'zaim_unavailable'],
    [{ kind: 'odd' }, 'zaim_unavailable'],
    [{ kind: 'redirect' }, 'zaim_unavailable'],
    [{ kind: 'down' }, 'zaim_unavailable'],
    [{ kind: 'unconfirmed' }, 'callback_unconfirmed'],
  ])('does not begin: %o is %s', async (fault, error) => {
    const { zaim, browser } = await houseAt('begin-faults');
    await zaim.faults('anybody', { request: fault });
    const before = (await zaim.log()).calls.request ?? 0;
    const begun = await browser().get('/zaim/auth/login');
    expect(begun.headers.get('Location')).toBe(`/zaim/?error=${error}`);
    expect(begun.headers.get('Set-Cookie')).toBeNull();
    expect((await zaim.log()).calls.request).toBe(before + 1);
  });

  it.each([
    [{ kind: 'status', status: 500 }, 'exchange_unclear'],
    [{ kind: 'status', status: 401 }, 'exchange_refused'],
    [{ kind: 'html' }, 'exchange_unclear'],
    [{ kind: 'down' }, 'exchange_unclear'],
    [{ kind: 'redirect' }, 'exchange_unclear'],
    [{ kind: 'slow', ms: 6000 }, 'exchange_unclear'],
  ])('does not end, and the exchange is made once: %o is %s', { timeout: 20_000 }, async (fault, error) => {
    const { zaim, browser } = await houseAt('end-faults');
    await zaim.faults('unlucky', { access: fault });
    const before = (await zaim.log('unlucky')).calls.access ?? 0;
    const mine = browser();
    const path = await mine.walkToCallback('end-faults', 'unlucky');
    expect((await mine.get(path)).headers.get('Location')).toBe(`/zaim/?error=${error}`);
    expect((await mine.get(path)).status).toBe(400);
    expect((await zaim.log('unlucky')).calls.access).toBe(before + 1);
  });

  it('says so when our own storage does not answer', async () => {
    const away = { getByName: () => ({ begin: () => Promise.reject(new Error('away')) }) };
    const { browser } = await houseAt('away', { ZAIM_CONNECTIONS: away });
    expect((await browser().get('/zaim/auth/login')).headers.get('Location')).toBe('/zaim/?error=unavailable');
  });
});
