/** The account's object against the simulated Zaim: what it fetches, keeps, tells and forgets. Each test has its own account. */
import { env, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it, vi } from 'vitest';
import { type SummaryReply, summaryReply } from '../../../shared/zaim.schema.ts';
import { parsePage } from '../../testing/exposition-parser.ts';
import { errorOf, type TestHouse, testHouse } from '../../testing/harness.ts';
import { SimulatedZaim } from '../../testing/simulated-zaim.ts';
import { ZaimBrowser } from '../../testing/zaim-browser.ts';
import { periodsAt } from '../collect/days.ts';
import { REFRESH_COOLDOWN_MS } from '../zaim.constants.ts';

const ADMIN_TOKEN = '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23';
const zaim = new SimulatedZaim();
const DAY = 25;

/** Entries around now: today, this month and last month of a user whose month begins on the 25th. */
function householdNow() {
  const { today, this_month, last_month } = periodsAt(Date.now(), DAY);
  const base = { category_id: 101, genre_id: 10_101, from_account_id: 1, to_account_id: 0 };
  return {
    day: DAY,
    categories: [
      { id: 101, name: '食費 "daily"' },
      { id: 201, name: 'Salary' },
    ],
    genres: [{ id: 10_101, name: 'Groceries', category_id: 101 }],
    accounts: [
      { id: 1, name: 'Wallet' },
      { id: 2, name: 'Bank' },
    ],
    entries: [
      { ...base, id: 1, mode: 'payment', date: today.first, amount: 1200 },
      { ...base, id: 2, mode: 'payment', date: last_month.first, amount: 300 },
      {
        ...base,
        id: 3,
        mode: 'income',
        date: last_month.last,
        amount: 5000,
        category_id: 201,
        genre_id: 0,
        from_account_id: 0,
        to_account_id: 2,
      },
      {
        ...base,
        id: 4,
        mode: 'transfer',
        date: this_month.first,
        amount: 700,
        category_id: 0,
        genre_id: 0,
        to_account_id: 2,
      },
    ],
  };
}

async function opened(account: string) {
  const house = await testHouse({ ADMIN_TOKEN });
  const browser = new ZaimBrowser(house, zaim, ADMIN_TOKEN);
  await zaim.household(account, householdNow());
  const summary = async () => summaryReply.parse(await (await browser.get(`/zaim/summary?account=${account}`)).json());
  /** Waits for the fetch that the alarm began by itself. */
  const until = async (check: (reply: SummaryReply) => boolean) =>
    await vi.waitFor(async () => {
      const reply = await summary();
      if (!check(reply)) throw new Error(JSON.stringify(reply));
      return reply;
    }, 10_000);
  /** One more fetch, now, to its end. */
  const fetchAgain = async () => {
    expect(await runDurableObjectAlarm(object(account))).toBe(true);
    return await summary();
  };
  return { house, browser, summary, until, fetchAgain };
}
const object = (account: string) => env.ZAIM_ACCOUNTS.getByName(account);
/** What an object keeps of an account. */
const leftOf = (account: string) =>
  runInDurableObject(object(account), async (_, { storage }) => ({
    rows: [...storage.sql.exec('SELECT name FROM account UNION SELECT id FROM sealed')],
    alarm: await storage.getAlarm(),
  }));
const isFresh = ({ freshness }: SummaryReply) => freshness?.last_success_at !== undefined;

async function seriesOf(house: TestHouse, account: string): Promise<Map<string, number>> {
  const page = await house.fetch('/metrics', { headers: { Authorization: `Bearer ${env.METRICS_TOKEN}` } });
  const samples = parsePage(await page.text(), 'text').flatMap((family) => family.samples);
  const ours = samples.filter(({ labels }) => labels.account === account);
  return new Map(
    ours.map(({ name, labels, value }) => {
      const rest = Object.entries(labels).flatMap(([label, text]) => (label === 'account' ? [] : [`${label}=${text}`]));
      return [[name, ...rest].join(' '), value];
    }),
  );
}

