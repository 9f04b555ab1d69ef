/** Fetches from the simulated Zaim, over its real HTTP, and holds every sum against one that is made here in another way. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../kernel/clock.ts';
import type { CounterName } from '../../kernel/metrics/catalogue.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { createOutbound } from '../../kernel/outbound.ts';
import { type SimulatedEntry, SimulatedZaim } from '../../testing/simulated-zaim.ts';
import type { OAuthCredentials } from '../oauth1.ts';
import { COLLECT_CALL_TIMEOUT_MS, PAGE_BYTES_MAX } from '../zaim.constants.ts';
import { collect } from './collect.ts';
import { periodSums, type Sum, sumsBy } from './periods.ts';
import type { Snapshot } from './snapshot.ts';
import { callZaim, ZaimApi } from './zaim-api.ts';

const zaim = new SimulatedZaim('http://collect.zaim.test');
const consumer = { consumerKey: 'simulated-consumer', consumerSecret: 'simulated-consumer-word' };
const clock: Clock = { nowMs: () => Date.now() };
const counted: [CounterName, unknown][] = [];
const metrics = { ...noMetrics, count: (name: CounterName, labels: unknown) => void counted.push([name, labels]) };

const CATEGORIES = Array.from({ length: 12 }, (_, nth) => ({
  id: 101 + nth,
  name: `category ${nth}`,
  mode: 'payment',
}));
const GENRES = Array.from({ length: 40 }, (_, nth) => ({
  id: 10_101 + nth,
  name: `genre ${nth}`,
  category_id: 101 + (nth % 12),
}));
const ACCOUNTS = Array.from({ length: 5 }, (_, nth) => ({ id: 1 + nth, name: `wallet ${nth}` }));
const names = { categories: CATEGORIES, genres: GENRES, accounts: ACCOUNTS };

const servicesWith = (timeoutMs: number) => ({
  origin: zaim.origin,
  outbound: createOutbound({ timeoutMs, bytesMax: PAGE_BYTES_MAX }),
  metrics,
  clock,
});

async function connect(user: string): Promise<OAuthCredentials> {
  const services = servicesWith(COLLECT_CALL_TIMEOUT_MS);
  const step = async (credentials: OAuthCredentials, endpoint: 'request' | 'access', extra: Record<string, string>) =>
    new URLSearchParams(
      await callZaim({ ...services, credentials, endpoint, method: 'POST', path: `/v2/auth/${endpoint}`, extra }),
    );
  const withToken = (reply: URLSearchParams) => ({
    ...consumer,
    token: reply.get('oauth_token') ?? '',
    tokenSecret: reply.get('oauth_token_secret') ?? '',
  });
  const pending = withToken(
    await step(consumer, 'request', { oauth_callback: 'https://a.example/zaim/auth/callback' }),
  );
  const back = await zaim.decide(`${zaim.origin}/users/auth?oauth_token=${pending.token}`, user);
  return withToken(await step(pending, 'access', { oauth_verifier: back.searchParams.get('oauth_verifier') ?? '' }));
}

/** Fetches as of a moment. */
async function fetchAt(
  credentials: OAuthCredentials,
  nowMs: number,
  calls = 1000,
  timeoutMs = COLLECT_CALL_TIMEOUT_MS,
) {
  let left = calls;
  const spend = () => {
    left -= 1;
    return left >= 0;
  };
  return await collect(new ZaimApi({ ...servicesWith(timeoutMs), credentials, spend }), nowMs);
}

async function snapshotAt(credentials: OAuthCredentials, nowMs: number): Promise<Snapshot> {
  const collection = await fetchAt(credentials, nowMs);
  if (!collection.ok) throw new Error(collection.failure);
  return collection.snapshot;
}

/** Numbers that look random and are the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const dateOf = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

function generated(count: number, begin: string, days: number): SimulatedEntry[] {
  const roll = dice(count);
  const [year = 0, month = 0, day = 0] = begin.split('-').map(Number);
  return Array.from({ length: count }, (_, id) => {
    const kind = roll(10);
    const mode = kind < 7 ? 'payment' : kind < 9 ? 'income' : 'transfer';
    const genre = roll(40);
    return {
      id: id + 1,
      mode,
      date: dateOf(year, month, day + roll(days)),
      amount: 1 + roll(20_000),
      category_id: mode === 'transfer' ? 0 : 101 + (genre % 12),
      genre_id: mode === 'payment' ? 10_101 + genre : 0,
      from_account_id: mode === 'income' ? 0 : 1 + roll(5),
      to_account_id: mode === 'payment' ? 0 : 1 + roll(5),
    };
  });
}

/** Sums by label text, straight from the entries. */
function independent(
  entries: readonly SimulatedEntry[],
  mode: SimulatedEntry['mode'],
  within: (date: string) => boolean,
  label: (entry: SimulatedEntry) => string,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const entry of entries) {
    if (entry.mode !== mode || !within(entry.date)) continue;
    sums[label(entry)] = (sums[label(entry)] ?? 0) + entry.amount;
  }
  return sums;
}

const asRecord = (sums: readonly Sum[]) =>
  Object.fromEntries(sums.map(({ labels, amount }) => [labels.join(' / '), amount]));
