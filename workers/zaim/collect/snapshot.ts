/**
 * What is kept of a household: sums of each day by mode, category, genre and account. Days rather than periods, so that
 * "today" ends at midnight in Tokyo and not with the next fetch.
 */
import * as z from 'zod';
import { MODES, type SkipReason } from '../../../shared/zaim.vocabulary.ts';
import { type EntryRow, entryRow, type Names, rowId, type UserReply } from './zaim-replies.ts';

const group = z.strictObject({
  date: z.iso.date(),
  mode: z.enum(MODES),
  category: z.string(),
  genre: z.string(),
  from: z.string(),
  to: z.string(),
  amount: z.number(),
  entries: z.int(),
});

export const snapshotSchema = z.strictObject({
  version: z.literal(1),
  /** When the fetch began, in milliseconds since the Unix epoch. */
  takenMs: z.int(),
  /** First day of the user's month. */
  firstDay: z.int(),
  currency: z.string(),
  pages: z.int(),
  rows: z.int(),
  skipped: z.strictObject({ currency: z.int(), inactive: z.int(), malformed: z.int() }),
  groups: z.array(group),
});

export type Group = Readonly<z.infer<typeof group>>;
export type Snapshot = Readonly<z.infer<typeof snapshotSchema>>;

/** Names of what entries refer to by id. */
export interface Directory {
  readonly categories: Names;
  readonly genres: Names;
  readonly accounts: Names;
}

/** Stands where an entry names nothing, as a payment names no account it went to. */
const NONE = 'none';
/** Stands for an id that Zaim does not name, such as one that was deleted. */
const UNNAMED = 'unnamed';

interface Collected {
  readonly takenMs: number;
  readonly user: UserReply;
  readonly directory: Directory;
  /** As they came; may hold rows twice, when the household wrote while pages were read. */
  readonly rows: readonly unknown[];
  readonly pages: number;
}

/** Adds up what was collected. Each row counts once. */
export function snapshotOf({ takenMs, user, directory, rows, pages }: Collected): Snapshot {
  const skipped: Record<SkipReason, number> = { currency: 0, inactive: 0, malformed: 0 };
  const groups = new Map<string, { -readonly [Key in keyof Group]: Group[Key] }>();
  const seen = new Set<number>();
  let counted = 0;
  for (const raw of rows) {
    const known = rowId.safeParse(raw);
    if (known.success && seen.has(known.data.id)) continue;
    if (known.success) seen.add(known.data.id);
    counted += 1;
    const parsed = entryRow.safeParse(raw);
    const reason = parsed.success ? reasonToSkip(parsed.data, user) : 'malformed';
    if (reason !== undefined || !parsed.success) {
      skipped[reason ?? 'malformed'] += 1;
      continue;
    }
    const named = groupOf(parsed.data, directory);
    const key = JSON.stringify([named.date, named.mode, named.category, named.genre, named.from, named.to]);
    const sum = groups.get(key);
    if (sum === undefined) groups.set(key, named);
    else {
      sum.amount = addMoney(sum.amount, named.amount);
      sum.entries += 1;
    }
  }
  return {
    version: 1,
    takenMs,
    firstDay: user.day,
    currency: user.currency_code,
    pages,
    rows: counted,
    skipped,
    groups: [...groups.values()],
  };
}

/** Sums of amounts with up to three decimals stay exact to the last digit. */
export function addMoney(one: number, other: number): number {
  return Math.round((one + other) * 1000) / 1000;
}

/** An amount in another currency is no part of a sum; below 1 an entry is not active. */
function reasonToSkip({ active, currency_code: currency }: EntryRow, user: UserReply): SkipReason | undefined {
  if (active < 1) return 'inactive';
  return currency === undefined || currency === '' || currency === user.currency_code ? undefined : 'currency';
}

function groupOf(row: EntryRow, { categories, genres, accounts }: Directory): Group {
  const name = (names: Names, id: number) => (id === 0 ? NONE : names.get(id) || UNNAMED);
  return {
    date: row.date,
    mode: row.mode,
    category: name(categories, row.category_id),
    genre: name(genres, row.genre_id),
    from: name(accounts, row.from_account_id),
    to: name(accounts, row.to_account_id),
    amount: addMoney(row.amount, 0),
    entries: 1,
  };
}