describe('a connected account', () => {
  it('is fetched in the background, and a scrape tells what the household holds', async () => {
    const { house, browser, until } = await opened('whole-account');
    await browser.connect('whole-account', 'whole-account');
    const reply = await until(isFresh);
    expect(reply).toMatchObject({
      connection: { state: 'connected', access: 'limited' },
      freshness: { consecutive_failures: 0, pages: 1, rows: 4, calls_used: 5, calls_budget: 60 },
      currency: 'JPY',
      last_month: {
        payment: 300,
        income: 5000,
        transfer: 0,
        entries: 2,
        categories: [{ name: '食費 "daily"', amount: 300 }],
      },
    });
    const calls = (await zaim.log('whole-account')).calls;
    const series = await seriesOf(house, 'whole-account');
    expect(Object.fromEntries(series)).toMatchObject({
      zaim_oauth_authenticated: 1,
      zaim_access_permanent: 0,
      zaim_consecutive_failures: 0,
      zaim_fetch_pages: 1,
      zaim_fetch_rows: 4,
      zaim_fetch_truncated: 0,
      zaim_call_budget: 60,
      zaim_call_budget_used: 5,
      zaim_today_total_amount: 1200,
      'zaim_month_balance_amount period=last_month': 4700,
      'zaim_payment_amount period=last_month category=食費 "daily" genre=Groceries': 300,
      'zaim_income_amount period=last_month category=Salary': 5000,
      'zaim_income_by_account_amount period=last_month to_account=Bank': 5000,
      'zaim_payment_by_account_amount period=today from_account=Wallet': 1200,
      'zaim_transfer_amount period=this_month from_account=Wallet to_account=Bank': 700,
      'zaim_entries period=this_month mode=transfer': 1,
    });
    const connectedMs = Date.parse(reply.connection?.connected_at ?? '');
    expect(series.get('zaim_access_ends_timestamp_seconds')).toBe(Math.floor(connectedMs / 1000) + 86_400);
    for (let scrape = 0; scrape < 10; scrape += 1) await seriesOf(house, 'whole-account');
    expect((await zaim.log('whole-account')).calls).toEqual(calls);
  });

  it('goes at once, with all that was kept, and can be connected again', async () => {
    const { house, browser, until, summary } = await opened('reset-account');
    await browser.connect('reset-account', 'reset-account');
    await until(isFresh);
    expect((await seriesOf(house, 'reset-account')).size).toBeGreaterThan(10);
    expect((await browser.post('/zaim/auth/reset', { account: 'reset-account' })).status).toBe(200);
    expect((await seriesOf(house, 'reset-account')).size).toBe(0);
    expect(await summary()).toEqual({});
    expect(await leftOf('reset-account')).toEqual({ rows: [], alarm: null });
    await browser.connect('reset-account', 'reset-account');
    await until(isFresh);
    // The budget is that of the hour before as well.
    expect((await seriesOf(house, 'reset-account')).get('zaim_call_budget_used')).toBe(10);
  });

  it('is not brought back by a fetch that was under way when it went', async () => {
    const { browser, until, summary } = await opened('gone-meanwhile');
    await browser.connect('gone-meanwhile', 'gone-meanwhile');
    await until(isFresh);
    await zaim.faults('gone-meanwhile', { money: { kind: 'slow', ms: 700 } });
    const fetching = runDurableObjectAlarm(object('gone-meanwhile'));
    await vi.waitFor(async () => expect((await zaim.log('gone-meanwhile')).calls.money).toBe(2), 10_000);
    await browser.post('/zaim/auth/reset', { account: 'gone-meanwhile' });
    expect(await fetching).toBe(true);
    expect(await summary()).toEqual({});
    expect(await leftOf('gone-meanwhile')).toEqual({ rows: [], alarm: null });
  });
});

describe('an account that is connected anew', () => {
  it('shows nothing that was fetched for the household before', async () => {
    const { browser, until, summary } = await opened('moved');
    await zaim.household('moved-in', { ...householdNow(), entries: [] });
    await browser.connect('moved', 'moved');
    await until(isFresh);
    await zaim.faults('moved', { money: { kind: 'slow', ms: 700 } });
    const fetching = runDurableObjectAlarm(object('moved'));
    await vi.waitFor(async () => expect((await zaim.log('moved')).calls.money).toBe(2), 10_000);
    await zaim.faults('moved-in', { verify: { kind: 'slow', ms: 1500 } });
    await browser.connect('moved', 'moved-in');
    await fetching;
    expect((await summary()).last_month).toBeUndefined();
    expect((await until(isFresh)).last_month).toMatchObject({ entries: 0 });
  });
});

