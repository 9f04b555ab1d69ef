/**
 * Signing in with a real browser, a real provider (oidc-provider with claims like Cognito's) and everything that can go
 * wrong between them. Needs the development provider: `npm test` brings it.
 */
import { readFileSync } from 'node:fs';
import { type APIResponse, type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { SessionReply, SessionsReply } from '../../shared/auth.schema.ts';
import { ACCOUNT_PATH, type SignInFault } from '../../shared/auth.vocabulary.ts';

const PROVIDER = process.env.E2E_PROVIDER ?? '';
const SECRETS_FILE = process.env.E2E_SECRETS_FILE ?? '';
test.skip(PROVIDER === '' || SECRETS_FILE === '', 'E2E_PROVIDER is needed to sign in; npm test sets it');

/** One browser signs in far more often here than any person does. */
test.beforeAll(async ({ request }) => {
  const token = /^ADMIN_TOKEN=(.+)$/m.exec(readFileSync(SECRETS_FILE, 'utf8'))?.[1] ?? '';
  const response = await request.put('/admin/limits/overrides', {
    headers: { Authorization: `Bearer ${token}` },
    data: {
      policy: 'sign_in',
      mode: 'off',
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      reason: 'browser tests of the sign-in',
      author: 'npm test',
    },
  });
  expect(response.status()).toBe(200);
});
test.beforeEach(() => setMood('well'));
test.afterAll(() => setMood('well'));

async function setMood(mood: 'well' | 'down' | 'slow' | 'html' | 'error'): Promise<void> {
  const response = await fetch(`${PROVIDER}/test-mood/${mood}`, { method: 'PUT' });
  expect(response.status).toBe(204);
}

/** Goes to the provider and stops at the choice of a person. */
async function leave(page: Page, query = ''): Promise<void> {
  await page.goto(`/auth/login${query}`);
  await expect(page.getByText('Development only').first()).toBeVisible();
}

async function choose(page: Page, name: 'Ann' | 'Ben' | 'Cleo' | 'Cancel'): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
}

/** Chooses a person with the browser's cookies, and stops at the address that the provider would send the browser to. */
async function caughtCallback(page: Page): Promise<string> {
  const nextOf = (response: APIResponse) => new URL(response.headers().location ?? '', PROVIDER).href;
  const chosen = await page.request.post(page.url(), { form: { person: 'ann' }, maxRedirects: 0 });
  const address = nextOf(await page.request.get(nextOf(chosen), { maxRedirects: 0 }));
  expect(new URL(address).searchParams.get('code')).toBeTruthy();
  return address;
}

const whoAmI = async (page: Page): Promise<SessionReply> => (await page.request.get('/auth/session')).json();
const expectFault = (page: Page, reason: SignInFault) =>
  expect(page).toHaveURL((url) => url.pathname === ACCOUNT_PATH && url.searchParams.get('error') === reason);

/** A call that a page of ours makes, so that the browser itself says where it comes from. */
const fromPage = (page: Page, method: 'POST' | 'DELETE', path: string): Promise<{ status: number; body: unknown }> =>
  page.evaluate(
    async ([verb, address]) => {
      const response = await fetch(address, { method: verb });
      return { status: response.status, body: await response.json() };
    },
    [method, path] as const,
  );

test('sign-in leads through the provider and back to the page that was asked for', async ({ page, context }) => {
  await leave(page, '?return_to=/settings%3Ffrom%3Dsign-in');
  await choose(page, 'Ann');
  await expect(page).toHaveURL((url) => url.pathname + url.search === '/settings?from=sign-in');
  expect(await whoAmI(page)).toMatchObject({
    signed_in: true,
    name: 'Ann',
    subject: { type: 'user', id: 'ann' },
    roles: ['admin', 'user'],
    second_factor: true,
  });
  const cookies = await context.cookies(page.url());
  const session = cookies.find(({ name }) => name === '__Host-session');
  expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await page.evaluate(() => document.cookie)).not.toContain('__Host-');
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(session?.value);
});

test('a sign-in anew changes the id of the session, and the old id is worth nothing', async ({ page, browser }) => {
  const idOf = async (context: BrowserContext) =>
    (await context.cookies(String(page.url()))).find(({ name }) => name === '__Host-session');
  await leave(page);
  await choose(page, 'Ben');
  await expect(page).toHaveURL(ACCOUNT_PATH);
  const before = await idOf(page.context());
  await leave(page, '?step_up=1');
  await choose(page, 'Ann');
  await expect(page).toHaveURL(ACCOUNT_PATH);
  expect((await idOf(page.context()))?.value).not.toBe(before?.value);
  expect(await whoAmI(page)).toMatchObject({ signed_in: true, second_factor: true });
  const thief = await browser.newContext();
  await thief.addCookies(before === undefined ? [] : [before]);
  expect(await whoAmI(await thief.newPage())).toMatchObject({ signed_in: false });
  await thief.close();
});

test('sign-in can be cancelled', async ({ page }) => {
  await leave(page);
  await choose(page, 'Cancel');
  await expectFault(page, 'denied');
  expect(await whoAmI(page)).toMatchObject({ signed_in: false, provider: { name: 'Development only' } });
});

