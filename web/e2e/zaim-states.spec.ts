/** The states of the page of the Zaim accounts that a healthy server does not show, with made-up answers. */
import type { Page } from '@playwright/test';
import type { SessionReply } from '../../shared/auth.schema.ts';
import type { StatusReply, SummaryReply } from '../../shared/zaim.schema.ts';
import { CONNECT_ERRORS } from '../../shared/zaim.vocabulary.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { zaimEn } from '../src/zaim/texts.en.ts';
import { zaimJa } from '../src/zaim/texts.ja.ts';
import { expectAccessible } from './accessible.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

test.use({ provoked: [FAILED_REQUEST] });

const NOW = Date.now();
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const provider = { name: 'Some provider' };
const SOMEBODY: SessionReply = {
  signed_in: true,
  provider,
  session_id: '1'.repeat(32),
  subject: { type: 'user', id: 'somebody' },
  name: 'Somebody',
  roles: ['admin'],
  second_factor: true,
  authenticated_at: at(-60),
  idle_until: at(28),
  expires_at: at(660),
};
type Connection = StatusReply['accounts'][number];
const HOME: Connection = { account: 'home', state: 'connected', connected_at: at(-4000), access: 'permanent' };
const FRESH: NonNullable<SummaryReply['freshness']> = {
  last_attempt_at: at(-3),
  last_success_at: at(-3),
  next_fetch_at: at(12),
  consecutive_failures: 0,
  pages: 2,
  rows: 123,
  calls_used: 12,
  calls_budget: 60,
  may_fetch_at: at(-2),
};
const month = (first: string, last: string, scale: number): NonNullable<SummaryReply['this_month']> => ({
  first,
  last,
  payment: 185_432 * scale,
  income: 320_000,
  transfer: 40_000,
  entries: 61,
  categories: [
    { name: '住居', amount: 92_000 * scale },
    { name: 'A category whose name is about as long as it may be, 60 chars', amount: 51_432 * scale },
    { name: '食費', amount: 45_000 * scale },
    { name: 'Refund', amount: -3000 },
    { name: 'other', amount: 0 },
  ],
});
const SUMS: SummaryReply = {
  connection: HOME,
  freshness: FRESH,
  currency: 'JPY',
  today: { ...month('2026-11-20', '2026-11-20', 0), payment: 1280 },
  this_month: month('2026-10-25', '2026-11-24', 1),
  last_month: month('2026-09-25', '2026-10-24', 1.4),
};
const LOST: Connection = { ...HOME, account: 'family', state: 'lost' };
const FAILING = { ...FRESH, last_attempt_at: at(-1), last_success_at: at(-300), consecutive_failures: 4 } as const;
const LOST_SUMS: SummaryReply = { ...SUMS, connection: LOST, freshness: { ...FAILING, failure: 'unauthorized' } };

interface Answers {
  readonly status?: StatusReply | 'missing';
  /** By account. */
  readonly sums?: Readonly<Record<string, SummaryReply>>;
  readonly session?: SessionReply;
  readonly isAdmin?: boolean;
  /** What a call that changes something is answered. */
  readonly refuse?: { readonly status: number; readonly code: string; readonly retryAfter?: string };
}

/** What each page is answered; to be changed while it is open. */
const current = new WeakMap<Page, Answers>();

/** Stands in for the Worker. */
async function answerFor(page: Page, answers: Answers): Promise<void> {
  const isRouted = current.has(page);
  current.set(page, answers);
  if (isRouted) return;
  const error = (code: string) => ({
    error: { code, message: 'No.', retryable: false, request_id: 'made-up-request' },
  });
  const missing = { status: 404, json: error('not_found') };
  await page.route(
    ({ pathname }) => /^\/(?:zaim\/[a-z]|auth\/|admin\/)/.test(pathname),
    (route) => {
      const { status = 'missing', sums = {}, session = SOMEBODY, isAdmin = true, refuse } = current.get(page) ?? {};
      const { pathname, searchParams } = new URL(route.request().url());
      if (pathname === '/auth/session') return route.fulfill({ json: session });
      if (pathname === '/admin/access/roles') return route.fulfill(isAdmin ? { json: { roles: [] } } : missing);
      if (status === 'missing') return route.fulfill(missing);
      if (pathname === '/zaim/auth/status') return route.fulfill({ json: status });
      if (pathname === '/zaim/summary') return route.fulfill({ json: sums[searchParams.get('account') ?? ''] ?? {} });
      if (refuse === undefined) return route.fulfill({ json: { done: true } });
      const headers = { ...(refuse.retryAfter !== undefined && { 'Retry-After': refuse.retryAfter }) };
      return route.fulfill({ status: refuse.status, json: error(refuse.code), headers });
    },
  );
}

