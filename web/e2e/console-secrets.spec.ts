/**
 * The page of the secrets. What it does is shown with the real server and a simulated vault that judges every call; what its
 * states look like, with made-up answers.
 */
import type { APIRequestContext, Page } from '@playwright/test';
import type { ProvidersReply } from '../../shared/secrets.schema.ts';
import { secretsEn } from '../src/console/secrets/texts.en.ts';
import { secretsJa } from '../src/console/secrets/texts.ja.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const VAULT = process.env.E2E_VAULT ?? '';
const { names, picker, states } = secretsEn;
const TOKEN = { id: 'a.access', secret: 'e2e-service-token' };
const CANARY = 'canary-value-of-the-item-31';
const ITEM = {
  id: '0e8c1d46-6a4b-4751-a310-af9601317f2d',
  name: 'GitHub',
  type: 1,
  notes: null,
  login: { username: 'ann', password: CANARY, totp: null, uris: [] },
  fields: [{ name: 'api key', value: CANARY, type: 1 }],
};

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page, name: string) => page.locator('li.row').filter({ has: page.getByRole('heading', { name }) });

async function setVault(request: APIRequestContext, change: object): Promise<void> {
  expect((await request.post(`${VAULT}/_control/bw`, { data: change })).status()).toBe(200);
}

test.describe('with a vault', () => {
  test.skip(!canSignIn || VAULT === '', 'E2E_VAULT and E2E_PROVIDER are needed; npm test sets them');
  test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });
  test.beforeAll(({ request }) => liftSignInLimit(request));

  test('the secrets are set up, unlocked, chosen, tried and forgotten, and no value is ever on the page', async ({
    page,
    request,
  }) => {
    await setVault(request, { items: [ITEM], password: 'correct horse', status: 'locked', token: TOKEN, down: null });
    const bodies: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/'))
        void response.text().then(
          (text) => bodies.push(text),
          () => undefined,
        );
    });
    await page.goto('/console/#secrets');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, 'Ann');
    await page.goto('/console/#secrets');
    await expect(page.getByRole('heading', { name: secretsEn.title, exact: true })).toBeVisible();

    const bitwarden = card(page, names.bw);
    await bitwarden.locator('summary').click();
    await bitwarden.getByLabel(secretsEn.url).fill(VAULT);
    await bitwarden.getByLabel(secretsEn.clientId).fill(TOKEN.id);
    await bitwarden.getByRole('button', { name: secretsEn.setUp, exact: true }).click();
    await expect(bitwarden.getByText(secretsEn.tokenHalf)).toBeVisible();
    await bitwarden.getByLabel(secretsEn.clientSecret).fill(TOKEN.secret);
    await bitwarden.getByRole('button', { name: secretsEn.setUp, exact: true }).click();
    await expect(bitwarden.getByText(VAULT)).toBeVisible();

    await button(page, secretsEn.actionFor(secretsEn.test, names.bw)).click();
    await expect(bitwarden.getByText(states.locked)).toBeVisible();
    await button(page, secretsEn.actionFor(secretsEn.unlock, names.bw)).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(secretsEn.password).fill('wrong');
    await dialog.getByRole('button', { name: secretsEn.unlock, exact: true }).click();
    await expect(dialog.getByText(secretsEn.wrongPassword, { exact: true })).toBeVisible();
    await expect(dialog.getByLabel(secretsEn.password)).toHaveValue('');
    await dialog.getByLabel(secretsEn.password).fill('correct horse');
    await dialog.getByRole('button', { name: secretsEn.unlock, exact: true }).click();
    await expect(bitwarden.getByText(states.ready)).toBeVisible();

    const field = page.getByLabel(secretsEn.tryOutLabel, { exact: true });
    await field.fill('postgres://app:');
    await button(page, picker.chooseFor(secretsEn.tryOutLabel)).click();
    await page.getByRole('dialog').getByLabel(picker.searchLabel).fill('git');
    await page.keyboard.press('Enter');
    await button(page, picker.useField('GitHub', 'password')).click();
    await expect(field).toHaveValue(`postgres://app:{{ bw:${ITEM.id}:password }}`);
    await button(page, picker.checkFor(secretsEn.tryOutLabel)).click();
    const tryOut = page.getByRole('region', { name: secretsEn.tryOut });
    await expect(tryOut.getByText(secretsEn.resolves, { exact: true })).toBeVisible();
    await field.fill('{{ bw:GitHub:nothing }} {{ bw:');
    await expect(tryOut.getByText(secretsEn.faults.not_closed)).toBeVisible();
    await field.fill('{{ bw:GitHub:nothing }}');
    await button(page, picker.checkFor(secretsEn.tryOutLabel)).click();
    await expect(tryOut.getByText(secretsEn.unresolved.no_such_field)).toBeVisible();

    const held = page.getByRole('region', { name: secretsEn.cached });
    await held.getByRole('button', { name: secretsEn.look }).click();
    await expect(held.getByText(`{{ bw:${ITEM.id}:password }}`)).toBeVisible();

    const github = page.getByRole('region', { name: secretsEn.github });
    await github.getByLabel(secretsEn.githubReference, { exact: true }).fill('{{ bw:GitHub:api key }}');
    await github.getByRole('button', { name: secretsEn.githubSave }).click();
    await expect(github.getByText('{{ bw:GitHub:api key }}')).toBeVisible();
    await expectAccessible(page, 'secrets, set up');

    await held.getByRole('button', { name: secretsEn.forget }).click();
    await page.getByRole('dialog').getByRole('button', { name: secretsEn.forget }).click();
    await expect(held.getByText(secretsEn.nothingCached)).toBeVisible();
    await github.getByRole('button', { name: secretsEn.githubRemove }).click();
    await page.getByRole('dialog').getByRole('button', { name: secretsEn.githubRemove }).click();
    await button(page, secretsEn.actionFor(secretsEn.remove, names.bw)).click();
    await page.getByRole('dialog').getByRole('button', { name: secretsEn.remove, exact: true }).click();
    await expect(bitwarden.getByText(secretsEn.registration.not_registered)).toBeVisible();
    await expect(page.locator('#part-title')).toBeFocused();

    expect(bodies.length).toBeGreaterThan(10);
    for (const body of [...bodies, await page.content()]) {
      expect(body).not.toContain(CANARY);
      expect(body).not.toContain(TOKEN.secret);
    }
  });
});

