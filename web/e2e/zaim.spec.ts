/**
 * The page of the Zaim accounts with the real server and a simulated Zaim that judges every signature: a household is
 * connected in Chromium, sees its sums and is disconnected, and everything that can go wrong on the way is explained.
 */
import type { Page } from '@playwright/test';
import type { ConnectError } from '../../shared/zaim.vocabulary.ts';
import { zaimEn } from '../src/zaim/texts.en.ts';
import { zaimJa } from '../src/zaim/texts.ja.ts';
import { expectAccessible } from './accessible.ts';
import { liftSignInLimit } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';
import {
  begin,
  callbackOf,
  canConnect,
  decide,
  disconnectAll,
  type Entry,
  endAccess,
  keep,
  misbehave,
  openAsAdministrator,
  resetZaim,
  ZAIM_ORIGINS,
} from './simulated-zaim.ts';

test.skip(!canConnect, 'E2E_ZAIM and E2E_PROVIDER are needed; npm test sets them');
test.use({ visited: ZAIM_ORIGINS, provoked: [FAILED_REQUEST] });
test.beforeAll(({ request }) => liftSignInLimit(request));
test.beforeEach(async ({ request }) => {
  await resetZaim(request);
  await disconnectAll(request);
});

const { connect, connection, freshness, sums, disconnect, errors, failures } = zaimEn;
const alert = (page: Page) => page.getByRole('alert');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const account = (page: Page, label: string) => page.getByRole('heading', { name: connection.title(label) });
const yen = (amount: number) => `¥${amount.toLocaleString('en')}`;

/** The date in Tokyo, some months away from this one. */
function dateIn(months: number, day: number): string {
  const [year = 0, month = 0] = new Date(Date.now() + 9 * 3_600_000).toISOString().split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, day)).toISOString().slice(0, 10);
}
const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

async function expectRefusal(page: Page, error: ConnectError): Promise<void> {
  await expect(alert(page)).toHaveText(errors[error]);
  await expect(page).toHaveURL('/zaim/');
}

