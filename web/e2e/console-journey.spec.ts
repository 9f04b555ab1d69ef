/**
 * The whole way of a person from the catalogue to a server that answers: found in a registry, the form filled in, its secret
 * chosen out of a vault that was locked, installed on a real engine, looked into over MCP. No address but the first is typed.
 */
import type { APIRequestContext, Page } from '@playwright/test';
import { catalogueEn } from '../src/console/catalogue/texts.en.ts';
import { hostsEn } from '../src/console/hosts/texts.en.ts';
import { inspectorEn } from '../src/console/inspector/texts.en.ts';
import { secretsEn } from '../src/console/secrets/texts.en.ts';
import { serversEn } from '../src/console/servers/texts.en.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';
import { FORECASTS, FORECASTS_IMAGE, FORECASTS_PATH, FORECASTS_PORT } from './forecasts-entry.ts';

const { E2E_VAULT: VAULT = '', E2E_ENGINE: ENGINE = '', E2E_CATALOGUE: SOURCES = '' } = process.env;
const PUBLISHED = Number(process.env.E2E_PUBLISHED_PORT ?? 0);
const TOKEN = { id: 'c.access', secret: 'e2e-service-token' };
const CANARY = 'canary-of-the-weather-31';
const ITEM = {
  id: '0b7c5d34-5a0e-4c3c-8d2e-9a5f1c7b6e02',
  name: 'Weather service',
  type: 1,
  notes: null,
  login: { username: 'ben', password: CANARY, totp: null, uris: [] },
  fields: [],
};

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

async function played(request: APIRequestContext): Promise<void> {
  const vault = { items: [ITEM], password: 'correct horse', status: 'locked', token: TOKEN, down: null };
  expect((await request.post(`${VAULT}/_control/bw`, { data: vault })).status()).toBe(200);
  expect((await request.post(`${SOURCES}/_control/registry`, { data: { versions: [FORECASTS] } })).status()).toBe(200);
}

test.describe('from the catalogue to a running server', () => {
  test.skip(!canSignIn || ENGINE === '' || PUBLISHED === 0, 'E2E_ENGINE and others are needed; npm test sets them');
  test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });
  test.beforeAll(({ request }) => liftSignInLimit(request));
  test.setTimeout(120_000);

  test('a server of the catalogue is installed with a secret of the vault, and looked into', async ({
    page,
    request,
  }) => {
    await played(request);
    await page.goto('/console/');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, 'Eva');

    await link(page, hostsEn.title).first().click();
    await button(page, hostsEn.add).click();
    // What opened the form is gone: the first field has the focus.
    await expect(page.getByLabel(hostsEn.name, { exact: true })).toBeFocused();
    await page.keyboard.type('Bench');
    await page.getByLabel(hostsEn.url).fill(ENGINE);
    await page.getByLabel(hostsEn.published).fill('http://127.0.0.1');
    await page.getByLabel(hostsEn.credential).selectOption('none');
    await button(page, hostsEn.save).click();
    await expect(page.getByRole('heading', { name: 'Bench', exact: true })).toBeVisible();

    await link(page, 'Secrets').first().click();
    await page.getByText(secretsEn.setUp, { exact: true }).first().click();
    const vault = page.getByRole('form', { name: secretsEn.actionFor(secretsEn.setUp, secretsEn.names.bw) });
    await vault.getByLabel(secretsEn.url).fill(VAULT);
    await vault.getByLabel(secretsEn.clientId).fill(TOKEN.id);
    await vault.getByLabel(secretsEn.clientSecret).fill(TOKEN.secret);
    await vault.getByRole('button', { name: secretsEn.setUp }).click();
    // Nobody has to ask how it is.
    await expect(page.locator('.notice').getByText(secretsEn.states.locked)).toBeVisible();

    await link(page, 'Catalogue').first().click();
    const refresh = button(page, catalogueEn.copy.refreshOf(catalogueEn.sources.official));
    await expect(async () => {
      if (await link(page, 'Forecasts').isVisible()) return;
      if (await refresh.isEnabled()) await refresh.click();
      await expect(link(page, 'Forecasts')).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 75_000 });
    await link(page, 'Forecasts').click();
    await expect(link(page, catalogueEn.entry.register)).toHaveAttribute('href', /#gateways\/register\/https/);
    await link(page, catalogueEn.install).click();

    await expect(page.getByLabel(serversEn.image)).toHaveValue(`${FORECASTS_IMAGE}:1`);
    await expect(page.getByLabel(serversEn.containerPort)).toHaveValue(String(FORECASTS_PORT));
    await page.getByLabel(serversEn.host, { exact: true }).selectOption('Bench');
    const value = serversEn.value('WEATHER_KEY');
    // What the catalogue asks for is asked for here.
    await expect(page.getByLabel(value, { exact: true })).toHaveAttribute('required');
    await button(page, secretsEn.picker.chooseFor(value)).click();
    await button(page, secretsEn.picker.search).click();
    // The vault is unlocked where it is found locked: the form stays as it is.
    await button(page, secretsEn.actionFor(secretsEn.unlock, secretsEn.names.bw)).click();
    await page.getByLabel(secretsEn.password).fill('correct horse');
    await page.keyboard.press('Enter');
    await button(page, secretsEn.picker.useField(ITEM.name, 'password')).click();
    await button(page, secretsEn.picker.checkFor(value)).click();
    await expect(page.getByRole('main').getByText(secretsEn.resolves, { exact: true })).toBeVisible();
    await page.getByLabel(serversEn.hostPort).fill(String(PUBLISHED));
    await expectAccessible(page, 'filled form');
    await button(page, serversEn.installNow).click();
    await expect(page.getByText(serversEn.installed('forecasts'))).toBeVisible({ timeout: 30_000 });

    await link(page, serversEn.toServer).click();
    await link(page, serversEn.inspect).click();
    await page.getByLabel(inspectorEn.path).fill(FORECASTS_PATH);
    await button(page, inspectorEn.inspect).click();
    await expect(page.getByText('The weather of the next days.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 2, name: 'forecasts' })).toBeVisible();
    await expectAccessible(page, 'inspector');
    await page.getByRole('link', { name: inspectorEn.toServer }).click();

    expect(await page.content()).not.toContain(CANARY);
    await button(page, serversEn.actSpoken(serversEn.remove, 'forecasts')).click();
    await page.getByLabel(serversEn.removeAgain).fill('forecasts');
    await button(page, serversEn.removeYes).click();
    await expect(page.getByText(serversEn.none)).toBeVisible();
  });
});
