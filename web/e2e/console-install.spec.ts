/**
 * The whole way on a real engine: a person signs in, adds their Docker host, installs a server with a secret out of their
 * vault, watches its log, stops and restarts it, gives it other settings and removes it. What the states look like is shown
 * with made-up answers.
 */
import type { APIRequestContext, Page } from '@playwright/test';
import type { HostsReply } from '../../shared/hosts.schema.ts';
import type { ServerReply, ServersReply } from '../../shared/servers.schema.ts';
import { hostsEn } from '../src/console/hosts/texts.en.ts';
import { hostsJa } from '../src/console/hosts/texts.ja.ts';
import { serversEn } from '../src/console/servers/texts.en.ts';
import { serversJa } from '../src/console/servers/texts.ja.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const VAULT = process.env.E2E_VAULT ?? '';
const ENGINE = process.env.E2E_ENGINE ?? '';
const IMAGES = process.env.E2E_IMAGES ?? '';
const TOKEN = { id: 'a.access', secret: 'e2e-service-token' };
const CANARY = 'canary-value-of-the-server-77';
const ITEM = {
  id: '5a0f7e52-3f44-4d6e-9f5e-6b6f4b0f2a11',
  name: 'Server',
  type: 1,
  notes: null,
  login: { username: 'ann', password: CANARY, totp: null, uris: [] },
  fields: [],
};
const t = serversEn;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

async function signIn(page: Page, place: string): Promise<void> {
  await page.goto(`/console/${place}`);
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await choose(page, 'Ann');
  await page.goto(`/console/${place}`);
}

/** A vault that is open, as the page of the secrets would set it up: that has a test of its own. */
async function openVault(page: Page, request: APIRequestContext): Promise<void> {
  const vault = { items: [ITEM], password: 'correct horse', status: 'unlocked', token: TOKEN, down: null };
  expect((await request.post(`${VAULT}/_control/bw`, { data: vault })).status()).toBe(200);
  const status = await page.evaluate(
    async ({ url, token }) => {
      const body = { provider: 'bw', url, service_token: { client_id: token.id, client_secret: token.secret } };
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch('/api/secrets/providers', { method: 'POST', headers, body: JSON.stringify(body) });
      return answer.status;
    },
    { url: VAULT, token: TOKEN },
  );
  expect(status).toBeLessThan(300);
}

/** What the engine itself says of a container. */
async function inspect(request: APIRequestContext, name: string) {
  const answer = await request.get(`${ENGINE}/v1.41/containers/${name}/json`);
  return answer.ok()
    ? ((await answer.json()) as { State: { Running: boolean }; Config: { Env: string[] } })
    : undefined;
}

