/**
 * The page of remote servers and gateways. What it does is shown with the real server, an MCP server of the official SDK and an
 * authorization server; what its states look like, with made-up answers.
 */
import type { Page } from '@playwright/test';
import type { GatewayView } from '../../shared/gateways.schema.ts';
import type { RemoteServer } from '../../shared/remote-servers.schema.ts';
import { gatewaysEn } from '../src/console/gateways/texts.en.ts';
import { gatewaysJa } from '../src/console/gateways/texts.ja.ts';
import { inspectorEn } from '../src/console/inspector/texts.en.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

test.use({ provoked: [FAILED_REQUEST] });

const MCP = process.env.E2E_REMOTE_MCP ?? '';
const LOGIN = process.env.E2E_REMOTE_LOGIN ?? '';

test.describe('with servers', () => {
  test.skip(!canSignIn || MCP === '', 'E2E_REMOTE_MCP and E2E_PROVIDER are needed; npm test sets them');
  test.use({ visited: [...PROVIDER_ORIGINS, LOGIN] });
  test.beforeAll(({ request }) => liftSignInLimit(request));

  test('a remote server is registered, signed in to, connected, signed out of and removed; a gateway is checked', async ({
    page,
  }) => {
    const { servers: t, gateways: g, about, add, remove, name } = gatewaysEn;
    const act = (action: string, thing = 'Played') =>
      page.getByRole('button', { name: about(action, thing), exact: true });
    const confirm = (yes: string) => page.getByRole('dialog').getByRole('button', { name: yes, exact: true }).click();
    const bodies: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/'))
        void response.text().then(
          (text) => bodies.push(text),
          () => undefined,
        );
    });
    await page.goto('/console/#gateways');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, 'Ann');
    await page.goto('/console/#gateways');
    const form = page.getByRole('form', { name: t.form });
    await form.getByLabel(name).fill('Played');
    await form.getByLabel(t.endpoint).fill('https://10.0.0.1/mcp');
    await form.getByRole('button', { name: add }).click();
    await expect(form.getByText(deskEn.urlRefusals.address_literal)).toBeVisible();
    await form.getByLabel(t.endpoint).fill(`${MCP}/mcp`);
    await form.getByRole('button', { name: add }).click();
    await act(t.connect).click();
    await expect(page.getByText(t.statuses.auth_required, { exact: true })).toBeVisible();
    // The authorization server says yes at once and sends the browser back.
    await act(t.signIn).click();
    await expect(page.locator('.notice').getByText(t.signedIn('Played'))).toBeVisible();
    expect(page.url()).not.toContain('code=');
    await act(t.connect).click();
    await expect(page.getByText('greet')).toBeVisible();
    await expectAccessible(page, 'connected');
    await page.getByRole('link', { name: about(t.inspect, 'Played'), exact: true }).click();
    await expect(page.getByRole('heading', { name: 'greet' })).toBeVisible();
    await expect(page.getByText('Says hello')).toBeVisible();
    await expect(page.getByLabel(inspectorEn.path)).toHaveCount(0);
    await expectAccessible(page, 'inspected');
    await page.getByRole('link', { name: t.backToAll }).click();
    await act(t.signOut).click();
    await confirm(t.signOut);
    await expect(page.getByText(t.statuses.auth_required, { exact: true })).toBeVisible();
    await act(remove).click();
    await confirm(remove);
    await expect(page.getByText(t.none)).toBeVisible();
    await expect(page.locator('#part-title')).toBeFocused();

    const gateway = page.getByRole('form', { name: g.form });
    await gateway.getByLabel(g.url).fill(MCP);
    await gateway.getByLabel(g.token).fill('gateway-token-e2e');
    await gateway.getByRole('button', { name: add }).click();
    await expect(page.getByText(g.statuses.healthy, { exact: true })).toBeVisible();
    await expect(gateway.getByLabel(g.token)).toHaveValue('');
    await act(remove, '127.0.0.1').click();
    await confirm(remove);
    await expect(page.getByText(g.none)).toBeVisible();
    expect(bodies.length).toBeGreaterThan(10);
    for (const body of [...bodies, await page.content()])
      expect(body).not.toMatch(/access-|refresh-|gateway-token-e2e/);
  });
});

