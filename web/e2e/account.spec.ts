/** The account page. States that a healthy server does not show are made up; the rest is signed in for real. */
import type { Page } from '@playwright/test';
import type { ApiKey } from '../../shared/api-keys.schema.ts';
import type { SessionReply, SessionsReply } from '../../shared/auth.schema.ts';
import { SIGN_IN_FAULTS } from '../../shared/auth.vocabulary.ts';
import { accountEn } from '../src/account/texts.en.ts';
import { accountJa } from '../src/account/texts.ja.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { keyEn } from '../src/keys/texts.en.ts';
import { keyJa } from '../src/keys/texts.ja.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const NOW = Date.now();
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const SECRET = 'rh_test_made_up_for_this_page';
const SIGNED_IN: SessionReply = {
  signed_in: true,
  provider: { name: 'Some provider' },
  session_id: '1'.repeat(32),
  subject: { type: 'user', id: 'somebody-with-a-long-id-0123456789' },
  name: 'Somebody',
  roles: ['admin', 'user'],
  second_factor: false,
  authenticated_at: at(-60),
  idle_until: at(28),
  expires_at: at(660),
};
const SESSIONS: SessionsReply['sessions'] = [
  {
    id: '1'.repeat(32),
    is_current: true,
    browser: 'Firefox, Linux',
    second_factor: false,
    started_at: at(-60),
    active_at: at(-1),
    expires_at: at(660),
  },
  {
    id: '2'.repeat(32),
    is_current: false,
    browser: 'Chrome, Android',
    second_factor: true,
    started_at: at(-90),
    active_at: at(-30),
    expires_at: at(630),
  },
];
const KEY: ApiKey = {
  id: 'k1',
  hint: 'rh_test_made',
  name: 'Deploy script',
  owner: { type: 'user', id: 'somebody' },
  scopes: ['orders:read'],
  state: 'active',
  created_at: at(-600),
  expires_at: at(60_000),
};

/** Stands in for the Worker. `refuse` is what calls that change something are answered. */
async function answerFor(page: Page, session: SessionReply, refuse?: { status: number; code: string }): Promise<void> {
  const lists: Readonly<Record<string, unknown>> = {
    '/auth/session': session,
    '/auth/sessions': { sessions: SESSIONS },
    '/auth/keys': { keys: [KEY] },
  };
  await page.route('**/auth/**', (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (request.method() === 'GET') return route.fulfill({ json: lists[pathname] });
    if (refuse !== undefined) {
      const { status, code } = refuse;
      const error = { code, message: 'No.', retryable: false, request_id: 'made-up-request' };
      return route.fulfill({ status, json: { error } });
    }
    return route.fulfill({ json: { key: SECRET, api_key: KEY, revision: 2 } });
  });
}

const alert = (page: Page) => page.getByRole('alert');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test.describe('signed out', () => {
  test('every fault of a sign-in is explained once, and its code leaves the address', async ({ page }) => {
    await answerFor(page, { signed_in: false, provider: { name: 'Some provider' } });
    for (const fault of SIGN_IN_FAULTS) {
      await page.goto(`/account/?error=${fault}#id_token=x`);
      await expect(alert(page)).toHaveText(accountEn.faults[fault]);
      await expect(page).toHaveURL('/account/');
    }
    await page.goto('/account/?error=%3Cb%3ECall%20me%3C%2Fb%3E');
    await expect(alert(page)).toHaveText(accountEn.faults.unknown);
    await page.reload();
    await expect(page.getByRole('link', { name: accountEn.signInWith('Some provider') })).toHaveAttribute(
      'href',
      '/auth/login?return_to=%2Faccount%2F',
    );
    await expect(alert(page)).toHaveCount(0);
  });

  test('says that nobody can sign in where no provider is configured', async ({ page }) => {
    await answerFor(page, { signed_in: false, provider: null });
    await page.goto('/account/');
    await expect(page.getByText(accountEn.noProvider)).toBeVisible();
    await expect(page.getByRole('link', { name: /^Sign in/ })).toHaveCount(0);
  });
});

test.describe('refused', () => {
  test.use({ provoked: [FAILED_REQUEST] });

  test('a session that ended takes everything of the person off the page', async ({ page }) => {
    await answerFor(page, SIGNED_IN, { status: 401, code: 'not_signed_in' });
    await page.goto('/account/');
    await button(page, keyEn.revokeSpoken('Deploy script')).click();
    await button(page, keyEn.revokeYes).click();
    await expect(alert(page)).toHaveText(accountEn.ended);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(page.getByText(/Somebody|Deploy script|Chrome, Android/)).toHaveCount(0);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('a second factor that is needed can be shown from where it is needed', async ({ page }) => {
    await answerFor(page, SIGNED_IN, { status: 401, code: 'step_up_required' });
    await page.goto('/account/');
    await page.getByLabel(keyEn.name).fill('build');
    await button(page, keyEn.create).click();
    await expect(alert(page)).toContainText(deskEn.stepUpNeeded);
    await expect(alert(page).getByRole('link', { name: deskEn.stepUp })).toHaveAttribute(
      'href',
      '/auth/login?step_up=1&return_to=%2Faccount%2F',
    );
  });

  test('a fault of the server names its request, folded away', async ({ page }) => {
    await answerFor(page, SIGNED_IN, { status: 500, code: 'internal_error' });
    await page.goto('/account/');
    await button(page, accountEn.signOut).click();
    const id = alert(page).getByText('made-up-request');
    await expect(id).toBeHidden();
    await alert(page).locator('summary').click();
    await expect(id).toBeVisible();
  });
});

test('a new key is shown once, kept nowhere, and gone when it is stored', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await answerFor(page, SIGNED_IN);
  await page.goto('/account/');
  await page.getByLabel(keyEn.name).fill('build');
  await button(page, keyEn.create).click();
  await expect(page.getByRole('heading', { name: keyEn.made })).toBeFocused();
  await expect(page.getByText(SECRET)).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]) + location.href)).not.toContain(
    SECRET,
  );
  await button(page, deskEn.copy).click();
  await expect(page.getByText(deskEn.copied).first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SECRET);
  await button(page, keyEn.stored).click();
  await expect(page.getByText(SECRET)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: /Deploy script/ })).toBeVisible();
  await expect(page.getByText(SECRET)).toHaveCount(0);
});