describe('a fetch that fails', () => {
  it.each([
    ['down', { money: { kind: 'status', status: 500 } }, 'status'],
    ['cut', { money: { kind: 'truncated' } }, 'malformed'],
    ['html', { category: { kind: 'html' } }, 'malformed'],
    ['led', { verify: { kind: 'redirect' } }, 'redirect'],
  ])('keeps the sums and their age: %s', async (name, faults, failure) => {
    const account = `fails-${name}`;
    const { house, browser, until, fetchAgain } = await opened(account);
    await browser.connect(account, account);
    const good = await until(isFresh);
    const sums = (series: Map<string, number>) => [...series].filter(([key]) => key.includes('amount'));
    const before = sums(await seriesOf(house, account));
    await zaim.faults(account, faults);
    const bad = await fetchAgain();
    expect(bad.freshness).toMatchObject({
      consecutive_failures: 1,
      failure,
      last_success_at: good.freshness?.last_success_at,
    });
    expect(sums(await seriesOf(house, account))).toEqual(before);
    await zaim.faults(account, {});
    expect((await fetchAgain()).freshness).toMatchObject({ consecutive_failures: 0 });
  });

  it('by a token that Zaim no longer takes says so, and mends by itself when it is taken again', async () => {
    const { house, browser, until, fetchAgain } = await opened('lost');
    await browser.connect('lost', 'lost');
    await until(isFresh);
    await zaim.permissions('lost', { isPermanent: false, tokensOlderSeconds: 86_400 });
    expect(await fetchAgain()).toMatchObject({ connection: { state: 'lost' }, freshness: { failure: 'unauthorized' } });
    const series = await seriesOf(house, 'lost');
    expect(series.get('zaim_oauth_authenticated')).toBe(0);
    expect(series.get('zaim_today_total_amount')).toBe(1200);
    await zaim.permissions('lost', { isPermanent: true, tokensOlderSeconds: 0 });
    expect(await fetchAgain()).toMatchObject({ connection: { state: 'connected' } });
  });

  it('never takes more calls than the hour allows, and is planned for when there are some', async () => {
    const { browser, until, fetchAgain } = await opened('spent');
    await browser.connect('spent', 'spent');
    const before = await until(isFresh);
    const spentAtMs = Date.now();
    await runInDurableObject(object('spent'), (_, { storage }) => {
      for (let call = before.freshness?.calls_used ?? 0; call < 58; call += 1)
        storage.sql.exec('INSERT INTO calls (at) VALUES (?)', spentAtMs);
    });
    const reply = await fetchAgain();
    expect(reply.freshness).toMatchObject({ failure: 'budget', calls_used: 60, calls_budget: 60 });
    const hourLater = Date.parse(before.freshness?.last_attempt_at ?? '') + 3_600_000;
    expect(Date.parse(reply.freshness?.next_fetch_at ?? '')).toBeGreaterThanOrEqual(hourLater);
    const calls = (await zaim.log('spent')).calls;
    expect(await errorOf(await browser.post('/zaim/fetch', { account: 'spent' }))).toMatchObject({ status: 429 });
    expect((await zaim.log('spent')).calls).toEqual(calls);
  });
});

describe('fetching now', () => {
  it('is for an account that is connected, and once in a minute', async () => {
    const { browser, until } = await opened('on-demand');
    expect(await errorOf(await browser.post('/zaim/fetch', { account: 'on-demand' }))).toMatchObject({ status: 404 });
    await browser.connect('on-demand', 'on-demand');
    await until(isFresh);
    const refused = await browser.post('/zaim/fetch', { account: 'on-demand' });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(REFRESH_COOLDOWN_MS / 1000);
    expect(refused.status).toBe(429);
    const calls = (await zaim.log('on-demand')).calls.money ?? 0;
    const minuteLater = Date.now() + REFRESH_COOLDOWN_MS;
    // The object runs in this isolate and on its clock.
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => minuteLater);
    try {
      expect((await browser.post('/zaim/fetch', { account: 'on-demand' })).status).toBe(200);
      expect((await browser.post('/zaim/fetch', { account: 'on-demand' })).status).toBe(429);
      expect(await runDurableObjectAlarm(object('on-demand'))).toBe(true);
    } finally {
      clock.mockRestore();
    }
    expect((await zaim.log('on-demand')).calls.money).toBe(calls + 1);
  });
});

describe('when an account does not answer', () => {
  it('the page of metrics has no sums of it, and says so', async () => {
    const { browser, until } = await opened('away');
    await browser.connect('away', 'away');
    await until(isFresh);
    const real = env.ZAIM_ACCOUNTS;
    const broken = {
      getByName: (name: string) =>
        name === 'away' ? { report: () => Promise.reject(new Error('away')) } : real.getByName(name),
    };
    const house = await testHouse({ ADMIN_TOKEN, ZAIM_ACCOUNTS: broken });
    expect((await seriesOf(house, 'away')).size).toBe(0);
    const page = await house.fetch('/metrics', { headers: { Authorization: `Bearer ${env.METRICS_TOKEN}` } });
    expect(await page.text()).toContain('metrics_source_failures_total{source="zaim"}');
    const status = await house.fetch('/zaim/auth/status', { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
    expect(await status.json()).toMatchObject({ unknown: 1 });
  });
});