const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const SERVER: RemoteServer = {
  server_id: '6a8d9f5e-2a0b-4f6e-9a59-0d1c51b8f2a1',
  catalog_item_id: '',
  name: 'Issue tracker',
  endpoint: 'https://mcp.issues.vendor.com/mcp',
  status: 'authenticated',
  credential_key: '0f0f0f0f-2a0b-4f6e-9a59-0d1c51b8f2a1',
  scopes: ['issues:read', 'issues:write'],
  credential_expires_at: at(42),
  last_connected_at: at(-3),
  error_message: null,
  created_at: at(-4000),
};
const SERVERS: readonly RemoteServer[] = [
  SERVER,
  {
    ...SERVER,
    server_id: '7a8d9f5e-2a0b-4f6e-9a59-0d1c51b8f2a1',
    name: 'A server with a name that is about as long as a name may be, which is eighty.',
    endpoint: `https://a-very-long-name-of-a-host-that-has-to-break.vendor.com/${'path/'.repeat(12)}mcp`,
    status: 'auth_required',
    credential_key: null,
    scopes: [],
    credential_expires_at: null,
    last_connected_at: null,
    error_message: 'unauthorized',
  },
  {
    ...SERVER,
    server_id: '8',
    name: 'Off',
    endpoint: 'https://off.vendor.com/',
    status: 'disabled',
    credential_key: null,
  },
  {
    ...SERVER,
    server_id: '9',
    name: 'Gone',
    endpoint: 'https://gone.vendor.com/',
    status: 'error',
    error_message: 'timeout',
  },
];
const GATEWAY: GatewayView = {
  gateway_id: '5a8d9f5e-2a0b-4f6e-9a59-0d1c51b8f2a1',
  name: 'gateway.vendor.com',
  type: 'external',
  url: 'https://gateway.vendor.com/',
  has_token: true,
  created_at: at(-4000),
  status: 'healthy',
  external_mode_enabled: true,
  health: {
    status: 'healthy',
    p50_ms: 84,
    p95_ms: 231,
    p99_ms: 1240,
    last_error: 'timeout',
    checks: 288,
    failures: 2,
    checked_at: at(-2),
    recent: Array.from({ length: 60 }, (_, nth) => ({
      at: at((nth - 60) * 5),
      duration_ms: 60 + ((nth * 37) % 90),
      error: nth === 20 ? ('timeout' as const) : null,
    })),
  },
};

interface Answers {
  readonly servers?: readonly RemoteServer[];
  readonly gateways?: readonly GatewayView[];
  /** What everything but the lists is answered. */
  readonly refuse?: { readonly status: number; readonly code: string; readonly reason?: string };
  readonly isDown?: boolean;
}

async function open(page: Page, answers: Answers, hash = '#gateways'): Promise<void> {
  await page.route('**/api/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/api/console') {
      return await route.fulfill({ json: { subject: { type: 'user', id: 'somebody' }, has_second_factor: true } });
    }
    const refused = answers.isDown ? { status: 503, code: 'unavailable' } : answers.refuse;
    const isList = route.request().method() === 'GET';
    if (refused !== undefined && (answers.isDown || !isList)) {
      const { status, code, reason } = refused as NonNullable<Answers['refuse']>;
      const error = {
        code,
        message: 'Words of the server.',
        retryable: false,
        request_id: 'x',
        ...(reason && { details: { reason } }),
      };
      return await route.fulfill({ status, json: { error } });
    }
    const { servers = SERVERS, gateways = [GATEWAY] } = answers;
    if (path === '/api/remote-servers') return await route.fulfill({ json: servers });
    if (path === '/api/gateways') return await route.fulfill({ json: { gateways } });
    await route.fulfill({ json: {} });
  });
  await page.goto(`/console/${hash}`);
}

