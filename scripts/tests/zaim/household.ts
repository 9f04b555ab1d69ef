/** What a household keeps at the simulated Zaim, and how the API shows it: rows, names, pages. */

export interface Entry {
  readonly id: number;
  readonly mode: 'payment' | 'income' | 'transfer';
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly amount: number;
  readonly category_id: number;
  readonly genre_id: number;
  readonly from_account_id: number;
  readonly to_account_id: number;
  readonly currency_code?: string;
  readonly active?: number;
  readonly name?: string;
  readonly place?: string;
  readonly comment?: string;
}

export interface Named {
  readonly id: number;
  readonly name: string;
  readonly mode?: 'payment' | 'income';
  readonly category_id?: number;
}

export interface Household {
  /** First day of the user's month. */
  readonly day: number;
  readonly currency_code: string;
  readonly entries: readonly Entry[];
  readonly categories: readonly Named[];
  readonly genres: readonly Named[];
  readonly accounts: readonly Named[];
}

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100;
const REQUESTED = 1_800_000_000;

export const EMPTY_HOUSEHOLD: Household = {
  day: 1,
  currency_code: 'JPY',
  entries: [],
  categories: [],
  genres: [],
  accounts: [],
};

export function verifyReply({ day, currency_code, entries }: Household): object {
  return {
    me: {
      id: 10_000_000,
      login: 'household',
      name: 'CANARY-user-name',
      input_count: entries.length,
      day_count: 10,
      repeat_count: 1,
      day,
      week: 3,
      month: 3,
      currency_code,
      profile_image_url: 'https://images.example/p.png',
      cover_image_url: 'https://images.example/c.png',
      profile_modified: '2026-01-01 00:00:00',
    },
    requested: REQUESTED,
  };
}

/** Newest first, as many as the page holds; what the query does not allow is an error text. */
export function moneyReply({ entries }: Household, query: URLSearchParams): object | string {
  if (query.get('mapping') !== '1') return 'mapping is required';
  const limit = Number(query.get('limit') ?? LIMIT_DEFAULT);
  const page = Number(query.get('page') ?? 1);
  if (!Number.isInteger(limit) || limit < 1 || !Number.isInteger(page) || page < 1)
    return 'limit or page makes no sense';
  const size = Math.min(limit, LIMIT_MAX);
  const [from, to] = [query.get('start_date') ?? '0000-00-00', query.get('end_date') ?? '9999-99-99'];
  const found = entries
    .filter(({ date }) => date >= from && date <= to)
    .sort((a, b) => (a.date === b.date ? b.id - a.id : a.date < b.date ? 1 : -1));
  return { money: found.slice((page - 1) * size, page * size).map(moneyRow), requested: REQUESTED };
}

function moneyRow(entry: Entry): object {
  return {
    user_id: 10_000_000,
    comment: 'CANARY-comment',
    active: 1,
    name: 'CANARY-name',
    receipt_id: 0,
    place: 'CANARY-place',
    created: `${entry.date} 12:00:00`,
    modified: `${entry.date} 12:00:00`,
    currency_code: 'JPY',
    ...entry,
  };
}

export function namesReply(
  kind: 'category' | 'genre' | 'account',
  { categories, genres, accounts }: Household,
): object {
  const shown = (list: readonly Named[]) =>
    list.map((item) => ({ sort: 1, active: 1, modified: '2026-01-01 00:00:00', ...item }));
  switch (kind) {
    case 'category':
      return { categories: shown(categories), requested: REQUESTED };
    case 'genre':
      return { genres: shown(genres), requested: REQUESTED };
    case 'account':
      return { accounts: shown(accounts), requested: REQUESTED };
  }
}