const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const PROVIDERS: ProvidersReply = {
  providers: [
    {
      provider: 'bw',
      state: 'registered',
      address: 'https://a-long-name-of-a-machine-at-home.bitwarden.example.com/behind/a/path',
      registered_at: at(-4000),
      has_lock: true,
    },
    { provider: 'bws', state: 'not_registered', has_lock: false },
    { provider: 'env', state: 'available', has_lock: false },
  ],
};
const REFERENCE = '{{ bw:0e8c1d46-6a4b-4751-a310-af9601317f2d:password }}';
const ANSWERS: Readonly<Record<string, object>> = {
  '/api/console': { subject: { type: 'user', id: 'somebody' }, has_second_factor: true },
  '/api/secrets/providers': PROVIDERS,
  '/api/secrets/providers/bw/test': { provider: 'bw', state: 'locked' },
  '/api/secrets/cache': { entries: [{ reference: REFERENCE, cached_at: at(-3), expires_at: at(7) }] },
  '/api/github-token': {
    configured: true,
    source: 'bitwarden:GitHub:password',
    reference: '{{ bw:GitHub:password }}',
    updated_by: 'somebody',
    updated_at: at(-100),
  },
  '/api/secrets/items': {
    items: [
      { id: ITEM.id, name: 'GitHub', fields: ['password', 'username', 'api key'] },
      { id: 'x', name: 'A note without any field that could be named', fields: [] },
    ],
    is_truncated: true,
  },
  '/api/secrets/check': {
    results: [
      { reference: REFERENCE, ok: true, cached_at: at(-3) },
      { reference: '{{ bws:15744a66-341a-4c62-af50-af960166b6bc }}', ok: false, reason: 'not_registered' },
    ],
  },
};

async function openMadeUp(page: Page, answers: Readonly<Record<string, object>> = ANSWERS): Promise<void> {
  await page.route('**/api/**', async (route) => {
    const answer = answers[new URL(route.request().url()).pathname];
    if (answer !== undefined) return await route.fulfill({ json: answer });
    const error = { code: 'unavailable', message: 'x', retryable: true, request_id: 'r' };
    return await route.fulfill({ status: 503, json: { error } });
  });
  await page.goto('/console/#secrets');
}

for (const [locale, texts] of [
  ['en-GB', secretsEn],
  ['ja-JP', secretsJa],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`in ${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test('the secrets can be read and operated at 320 px and wide', async ({ page }) => {
        await openMadeUp(page);
        const field = page.getByLabel(texts.tryOutLabel, { exact: true });
        await button(page, texts.actionFor(texts.test, texts.names.bw)).click();
        await expect(card(page, texts.names.bw).getByText(texts.states.locked)).toBeVisible();
        await card(page, texts.names.bws).locator('summary').click();
        await field.fill(`${REFERENCE}{{ bws:15744a66-341a-4c62-af50-af960166b6bc }}`);
        await button(page, texts.picker.checkFor(texts.tryOutLabel)).click();
        await expect(page.getByText(texts.unresolved.not_registered).first()).toBeVisible();
        for (const width of [320, 1024]) {
          await page.setViewportSize({ width, height: 768 });
          await expectAccessible(page, `${locale} ${colorScheme} ${width}`);
        }
        await page.setViewportSize({ width: 320, height: 640 });
        await button(page, texts.picker.chooseFor(texts.tryOutLabel)).click();
        await page.getByRole('dialog').getByRole('button', { name: texts.picker.search, exact: true }).click();
        await expect(page.getByText(texts.picker.more)).toBeVisible();
        await expectAccessible(page, `${locale} ${colorScheme} chooser`);
        await page.keyboard.press('Escape');
        await expect(button(page, texts.picker.chooseFor(texts.tryOutLabel))).toBeFocused();
      });
    });
  }
}

test.describe('when the server cannot say', () => {
  test.use({ provoked: [FAILED_REQUEST] });

  test('each part of the secrets says so and can be asked again', async ({ page }) => {
    await openMadeUp(page, { '/api/console': ANSWERS['/api/console'] as object });
    await expect(page.getByRole('button', { name: deskEn.retry })).toHaveCount(3);
    await expectAccessible(page, 'secrets, unavailable');
  });
});