test('what was shown to one person is gone when another has signed in in another tab', async ({ page }) => {
  await open(page, {});
  await expect(page.getByText(SERVER.endpoint)).toBeVisible();
  const another = { subject: { type: 'user', id: 'another' }, has_second_factor: true };
  await page.route('**/api/console', (route) => route.fulfill({ json: another }));
  // Their own list takes its time: until it is there nothing of the other's may be.
  await page.route('**/api/remote-servers', (route) => route.abort());
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect(page.getByText(SERVER.endpoint)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: gatewaysEn.title })).toBeVisible();
});

for (const [language, t] of [
  ['en', gatewaysEn],
  ['ja', gatewaysJa],
] as const) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`remote servers and gateways in ${language}, ${scheme}`, async ({ browser }, info) => {
      const page = await (
        await browser.newContext({ locale: language === 'ja' ? 'ja-JP' : 'en-GB', colorScheme: scheme })
      ).newPage();
      await open(page, {});
      await expect(page.getByRole('heading', { name: t.title })).toBeVisible();
      await expect(page.getByText(t.servers.statuses.auth_required, { exact: true })).toBeVisible();
      await expect(page.getByText(t.gateways.faults.timeout)).toBeVisible();
      await expect(page.getByRole('img', { name: t.gateways.chart('60') })).toBeVisible();
      await expectAccessible(page, `${language} ${scheme}`);
      await page.screenshot({ path: info.outputPath('wide.png'), fullPage: true });
      await page.setViewportSize({ width: 320, height: 800 });
      await expectAccessible(page, `${language} ${scheme}, narrow`);
      await page.screenshot({ path: info.outputPath('narrow.png'), fullPage: true });
      await page.context().close();
    });
  }
}

test('nothing is registered yet', async ({ page }) => {
  await open(page, { servers: [], gateways: [] });
  await expect(page.getByText(gatewaysEn.servers.none)).toBeVisible();
  await expect(page.getByText(gatewaysEn.gateways.none)).toBeVisible();
  await expectAccessible(page, 'empty');
});

test('the server is down: the page says so and tries again', async ({ page }) => {
  await open(page, { isDown: true });
  const again = page.getByRole('button', { name: deskEn.retry });
  await expect(again).toHaveCount(2);
  await expectAccessible(page, 'down');
  await page.unroute('**/api/**');
  await page.route('**/api/**', (route) => route.fulfill({ json: [] }));
  await again.first().click();
  await expect(page.getByText(gatewaysEn.servers.none)).toBeVisible();
});

test('a refused address is told with what to do, beside the form', async ({ page }) => {
  await open(page, { refuse: { status: 400, code: 'url_refused', reason: 'private_address' } });
  const form = page.getByRole('form', { name: gatewaysEn.servers.form });
  await form.getByLabel(gatewaysEn.name).fill('Inside');
  await form.getByLabel(gatewaysEn.servers.endpoint).fill('https://router.vendor.com/');
  await page.keyboard.press('Enter');
  await expect(form.getByText(deskEn.urlRefusals.private_address)).toBeVisible();
  await expect(form.getByLabel(gatewaysEn.name)).toHaveValue('Inside');
});

test('a server that registers no clients is said to want one of our own', async ({ page }) => {
  await open(page, { refuse: { status: 502, code: 'upstream_failed', reason: 'no_registration' } });
  await page.getByRole('button', { name: gatewaysEn.about(gatewaysEn.servers.signInAgain, SERVER.name) }).click();
  await expect(page.getByText(gatewaysEn.servers.oauthFaults.no_registration)).toBeVisible();
});

test('the way back from a sign-in says what came of it', async ({ page }) => {
  await open(page, {}, `#gateways/signed-in/${SERVER.server_id}`);
  await expect(page.locator('.notice').getByText(gatewaysEn.servers.signedIn(SERVER.name))).toBeVisible();
  await page.goto('/console/#gateways/not-signed-in/denied');
  await expect(page.locator('.notice').getByText(gatewaysEn.servers.oauthFaults.denied)).toBeVisible();
  await page.goto('/console/#gateways/not-signed-in/%3Cscript%3E');
  await expect(page.locator('.notice').getByText(gatewaysEn.servers.notSignedIn)).toBeVisible();
});