test.describe('on an engine', () => {
  test.skip(!canSignIn || ENGINE === '', 'E2E_ENGINE and E2E_PROVIDER are needed; npm test sets them');
  test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });
  test.beforeAll(({ request }) => liftSignInLimit(request));
  test.setTimeout(120_000);

  test('a server is installed, watched, stopped, restarted, changed and removed from the page', async ({
    page,
    request,
  }) => {
    await signIn(page, '#hosts');
    await openVault(page, request);
    await page.getByText(hostsEn.none).waitFor();
    await button(page, hostsEn.add).click();
    await page.getByLabel(hostsEn.name, { exact: true }).fill('Workshop');
    await page.getByLabel(hostsEn.url).fill(ENGINE);
    await page.getByLabel(hostsEn.credential).selectOption('none');
    await button(page, hostsEn.save).click();
    await expect(heading(page, 'Workshop')).toBeVisible();
    await button(page, hostsEn.testSpoken('Workshop')).click();
    await expect(page.getByText(/Engine 4\.\d+\.\d+, API 1\.41/)).toBeVisible();
    await expectAccessible(page, 'hosts');

    await page.goto('/console/#servers/install');
    await page.getByLabel(t.name, { exact: true }).fill('ticks');
    await page.getByLabel(t.image).fill(`${IMAGES}/mcp/ticks:1`);
    await button(page, t.addVariable).click();
    await page.getByLabel(t.variable, { exact: true }).fill('SERVER_WORD');
    await page.getByLabel(t.value('SERVER_WORD'), { exact: true }).fill(`{{ bw:${ITEM.id}:password }}`);
    await expectAccessible(page, 'install form');
    await button(page, t.installNow).click();
    await expect(page.getByText(t.installed('ticks'))).toBeVisible({ timeout: 30_000 });
    expect((await inspect(request, 'ticks'))?.Config.Env).toContain(`SERVER_WORD=${CANARY}`);

    await page.getByRole('link', { name: t.toServer }).click();
    await expect(heading(page, 'ticks')).toBeVisible();
    await expect(page.getByText(t.statuses.running, { exact: true })).toBeVisible();
    const log = page.getByRole('log', { name: t.logsOf('ticks') });
    await expect(log).toContainText('ready as');
    await expect(log).toContainText(/tick \d+/);
    await button(page, t.pause).click();
    await expect(page.getByText(/^Paused; [1-9]/)).toBeVisible();
    await button(page, t.follow).click();
    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, t.download).click()]);
    expect(saved.suggestedFilename()).toBe('ticks.log');
    await expectAccessible(page, 'server');
    expect(await page.content()).not.toContain(CANARY);

    await button(page, t.actSpoken(t.stop, 'ticks')).click();
    await expect(page.getByText(t.statuses.stopped, { exact: true })).toBeVisible();
    expect((await inspect(request, 'ticks'))?.State.Running).toBe(false);
    await button(page, t.actSpoken(t.start, 'ticks')).click();
    await expect(page.getByText(t.statuses.running, { exact: true })).toBeVisible();
    await button(page, t.actSpoken(t.restart, 'ticks')).click();
    await expect(page.getByText(t.statuses.running, { exact: true })).toBeVisible();

    await button(page, t.change).click();
    await button(page, t.addVariable).click();
    await page.getByLabel(t.variable, { exact: true }).nth(1).fill('SERVER_NAME');
    await page.getByLabel(t.value('SERVER_NAME'), { exact: true }).fill('changed');
    await button(page, t.save).click();
    await expect(log).toContainText('ready as changed', { timeout: 30_000 });
    expect((await inspect(request, 'ticks'))?.Config.Env).toContain('SERVER_NAME=changed');

    await button(page, t.actSpoken(t.remove, 'ticks')).click();
    await button(page, t.removeYes).click();
    await expect(page.getByText(t.wrongName)).toBeVisible();
    await page.getByLabel(t.removeAgain).fill('ticks');
    await button(page, t.removeYes).click();
    await expect(page.getByText(t.none)).toBeVisible();
    expect(await inspect(request, 'ticks')).toBeUndefined();
  });
});

const AT = '2026-11-20T03:00:00.000Z';
const HOST_ID = '4b8a2f0e-7d0c-4f41-9f39-5e0a5b0d8c11';
const SERVER_ID = '9d2c5a61-1f7e-4a3b-8c55-0d6b7e1f2a33';
const SERVER: ServerReply = {
  id: SERVER_ID,
  name: 'github-mcp',
  host_id: HOST_ID,
  host_name: 'Workshop',
  image: 'ghcr.io/github/github-mcp-server:1.2.0',
  status: 'running',
  container_id: 'a'.repeat(64),
  created_at: AT,
  ports: [{ container: 8080, protocol: 'tcp', host: 33319, address: '127.0.0.1' }],
  settings: {
    image: 'ghcr.io/github/github-mcp-server:1.2.0',
    env: { GITHUB_TOKEN: '{{ bw:GitHub:password }}', LOG_LEVEL: 'info' },
    args: [],
    ports: [{ container: 8080, protocol: 'tcp', address: '127.0.0.1' }],
    volumes: [],
    restart_policy: 'unless-stopped',
    read_only_root: true,
    capabilities: [],
  },
};
const { settings: _settings, ...VIEW } = SERVER;
const LIST: ServersReply = {
  servers: [
    VIEW,
    { ...VIEW, id: HOST_ID, name: 'weather', status: 'error', exit_code: 3, ports: [] },
    {
      ...VIEW,
      id: AT.length.toString().padStart(8, '0') + SERVER_ID.slice(8),
      name: 'files',
      status: 'stopped',
      seen_at: AT,
    },
  ],
  hosts: [{ id: HOST_ID, name: 'Attic', condition: 'down', message: 'The Docker host does not answer.' }],
};
const HOSTS: HostsReply = {
  hosts: [
    {
      id: HOST_ID,
      name: 'Workshop',
      url: 'https://docker.example.com',
      credential: 'service_token',
      created_at: AT,
      condition: 'up',
      servers: 3,
    },
    {
      id: SERVER_ID,
      name: 'Attic',
      url: 'https://attic.example.com',
      credential: 'bearer',
      created_at: AT,
      condition: 'down',
      reason: 'unreachable',
      servers: 0,
    },
  ],
};
const LOG = ['server listening on :8080', 'tool list_issues called', 'rate limit: 4999 left'];