test('sign-in with a wrong state signs nobody in', async ({ page }) => {
  await leave(page);
  const address = new URL(await caughtCallback(page));
  const state = address.searchParams.get('state') ?? '';
  address.searchParams.set('state', (state.startsWith('A') ? 'B' : 'A') + state.slice(1));
  await page.goto(address.href);
  await expectFault(page, 'sign_in_expired');
  expect(await whoAmI(page)).toMatchObject({ signed_in: false });
});

test('of 25 callbacks of one sign-in at a time, one wins', async ({ page }) => {
  await leave(page);
  const address = await caughtCallback(page);
  const headers = { 'Sec-Fetch-Mode': 'navigate' };
  const answers = await Promise.all(
    Array.from({ length: 25 }, () => page.request.get(address, { headers, maxRedirects: 0 })),
  );
  const locations = answers.map((answer) => new URL(answer.headers().location ?? '').search).sort();
  expect(locations).toEqual(['', ...Array.from({ length: 24 }, () => '?error=sign_in_expired')]);
  expect(answers.filter((answer) => (answer.headers()['set-cookie'] ?? '').includes('__Host-session'))).toHaveLength(1);
  await page.goto(address);
  await expectFault(page, 'sign_in_expired');
  expect(await whoAmI(page)).toMatchObject({ signed_in: true, name: 'Ann' });
});

test('sign-in that comes back in another browser signs nobody in there', async ({ page, browser }) => {
  await leave(page);
  const address = await caughtCallback(page);
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(address);
  await expectFault(other, 'other_browser');
  expect((await elsewhere.cookies()).map(({ name }) => name)).not.toContain('__Host-session');
  await elsewhere.close();
  await page.goto(address);
  await expect(page).toHaveURL(ACCOUNT_PATH);
});

for (const mood of ['down', 'slow', 'html', 'error'] as const) {
  test(`sign-in with a provider that is ${mood} says so, and works when it is well again`, async ({ page }) => {
    await leave(page);
    await setMood(mood);
    await choose(page, 'Ann');
    await expectFault(page, 'provider_unavailable');
    expect(await whoAmI(page)).toMatchObject({ signed_in: false });
    await setMood('well');
    // The provider knows the person by now.
    await page.goto('/auth/login');
    await expect(page).toHaveURL(ACCOUNT_PATH);
    expect(await whoAmI(page)).toMatchObject({ signed_in: true });
  });
}

test('sign-in takes no answer of the implicit flow', async ({ page }) => {
  await page.goto('/auth/callback#id_token=x&state=y');
  await expectFault(page, 'implicit_refused');
  await page.goto('/auth/callback?id_token=x&state=y');
  await expectFault(page, 'implicit_refused');
});

test('signing out ends the session here and leads to the provider, which signs out too', async ({ page, browser }) => {
  await leave(page);
  await choose(page, 'Ben');
  await expect(page).toHaveURL(ACCOUNT_PATH);
  const stolen = await page.context().cookies();
  const { body } = await fromPage(page, 'POST', '/auth/logout');
  const address = (body as { redirect_to: string }).redirect_to;
  expect(address).toContain(PROVIDER);
  expect(await whoAmI(page)).toMatchObject({ signed_in: false });
  const thief = await browser.newContext();
  await thief.addCookies(stolen);
  expect(await whoAmI(await thief.newPage())).toMatchObject({ signed_in: false });
  await thief.close();
  await page.goto(address);
  await page.getByRole('button', { name: /^Yes/ }).click();
  await expect(page).toHaveURL((url) => url.pathname === ACCOUNT_PATH);
  await page.goto('/auth/login');
  await expect(page.getByRole('button', { name: /^Ann/ })).toBeVisible();
});

test('own sign-in sessions are listed, and one of them can be ended from another browser', async ({
  page,
  browser,
}) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  for (const one of [page, other]) {
    await leave(one);
    await choose(one, 'Cleo');
    await expect(one).toHaveURL(ACCOUNT_PATH);
  }
  const list = async (): Promise<SessionsReply> => (await page.request.get('/auth/sessions')).json();
  const { sessions } = await list();
  expect(sessions).toHaveLength(2);
  expect(sessions.map(({ browser: name }) => name)).toEqual(['Chrome, Linux', 'Chrome, Linux']);
  const foreign = sessions.find(({ is_current }) => !is_current)?.id ?? '';
  expect(await fromPage(page, 'DELETE', `/auth/sessions/${foreign}`)).toMatchObject({ status: 200 });
  await expect.poll(() => whoAmI(other)).toMatchObject({ signed_in: false });
  expect(await fromPage(page, 'DELETE', '/auth/sessions')).toMatchObject({ status: 200, body: { ended: 1 } });
  expect(await whoAmI(page)).toMatchObject({ signed_in: false });
  await elsewhere.close();
});

test('a page of another site cannot sign a person out', async ({ page }) => {
  await leave(page);
  await choose(page, 'Ann');
  await expect(page).toHaveURL(ACCOUNT_PATH);
  const target = new URL('/auth/logout', page.url()).href;
  // The provider's address is another port of this host: another origin, yet the same site, so the cookie comes along.
  await page.goto(`${PROVIDER}/nothing-here`);
  await page.evaluate(async (address) => {
    await fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include' });
  }, target);
  expect(await whoAmI(page)).toMatchObject({ signed_in: true });
});