test('a question can be answered by keyboard, and Escape gives the focus back', async ({ page }) => {
  await answerFor(page, SIGNED_IN);
  await page.goto('/account/');
  const roll = button(page, keyEn.rollSpoken('Deploy script'));
  await roll.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: keyEn.rollTitle('Deploy script') });
  await expect(dialog.getByLabel(keyEn.overlap)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(roll).toBeFocused();
  await button(page, keyEn.revokeSpoken('Deploy script')).focus();
  await page.keyboard.press('Enter');
  await expect(button(page, deskEn.cancel)).toBeFocused();
});

for (const [locale, colorScheme, t, k] of [
  ['en-GB', 'light', accountEn, keyEn],
  ['en-GB', 'dark', accountEn, keyEn],
  ['ja-JP', 'light', accountJa, keyJa],
  ['ja-JP', 'dark', accountJa, keyJa],
] as const) {
  test.describe(`${locale}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme, viewport: { width: 320, height: 640 } });

    test('the account page is accessible and fits 320 pixels', async ({ page }) => {
      await answerFor(page, SIGNED_IN);
      await page.goto('/account/');
      await expect(page.getByRole('heading', { name: t.sessions.title })).toBeVisible();
      await expectAccessible(page, 'signed in');
      await page.getByLabel(k.name).fill('build');
      await button(page, k.create).click();
      await expect(page.getByText(SECRET)).toBeVisible();
      await expectAccessible(page, 'a key was made');
      await button(page, k.revokeSpoken('Deploy script')).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'a question');
    });
  });
}

test.describe('for real', () => {
  test.skip(!canSignIn, 'E2E_PROVIDER is needed to sign in; npm test sets it');
  test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });
  test.beforeAll(({ request }) => liftSignInLimit(request));

  async function signIn(page: Page, name: 'Ann' | 'Ben'): Promise<void> {
    await page.goto('/account/');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, name);
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  }

  test('sign in, end the session of another browser, sign out', async ({ page, browser }) => {
    await signIn(page, 'Ben');
    // Other tests have left sessions of Ben's behind.
    await page.evaluate(() => fetch('/auth/sessions?keep=current', { method: 'DELETE' }));
    const elsewhere = await browser.newContext();
    const other = await elsewhere.newPage();
    await signIn(other, 'Ben');
    await page.reload();
    const sessions = page.getByRole('list', { name: accountEn.sessions.title }).getByRole('listitem');
    await expect(sessions).toHaveCount(2);
    await expect(sessions.filter({ hasText: accountEn.sessions.here })).toHaveCount(1);
    await page.getByRole('button', { name: /^End the session in/ }).click();
    await button(page, accountEn.sessions.endYes).click();
    await expect(sessions).toHaveCount(1);
    await expect(page.getByRole('heading', { name: accountEn.sessions.title })).toBeFocused();
    await expect(async () => {
      await other.reload();
      await expect(other.getByRole('heading', { name: accountEn.signInTitle })).toBeVisible({ timeout: 1000 });
    }).toPass();
    await elsewhere.close();

    await button(page, accountEn.signOut).click();
    await page.getByRole('button', { name: /^Yes/ }).click();
    await expect(page.getByRole('heading', { name: accountEn.signInTitle })).toBeVisible();
  });

  test('make a key, replace it, revoke it', async ({ page }) => {
    await signIn(page, 'Ann');
    await page.getByLabel(keyEn.name).fill('browser test');
    await button(page, keyEn.create).click();
    const secret = page.locator('code.secret');
    await expect(secret).toHaveText(/^rh_/);
    const first = await secret.textContent();
    await button(page, keyEn.stored).click();
    const rows = page.getByRole('list', { name: accountEn.keys.title }).getByRole('listitem');
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(keyEn.states.active);

    await button(page, keyEn.rollSpoken('browser test')).click();
    await page.getByLabel(keyEn.overlap).selectOption('1');
    await button(page, keyEn.rollYes).click();
    await expect(secret).toHaveText(/^rh_/);
    expect(await secret.textContent()).not.toBe(first);
    await button(page, keyEn.stored).click();
    await expect(rows).toHaveCount(2);
    await expect(rows.filter({ hasText: keyEn.states.rolled })).toHaveCount(1);

    const active = rows.filter({ hasText: keyEn.states.active });
    await active.getByRole('button', { name: keyEn.revokeSpoken('browser test') }).click();
    await page.getByRole('dialog').getByRole('button', { name: keyEn.revokeYes }).click();
    await expect(rows.filter({ hasText: keyEn.states.revoked })).toHaveCount(1);
    await expect(page.getByRole('heading', { name: accountEn.keys.title })).toBeFocused();
  });
});
