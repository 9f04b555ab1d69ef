/**
 * The gateway settings. What the page does is shown with the real server: settings are written, checked, saved, changed in two
 * tabs, copied and restored, and a secret gets no further than the form. What its states look like, with made-up answers.
 */
import type { Page } from '@playwright/test';
import type { BackupsReply, ConfigReply } from '../../shared/gateway-config.schema.ts';
import { configEn } from '../src/console/config/texts.en.ts';
import { configJa } from '../src/console/config/texts.ja.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { deskJa } from '../src/desk/texts.ja.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const ADDRESS = '/console/#config';
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const title = (page: Page, d: typeof configEn | typeof configJa = configEn) =>
  page.getByRole('heading', { level: 2, name: d.title, exact: true });

test.describe('with the real server', () => {
  test.skip(!canSignIn, 'E2E_PROVIDER and E2E_SECRETS_FILE are needed; npm test sets them');
  test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });
  test.beforeAll(({ request }) => liftSignInLimit(request));

  async function open(page: Page): Promise<void> {
    await page.goto(ADDRESS);
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, 'Ann');
    await expect(title(page)).toBeVisible();
  }

  test('settings are written, warned of, saved, overwritten by nobody, copied and restored', async ({
    page,
    context,
  }) => {
    await open(page);
    // Another run of this test may have left something.
    while ((await page.getByRole('button', { name: /^Remove server/ }).count()) > 0) {
      await page
        .getByRole('button', { name: /^Remove server/ })
        .first()
        .click();
    }
    await button(page, configEn.addServer).click();
    await field(page, configEn.name).fill('fetch');
    await field(page, configEn.container).fill('mcp-fetch');
    await button(page, configEn.addVariable).click();
    await field(page, configEn.variable).fill('API_TOKEN');
    await field(page, configEn.valueOf('API_TOKEN')).fill('hunter2');

    await expect(page.getByText(configEn.reasons.secret_name, { exact: false })).toBeVisible();
    await button(page, configEn.save).click();
    await expect(page.getByRole('alert')).toContainText('secret');
    await button(page, configEn.check).click();
    await expect(page.getByText(configEn.mustFix, { exact: false })).toBeVisible();
    await expect(page.getByText('/config/servers/0/config/env/API_TOKEN')).toBeVisible();

    await field(page, configEn.valueOf('API_TOKEN')).fill('{{ bw:fetch:password }}');
    await expect(page.getByText(configEn.reasons.secret_name, { exact: false })).toHaveCount(0);
    await button(page, configEn.check).click();
    await expect(page.getByRole('form').getByText(configEn.fine)).toBeVisible();
    await button(page, configEn.save).click();
    await expect(page.getByText(/^Revision/).first()).toBeVisible();

    const other = await context.newPage();
    await other.goto(ADDRESS);
    await expect(field(other, configEn.name)).toHaveValue('fetch');
    await field(other, configEn.name).fill('fetch-changed');
    await button(other, configEn.save).click();
    await expect(other.getByText(configEn.unsaved)).toHaveCount(0);
    await field(page, configEn.container).fill('too-late');
    await button(page, configEn.save).click();
    await expect(page.getByText(configEn.conflict)).toBeVisible();
    await expect(field(page, configEn.container)).toHaveValue('too-late');
    await button(page, configEn.loadAgain).click();
    await expect(field(page, configEn.name)).toHaveValue('fetch-changed');
    await expect(field(page, configEn.container)).toHaveValue('mcp-fetch');

    await button(page, configEn.backUp).click();
    const restore = page.getByRole('button', { name: /^Restore the copy/ });
    await expect(restore.first()).toBeVisible();
    await field(page, configEn.name).fill('after-the-copy');
    await button(page, configEn.save).click();
    await expect(page.getByText(configEn.unsaved)).toHaveCount(0);
    await restore.first().click();
    await page.getByRole('dialog').getByRole('button', { name: configEn.restore, exact: true }).click();
    await expect(field(page, configEn.name)).toHaveValue('fetch-changed');
    await expect(title(page)).toBeFocused();

    const copies = await restore.count();
    await page
      .getByRole('button', { name: /^Delete the copy/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: configEn.forget, exact: true }).click();
    await expect(restore).toHaveCount(copies - 1);
  });
});

const REPLY: ConfigReply = {
  config: {
    version: '1.0',
    servers: [
      {
        name: 'fetch',
        container_id: 'mcp-fetch',
        enabled: true,
        config: { env: { API_TOKEN: 'hunter2', SITE_KEY: { value: 'abc', not_secret: true } }, args: ['--verbose'] },
      },
    ],
    global_settings: { log_level: 'info' },
  },
  revision: 3,
  updated_at: '2026-11-20T10:00:00.000Z',
};
const BACKUPS: BackupsReply = {
  backups: [
    { id: '0b9c4a4e-6a0e-4a59-9d57-0f5f2b7f6f3e', revision: 2, servers: 1, created_at: '2026-11-20T09:00:00.000Z' },
  ],
};

async function withAnswers(page: Page, reply: ConfigReply | undefined, copies: BackupsReply = BACKUPS): Promise<void> {
  await page.route('**/api/console', (route) =>
    route.fulfill({ json: { subject: { type: 'user', id: 'ann' }, has_second_factor: true } }),
  );
  await page.route('**/api/config/gateway', (route) =>
    reply === undefined ? route.abort() : route.fulfill({ json: reply }),
  );
  await page.route('**/api/config/gateway/backups', (route) => route.fulfill({ json: copies }));
}

test.describe('its states', () => {
  test.use({ provoked: [FAILED_REQUEST] });

  for (const [language, d, locale] of [
    ['English', configEn, 'en'],
    ['Japanese', configJa, 'ja'],
  ] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      test(`are accessible in ${language}, ${scheme}, at 320 pixels`, async ({ browser, baseURL }, info) => {
        const context = await browser.newContext({
          locale,
          colorScheme: scheme,
          viewport: { width: 320, height: 800 },
          ...(baseURL !== undefined && { baseURL }),
        });
        const page = await context.newPage();
        await withAnswers(page, REPLY);
        await page.goto(ADDRESS);
        await expect(title(page, d)).toBeVisible();
        await expect(page.getByText(d.reasons.secret_name, { exact: false })).toBeVisible();
        await expectAccessible(page, 'filled');
        await page.screenshot({ path: info.outputPath('filled.png'), fullPage: true });
        await withAnswers(
          page,
          { ...REPLY, config: { version: '1.0', servers: [], global_settings: {} }, revision: 0 },
          { backups: [] },
        );
        await page.reload();
        await expect(page.getByText(d.noServers)).toBeVisible();
        await expect(page.getByText(d.noBackups)).toBeVisible();
        await expectAccessible(page, 'empty');
        await withAnswers(page, undefined);
        await page.reload();
        await expect(button(page, d === configEn ? deskEn.retry : deskJa.retry)).toBeVisible();
        await expectAccessible(page, 'without an answer');
        await context.close();
      });
    }
  }
});