test('a household is connected, sees its sums, and is disconnected', async ({ page, request }) => {
  const entries: Entry[] = [
    { mode: 'payment', date: today(), amount: 1280, category_id: 1 },
    { mode: 'payment', date: dateIn(0, 1), amount: 45_000, category_id: 2 },
    { mode: 'income', date: dateIn(0, 1), amount: 300_000, category_id: 3 },
    { mode: 'transfer', date: dateIn(0, 1), amount: 50_000, category_id: 0 },
    { mode: 'payment', date: dateIn(-1, 3), amount: 2560, category_id: 1 },
    { mode: 'payment', date: dateIn(-1, 4), amount: 9000, category_id: 4 },
  ];
  await keep(request, { 1: '食費', 2: '住居', 3: '給与', 4: '娯楽' }, entries);
  await openAsAdministrator(page);
  await expect(page.getByText(connect.stepAllow)).toBeVisible();
  await begin(page, 'family');
  await decide(page, 'allow');

  await expect(page.getByRole('heading', { name: zaimEn.connectedTitle })).toBeVisible();
  await expect(page.getByText(zaimEn.connectedText).first()).toBeVisible();
  await expect(page).toHaveURL('/zaim/');
  const chart = page.getByRole('table', { name: sums.chart });
  await expect(chart.getByRole('row')).toHaveText([
    /^Category/,
    `住居${yen(45_000)}${yen(0)}`,
    `食費${yen(1280)}${yen(2560)}`,
    `娯楽${yen(0)}${yen(9000)}`,
  ]);
  // The bars are as long as the amounts say.
  const lengths = await chart
    .locator('.bar-this, .bar-last')
    .evaluateAll((bars) => bars.filter((bar) => bar.closest('tbody')).map((bar) => Number(bar.getAttribute('width'))));
  expect(lengths).toEqual([100, 0, 2.8, 5.7, 0, 20]);
  const all = page.getByRole('table', { name: sums.all });
  await expect(all.getByRole('row')).toHaveText([
    /^Kind/,
    `Payments${yen(46_280)}${yen(11_560)}`,
    `Income${yen(300_000)}${yen(0)}`,
    `Transfers${yen(50_000)}${yen(0)}`,
    `Balance${yen(253_720)}-${yen(11_560)}`,
    'Entries42',
  ]);
  const figures = page.locator('.figures dd');
  const spentToday = entries.filter(({ mode, date }) => mode === 'payment' && date === today());
  const sum = spentToday.reduce((total, { amount }) => total + amount, 0);
  await expect(figures).toHaveText([yen(sum), yen(46_280), yen(11_560), yen(253_720)]);
  await expect(page.getByText(freshness.readText(6, '6'))).toBeVisible();
  // What it is about is not shown anywhere: not even the server has it.
  expect(await page.content()).not.toContain('CANARY');

  await page.reload();
  await expect(account(page, 'family')).toBeVisible();
  await expect(page.getByText(zaimEn.connectedTitle)).toHaveCount(0);
  await button(page, `${disconnect.label}: family`).click();
  await button(page, disconnect.yes).click();
  await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
  await expect(page.getByText('食費')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
});

test('two households stand beside each other, each with an address', async ({ page, request }) => {
  await openAsAdministrator(page);
  for (const [label, amount] of [
    ['first', 111],
    ['second', 222],
  ] as const) {
    await keep(request, { 1: 'Food' }, [{ mode: 'payment', date: today(), amount, category_id: 1 }]);
    await begin(page, label);
    await decide(page, 'allow');
    await expect(page.getByRole('table', { name: sums.chart })).toContainText(yen(amount));
  }
  const links = page.getByRole('navigation', { name: zaimEn.accounts });
  await expect(links.getByRole('link', { name: 'second' })).toHaveAttribute('aria-current', 'page');
  await links.getByRole('link', { name: 'first' }).click();
  await expect(account(page, 'first')).toBeVisible();
  await expect(page.getByRole('table', { name: sums.chart })).toContainText(yen(111));
  await page.goto('/zaim/#second');
  await page.reload();
  await expect(page.getByRole('table', { name: sums.chart })).toContainText(yen(222));
});

test('says no at Zaim: nothing is connected, and the way back is explained once', async ({ page }) => {
  await openAsAdministrator(page);
  await begin(page, 'denied');
  await decide(page, 'deny');
  await expectRefusal(page, 'denied');
  await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
  await expect(alert(page)).toHaveCount(0);
});

test('a callback does not work in another browser, and spoils nothing in the right one', async ({ page, browser }) => {
  await openAsAdministrator(page);
  await begin(page, 'bound');
  const callback = await callbackOf(page);
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(callback);
  await expectRefusal(other, 'unknown_request');
  await elsewhere.close();

  await page.goto(callback);
  await expect(page.getByRole('heading', { name: zaimEn.connectedTitle })).toBeVisible();
  await expect(account(page, 'bound')).toBeVisible();
  // Once is once: the same address leads nowhere afterwards.
  await page.goto(callback);
  await expectRefusal(page, 'unknown_request');
  await expect(account(page, 'bound')).toBeVisible();
});

test('a connection that the browser let expire has to begin again', async ({ page }) => {
  await openAsAdministrator(page);
  await begin(page, 'late');
  const callback = await callbackOf(page);
  // After ten minutes the browser has forgotten it.
  await page.context().clearCookies({ name: /^__Host-zaim-/ });
  await page.goto(callback);
  await expectRefusal(page, 'unknown_request');
  await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
});

test('a callback without a token is explained', async ({ page }) => {
  await page.goto('/zaim/auth/callback');
  await expectRefusal(page, 'missing_parameters');
});

for (const [name, fault] of [
  ['is down', { kind: 'down' }],
  ['is slow', { kind: 'slow', ms: 10_000 }],
  ['answers a page', { kind: 'html' }],
  ['answers 500', { kind: 'status', status: 500 }],
] as const) {
  test(`a Zaim that ${name} is explained, before and after the consent`, async ({ page, request }) => {
    await openAsAdministrator(page);
    await misbehave(request, { request: fault });
    await begin(page, 'troubled');
    await expectRefusal(page, 'zaim_unavailable');
    await misbehave(request, {});
    await begin(page, 'troubled');
    await misbehave(request, { access: fault });
    await decide(page, 'allow');
    await expectRefusal(page, 'exchange_unclear');
    await expect(page.getByRole('heading', { name: connect.firstTitle })).toBeVisible();
  });
}

for (const [fault, failure] of [
  [{ kind: 'html' }, 'malformed'],
  [{ kind: 'status', status: 503 }, 'status'],
] as const) {
  test(`a fetch that fails by ${failure} says why, and that there are no sums yet`, async ({ page, request }) => {
    await openAsAdministrator(page);
    await misbehave(request, { money: fault });
    await begin(page, 'unread');
    await decide(page, 'allow');
    await expect(page.getByText(failures[failure]).first()).toBeVisible();
    await expect(page.getByText(sums.nothingYet)).toBeVisible();
  });
}

test('access that has ended is said at the top, with the way to connect again', async ({ page, request }) => {
  await endAccess(request);
  await openAsAdministrator(page);
  await begin(page, 'ended');
  await decide(page, 'allow');
  await expect(alert(page).filter({ hasText: connection.lost })).toBeVisible();
  await expect(page.getByText(failures.unauthorized).first()).toBeVisible();
  await expect(account(page, 'ended')).toContainText(connection.states.lost);
  await resetZaim(request);
  await button(page, connect.again).click();
  await decide(page, 'allow');
  await expect(page.getByRole('heading', { name: zaimEn.connectedTitle })).toBeVisible();
  await expect(account(page, 'ended')).toContainText(connection.states.connected);
});

test('a second fetch within a minute is refused, and the page says when it is possible', async ({ page }) => {
  await openAsAdministrator(page);
  await begin(page, 'eager');
  await decide(page, 'allow');
  await expect(page.getByText(sums.noEntries)).toBeVisible();
  const fetchNow = button(page, freshness.fetchNow);
  await expect(fetchNow).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText(/^Possible again in [0-9]+ seconds$/)).toBeVisible();
  // A device whose clock is ahead asks too early: the server says so, and the page waits for as long as it says.
  await page.clock.install({ time: Date.now() + 300_000 });
  await page.reload();
  await expect(fetchNow).not.toHaveAttribute('aria-disabled', 'true');
  await fetchNow.click();
  await expect(alert(page)).toContainText(freshness.tooSoon);
  await expect(fetchNow).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText(/^Possible again in /)).toBeVisible();
});