const open = (sums: SummaryReply): Answers => ({
  status: { accounts: [sums.connection ?? HOME], unknown: 0 },
  sums: { [sums.connection?.account ?? 'home']: sums },
});
const alert = (page: Page) => page.getByRole('alert');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const { door, connect, connection, freshness, sums, failures } = zaimEn;

test.describe('the door', () => {
  test('leads somebody who is not signed in to the sign-in and back here', async ({ page }) => {
    await answerFor(page, { session: { signed_in: false, provider } });
    await page.goto('/zaim/');
    await expect(page.getByRole('heading', { name: door.signedOutTitle })).toBeVisible();
    await expect(page.getByRole('link', { name: door.signInWith('Some provider') })).toHaveAttribute(
      'href',
      '/auth/login?return_to=%2Fzaim%2F',
    );
    await expect(page.getByRole('link', { name: door.toAccount })).toHaveAttribute('href', '/account/');
  });

  test('says whom it is for, and what is not configured, to those who may know', async ({ page }) => {
    await answerFor(page, { isAdmin: false });
    await page.goto('/zaim/');
    await expect(page.getByText(door.notAdmin('Somebody'))).toBeVisible();
    await expect(page.getByText(door.unconfigured)).toHaveCount(0);
    await answerFor(page, {});
    await page.reload();
    await expect(page.getByText(door.unconfigured)).toBeVisible();
    await expect(page.getByText('ZAIM_CONSUMER_KEY')).toBeVisible();
  });
});

test('every failure of a connection is explained once, and its code leaves the address', async ({ page }) => {
  await answerFor(page, { status: { accounts: [], unknown: 0 } });
  for (const error of CONNECT_ERRORS) {
    await page.goto(`/zaim/?error=${error}`);
    await expect(alert(page)).toHaveText(zaimEn.errors[error]);
    await expect(page).toHaveURL('/zaim/');
    await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
  }
  await page.goto('/zaim/?error=%3Cb%3ECall%20me%3C%2Fb%3E');
  await expect(alert(page)).toHaveText(zaimEn.errors.unknown);
});

test('a success in the address is believed only when the server knows the account', async ({ page }) => {
  await answerFor(page, open(SUMS));
  await page.goto('/zaim/?connected=stranger');
  await expect(page.getByRole('heading', { name: connection.title('home') })).toBeVisible();
  await expect(page.getByText(zaimEn.connectedTitle)).toHaveCount(0);
  await page.goto('/zaim/?connected=home');
  await expect(page.getByRole('heading', { name: zaimEn.connectedTitle })).toBeVisible();
});

test('a label that cannot be one is refused before anybody leaves', async ({ page }) => {
  await answerFor(page, { status: { accounts: [], unknown: 0 } });
  await page.goto('/zaim/');
  await page.getByLabel(connect.label).fill('Our Home');
  await button(page, connect.submit).click();
  await expect(page.getByText(connect.labelFault)).toBeVisible();
  await expect(page.getByLabel(connect.label)).toBeFocused();
  await expect(page).toHaveURL('/zaim/');
});

test('access that ends soon is said before it does, and access that has ended after', async ({ page }) => {
  const limited = (minutes: number): SummaryReply => ({
    ...SUMS,
    connection: { ...HOME, access: 'limited', access_ends_at: at(minutes) },
  });
  await answerFor(page, open(limited(190)));
  await page.goto('/zaim/');
  await expect(page.getByText(connection.limited)).toBeVisible();
  await expect(page.getByText('in 3 hours').first()).toBeVisible();
  await answerFor(page, open(limited(-5)));
  await page.reload();
  await expect(alert(page)).toContainText(connection.over);
  await expect(button(page, connect.again)).toBeVisible();
});

test('failures in a row are counted and explained, and what is shown is called old', async ({ page }) => {
  await answerFor(page, open({ ...SUMS, freshness: { ...FAILING, failure: 'timeout' } }));
  await page.goto('/zaim/');
  await expect(page.getByText(freshness.failed(4, '4'))).toBeVisible();
  await expect(page.getByText(failures.timeout)).toBeVisible();
  await expect(page.getByText(freshness.shownIsOld)).toBeVisible();
  await expect(page.getByText('5 hours ago')).toBeVisible();
});