const total = (sums: Record<string, number>) => Object.values(sums).reduce((sum, amount) => sum + amount, 0);
const category = ({ category_id: id }: SimulatedEntry) => `category ${id - 101}`;
const wallet = (id: number) => `wallet ${id - 1}`;

describe('5,000 entries over 14 months', () => {
  const DAY = 25;
  const entries = generated(5000, '2025-09-25', 424);
  let credentials: OAuthCredentials;
  beforeAll(async () => {
    await zaim.household('large', { day: DAY, entries, ...names });
    credentials = await connect('large');
  });

  // The month of the user that is "this" in each run begins on the 25th of these.
  const months = Array.from({ length: 13 }, (_, nth) => [2025, 10 + nth] as const);
  it.each(months)(
    'sum up to what the entries say in the month from %i/%i on',
    { timeout: 30_000 },
    async (year, month) => {
      const nowMs = Date.UTC(year, month - 1, DAY + 11, 3);
      const snapshot = await snapshotAt(credentials, nowMs);
      const ranges = {
        today: [dateOf(year, month, DAY + 11), dateOf(year, month, DAY + 11)],
        this_month: [dateOf(year, month, DAY), dateOf(year, month + 1, DAY - 1)],
        last_month: [dateOf(year, month - 1, DAY), dateOf(year, month, DAY - 1)],
      };
      const periods = periodSums(snapshot, nowMs);
      expect(periods.map(({ period }) => period)).toEqual(['today', 'this_month', 'last_month']);
      for (const sums of periods) {
        const [first = '', last = ''] = ranges[sums.period];
        expect([sums.first, sums.last]).toEqual([first, last]);
        const within = (date: string) => date >= first && date <= last;
        const of = (mode: SimulatedEntry['mode'], label: (entry: SimulatedEntry) => string) =>
          independent(entries, mode, within, label);
        expect(asRecord(sums.paymentCategories)).toEqual(of('payment', category));
        expect(asRecord(sums.paymentAccounts)).toEqual(of('payment', (entry) => wallet(entry.from_account_id)));
        expect(asRecord(sums.incomes)).toEqual(of('income', category));
        expect(asRecord(sums.incomeAccounts)).toEqual(of('income', (entry) => wallet(entry.to_account_id)));
        expect(asRecord(sums.transfers)).toEqual(
          of('transfer', (entry) => `${wallet(entry.from_account_id)} / ${wallet(entry.to_account_id)}`),
        );
        for (const mode of ['payment', 'income', 'transfer'] as const) {
          const inPeriod = entries.filter((entry) => entry.mode === mode && within(entry.date));
          expect(sums.entries[mode]).toBe(inPeriod.length);
          expect(sums.amounts[mode]).toBe(inPeriod.reduce((sum, { amount }) => sum + amount, 0));
        }
        // 40 genres are more than the bound: the largest are as they are, the rest is one.
        const genres = of('payment', (entry) => `${category(entry)} / genre ${entry.genre_id - 10_101}`);
        const { 'other / other': rest = 0, ...shown } = asRecord(sums.payments);
        expect(genres).toMatchObject(shown);
        expect(total(shown) + rest).toBe(total(genres));
        expect(sums.payments.length).toBeLessThanOrEqual(30);
      }
    },
  );

  it('keep nothing of what a purchase was', async () => {
    const snapshot = await snapshotAt(credentials, Date.UTC(2026, 5, 1));
    expect(snapshot.rows).toBeGreaterThan(500);
    expect(JSON.stringify(snapshot)).not.toMatch(/CANARY/);
  });
});

describe('a month', () => {
  it.each([
    [0, 1],
    [1, 1],
    [99, 1],
    [100, 2],
    [101, 2],
    [1050, 11],
  ])('of %i rows takes %i pages', async (rows, pages) => {
    const user = `rows-${rows}`;
    const entries = generated(rows, '2026-05-01', 31);
    await zaim.household(user, { day: 1, entries, ...names });
    const snapshot = await snapshotAt(await connect(user), Date.UTC(2026, 4, 20));
    expect(snapshot).toMatchObject({ rows, pages });
    expect((await zaim.log(user)).calls.money).toBe(pages);
    const [sums] = periodSums(snapshot, Date.UTC(2026, 4, 20)).slice(1);
    expect(sums?.amounts.payment).toBe(total(independent(entries, 'payment', () => true, category)));
  });
});