test('a session that ends takes the sums off the page', async ({ page }) => {
  await openAsAdministrator(page);
  await begin(page, 'left');
  await decide(page, 'allow');
  await expect(page.getByText(sums.noEntries)).toBeVisible();
  await page.context().clearCookies();
  await button(page, 'Load again').click();
  await expect(alert(page)).toHaveText(zaimEn.ended);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(account(page, 'left')).toHaveCount(0);
});

test.describe('in Japanese, on a phone', () => {
  test.use({ locale: 'ja-JP', viewport: { width: 320, height: 640 } });

  test('a household is connected in the words of the exporter before', async ({ page, request }) => {
    await keep(request, { 1: '食費' }, [{ mode: 'payment', date: today(), amount: 1280, category_id: 1 }]);
    await page.goto('/zaim/');
    await page.getByRole('link', { name: /でサインイン$/ }).click();
    await page.getByRole('button', { name: /^Ann/ }).click();
    await expectAccessible(page, 'nothing connected');
    await button(page, zaimJa.connect.submit).click();
    await decide(page, 'allow');
    await expect(page.getByRole('heading', { name: '認証成功' })).toBeVisible();
    await expect(page.getByText('Zaim との連携が完了しました。').first()).toBeVisible();
    await expect(page.getByRole('table', { name: zaimJa.sums.chart })).toContainText('￥1,280');
    await expectAccessible(page, 'connected');
    await button(page, `${zaimJa.disconnect.label}: home`).click();
    await expectAccessible(page, 'a question');
    await button(page, zaimJa.disconnect.yes).click();
    await expect(page.getByRole('heading', { name: zaimJa.connect.firstTitle })).toBeVisible();
  });
});