test('what nobody knows is not called nothing', async ({ page }) => {
  const { today: _, this_month: __, ...known } = SUMS;
  await answerFor(page, open(known));
  await page.goto('/zaim/');
  await expect(page.locator('.figures dd')).toHaveText([sums.unknown, sums.unknown, '¥259,605', sums.unknown]);
  const row = page.getByRole('table', { name: sums.chart }).getByRole('row', { name: /^食費/ });
  await expect(row).toHaveText('食費Not known¥63,000');
});

test('a fetch that is asked for is waited for', async ({ page }) => {
  await answerFor(page, open(SUMS));
  await page.goto('/zaim/');
  await expect(page.getByText(freshness.readText(123, '123'))).toBeVisible();
  await answerFor(page, open({ ...SUMS, freshness: { ...FRESH, last_attempt_at: at(0), may_fetch_at: at(1) } }));
  await button(page, freshness.fetchNow).click();
  await expect(page.getByText(freshness.underWay).first()).toBeVisible();
  await expect(button(page, freshness.fetchNow)).toHaveAttribute('aria-disabled', 'true');
  const done = { ...FRESH, last_attempt_at: at(0), last_success_at: at(0), may_fetch_at: at(1), rows: 124 };
  await answerFor(page, open({ ...SUMS, freshness: done }));
  await expect(page.getByText(freshness.readText(124, '124'))).toBeVisible();
  await expect(page.getByText(freshness.fetched)).toHaveCount(1);
  await expect(page.getByText(/^Possible again in /)).toBeVisible();
});

test('a fetch that came too early is refused with the time to wait', async ({ page }) => {
  await answerFor(page, { ...open(SUMS), refuse: { status: 429, code: 'rate_limited', retryAfter: '400' } });
  await page.goto('/zaim/');
  await button(page, freshness.fetchNow).click();
  await expect(alert(page)).toHaveText(freshness.tooSoon);
  await expect(page.getByText(freshness.maySoon('7 minutes'))).toBeVisible();
});

test('a fault of the server names its request, folded away, and leaves the account where it is', async ({ page }) => {
  await answerFor(page, { ...open(SUMS), refuse: { status: 500, code: 'internal_error' } });
  await page.goto('/zaim/');
  await button(page, `${zaimEn.disconnect.label}: home`).click();
  await expect(button(page, deskEn.cancel)).toBeFocused();
  await button(page, zaimEn.disconnect.yes).click();
  const id = alert(page).getByText('made-up-request');
  await expect(id).toBeHidden();
  await alert(page).locator('summary').click();
  await expect(id).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: connection.title('home') })).toBeVisible();
});

test('an account that does not answer is counted, not hidden', async ({ page }) => {
  await answerFor(page, { ...open(SUMS), status: { accounts: [HOME], unknown: 2 } });
  await page.goto('/zaim/');
  await expect(alert(page)).toContainText(zaimEn.unreachable(2, '2'));
});

for (const [locale, colorScheme, t] of [
  ['en-GB', 'light', zaimEn],
  ['en-GB', 'dark', zaimEn],
  ['ja-JP', 'light', zaimJa],
  ['ja-JP', 'dark', zaimJa],
] as const) {
  test.describe(`${locale}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme, viewport: { width: 320, height: 640 } });

    test('every state of the page is accessible and fits 320 pixels', async ({ page }) => {
      const look = async (name: string, answers: Answers, heading: string, query = ''): Promise<void> => {
        await answerFor(page, answers);
        await page.goto(`/zaim/${query}`);
        await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible();
        await expectAccessible(page, name);
      };
      await look('signed out', { session: { signed_in: false, provider } }, t.door.signedOutTitle);
      await look('no administrator', { isAdmin: false }, t.door.notAdminTitle);
      await look('not configured', {}, t.door.unconfiguredTitle);
      await look('denied', { status: { accounts: [], unknown: 0 } }, t.connect.firstTitle, '?error=denied');
      await look('connected', open(SUMS), t.sums.all, '?connected=home');
      await page.locator('details > summary').last().click();
      await expectAccessible(page, 'connected, the form open');
      const both = { status: { accounts: [HOME, LOST], unknown: 1 }, sums: { home: SUMS, family: LOST_SUMS } };
      await look('lost, one of several', both, t.connection.title('home'));
      await page.getByRole('link', { name: /^family/ }).click();
      await expect(page.getByText(t.connection.lost)).toBeVisible();
      await expectAccessible(page, 'lost');
      const limited = { ...HOME, access: 'limited', access_ends_at: at(60) } as const;
      await look('limited', open({ ...SUMS, connection: limited }), t.sums.all);
      const { last_attempt_at: _, last_success_at: __, ...first } = FRESH;
      await look('before the first fetch', open({ connection: HOME, freshness: first }), t.sums.title);
    });
  });
}