describe('what counts in no sum', () => {
  it('is another currency, what is not active, what makes no sense, and a row that comes twice', async () => {
    const base = {
      mode: 'payment',
      date: '2026-05-03',
      category_id: 101,
      genre_id: 10_101,
      from_account_id: 1,
      to_account_id: 0,
      amount: 100,
    };
    const entries = [
      { ...base, id: 1 },
      { ...base, id: 1, amount: 100 },
      { ...base, id: 2, currency_code: 'USD' },
      { ...base, id: 3, active: 0 },
      { ...base, id: 4, active: -1 },
      { ...base, id: 5, amount: '12' },
      { ...base, id: 6, mode: 'gift' },
      { ...base, id: 7, date: '2026-05-99' },
      { ...base, id: 8, genre_id: 0, category_id: 999, amount: 0.1 },
      { ...base, id: 9, genre_id: 0, category_id: 999, amount: 0.2 },
    ];
    await zaim.household('odd', { day: 1, entries, ...names });
    const snapshot = await snapshotAt(await connect('odd'), Date.UTC(2026, 4, 20));
    // The row with an impossible date is beyond what was asked for.
    expect(snapshot).toMatchObject({ rows: 8, skipped: { currency: 1, inactive: 2, malformed: 2 } });
    const [, month] = periodSums(snapshot, Date.UTC(2026, 4, 20));
    expect(asRecord(month?.payments ?? [])).toEqual({ 'category 0 / genre 0': 100, 'unnamed / none': 0.3 });
  });
});

describe('a fetch that goes wrong brings a reason and no half of a snapshot', () => {
  let credentials: OAuthCredentials;
  beforeAll(async () => {
    await zaim.household('wrong', { day: 1, entries: generated(250, '2026-05-01', 31), ...names });
    credentials = await connect('wrong');
  });
  const nowMs = Date.UTC(2026, 4, 20);

  it.each([
    // The relay makes a broken connection an answer with status 500, or a body that is shorter.
    ['down', { kind: 'down' }, 'status'],
    ['HTML', { kind: 'html' }, 'malformed'],
    ['of another form', { kind: 'odd' }, 'malformed'],
    ['cut off', { kind: 'truncated' }, 'malformed'],
    ['an error', { kind: 'status', status: 500 }, 'status'],
    ['overloaded', { kind: 'status', status: 429 }, 'status'],
    ['a redirect', { kind: 'redirect' }, 'redirect'],
    ['slow', { kind: 'slow', ms: 1500 }, 'timeout'],
  ])('when the third page is %s', async (_, fault, failure) => {
    await zaim.faults('wrong', { money: { ...fault, skip: 2 } });
    expect(await fetchAt(credentials, nowMs, 1000, 700)).toEqual({ ok: false, failure });
  });

  it('when the budget ends', async () => {
    await zaim.faults('wrong', {});
    expect(await fetchAt(credentials, nowMs, 5)).toEqual({ ok: false, failure: 'budget' });
  });

  it('when there is more than it may read', async () => {
    await zaim.household('huge', { day: 1, entries: generated(5001, '2026-05-01', 31), ...names });
    expect(await fetchAt(await connect('huge'), nowMs)).toEqual({ ok: false, failure: 'truncated' });
  });

  it('when the user took the permission back', async () => {
    await zaim.revoke('wrong');
    expect(await fetchAt(credentials, nowMs)).toEqual({ ok: false, failure: 'unauthorized' });
    expect(counted).toContainEqual(['zaim_api_requests_total', { endpoint: 'verify', status: '401' }]);
  });
});

describe('time', () => {
  const entry = (id: number, date: string) => ({
    id,
    mode: 'payment' as const,
    date,
    amount: 10 ** id,
    category_id: 101,
    genre_id: 10_101,
    from_account_id: 1,
    to_account_id: 0,
  });

  it('moves "today" and the months on at midnight in Tokyo, without a fetch', async () => {
    const entries = [entry(1, '2026-04-30'), entry(2, '2026-05-30'), entry(3, '2026-05-31'), entry(4, '2026-06-01')];
    await zaim.household('midnight', { day: 1, entries, ...names });
    const snapshot = await snapshotAt(await connect('midnight'), Date.parse('2026-05-31T14:50:00Z'));
    const at = (moment: string) =>
      Object.fromEntries(
        periodSums(snapshot, Date.parse(moment)).map(({ period, amounts }) => [period, amounts.payment]),
      );
    expect(at('2026-05-31T14:59:59Z')).toEqual({ today: 1000, this_month: 1100, last_month: 10 });
    // The snapshot is of yesterday: nobody knows what was entered since. Nothing false is told.
    expect(at('2026-05-31T15:00:00Z')).toEqual({});
    const next = await snapshotAt(await connect('midnight'), Date.parse('2026-05-31T15:00:00Z'));
    const [today, month, last] = periodSums(next, Date.parse('2026-05-31T15:00:00Z'));
    expect([today?.amounts.payment, month?.amounts.payment, last?.amounts.payment]).toEqual([10_000, 10_000, 1100]);
  });
});

describe('bounded labels', () => {
  const group = (category: string, amount: number) => ({
    date: '2026-05-01',
    mode: 'payment' as const,
    category,
    genre: '',
    from: '',
    to: '',
    amount,
    entries: 1,
  });

  it('add up the smallest, also into a category that has the name', () => {
    const groups = [group('a', 5), group('other', 100), group('b', 4), group('c', 3), group('d', -50)];
    expect(asRecord(sumsBy(groups, ({ category: name }) => [name], 3))).toEqual({ other: 112, d: -50 });
    expect(asRecord(sumsBy(groups, ({ category: name }) => [name], 5))).toEqual({
      a: 5,
      other: 100,
      b: 4,
      c: 3,
      d: -50,
    });
  });
});