async function playAnswers(page: Page): Promise<void> {
  const answer = (path: string, body: object) =>
    page.route(
      (url) => url.pathname === path,
      (route) => route.fulfill({ json: body }),
    );
  await answer('/api/console', { subject: { type: 'user', id: 'ann' }, has_second_factor: true });
  await answer('/api/servers', LIST);
  await answer(`/api/servers/${SERVER_ID}`, SERVER);
  await answer('/api/hosts', HOSTS);
  await page.route(
    (url) => url.pathname.endsWith('/logs'),
    (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: [
          ...LOG.map(
            (text, nth) =>
              `event: line\ndata: ${JSON.stringify({ at: AT, stream: nth === 2 ? 'stderr' : 'stdout', text })}\n\n`,
          ),
          'event: over\ndata: {}\n\n',
        ].join(''),
      }),
  );
}

for (const [locale, colorScheme, servers, hosts] of [
  ['en-GB', 'light', serversEn, hostsEn],
  ['ja-JP', 'dark', serversJa, hostsJa],
] as const) {
  test.describe(`in ${locale}, ${colorScheme}, 320 px wide`, () => {
    test.use({ locale, colorScheme, viewport: { width: 320, height: 800 } });

    test('the pages of servers and hosts are accessible and fit', async ({ page }, info) => {
      await playAnswers(page);
      await page.goto('/console/#servers');
      await expect(page.getByText(servers.hostDown('Attic'))).toBeVisible();
      await expect(page.getByText(servers.exitCode('3'))).toBeVisible();
      await expectAccessible(page, 'list');
      await page.screenshot({ path: info.outputPath('servers.png'), fullPage: true });
      await page.goto(`/console/#servers/${SERVER_ID}`);
      await expect(page.getByText('tool list_issues called')).toBeVisible();
      await expect(page.getByText(servers.logsOver)).toBeVisible();
      await expect(page.getByText('{{ bw:GitHub:password }}')).toBeVisible();
      await expectAccessible(page, 'server');
      await page.screenshot({ path: info.outputPath('server.png'), fullPage: true });
      await page.goto('/console/#servers/install');
      await expect(page.getByLabel(servers.image)).toBeVisible();
      await page.getByRole('button', { name: servers.addVariable, exact: true }).click();
      await page.getByRole('button', { name: servers.addPort, exact: true }).click();
      await page.getByText(servers.limits).click();
      await expectAccessible(page, 'install');
      await page.screenshot({ path: info.outputPath('install.png'), fullPage: true });
      await page.goto('/console/#hosts');
      await expect(page.getByText(hosts.reasons.unreachable ?? '')).toBeVisible();
      await expectAccessible(page, 'hosts');
      await page.getByRole('button', { name: hosts.add, exact: true }).click();
      await expectAccessible(page, 'new host');
      await page.screenshot({ path: info.outputPath('hosts.png'), fullPage: true });
    });
  });
}

test('a list without servers, and one that cannot be had, say so', async ({ page }) => {
  await playAnswers(page);
  await page.route('**/api/servers', (route) => route.fulfill({ json: { servers: [], hosts: [] } }));
  await page.goto('/console/#servers');
  await expect(page.getByText(t.none)).toBeVisible();
  await page.route('**/api/hosts', (route) => route.fulfill({ json: { hosts: [] } }));
  await page.goto('/console/#servers/install');
  await expect(page.getByText(t.noHost)).toBeVisible();
});

test.describe('offline', () => {
  test.use({ provoked: [FAILED_REQUEST] });
  test('what was there stays, and the page says that it is old', async ({ page }) => {
    await playAnswers(page);
    await page.goto('/console/#servers');
    await expect(page.getByText('weather')).toBeVisible();
    await page.route('**/api/servers', (route) => route.abort());
    await button(page, t.refresh).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByText('weather')).toBeVisible();
  });
});
