/**
 * What we read of Zaim's replies, and nothing else: the name, the place and the comment of an entry are not even parsed.
 * A row that makes no sense is counted and left out; a reply that makes no sense is a failed call.
 */
import * as z from 'zod';
import { MODES } from '../../../shared/zaim.vocabulary.ts';
import { AMOUNT_MAX, NAME_CHARS_MAX, NAMES_MAX, PAGE_ROWS } from '../zaim.constants.ts';

const id = z.int().min(0);

export const userReply = z.object({
  me: z.object({
    /** First day of the user's month. */
    day: z.int().min(1).max(31),
    currency_code: z.string().regex(/^[A-Z]{3}$/),
  }),
});

export const entryRow = z.object({
  id,
  mode: z.enum(MODES),
  date: z.iso.date(),
  category_id: id,
  genre_id: id,
  from_account_id: id,
  to_account_id: id,
  amount: z.number().min(-AMOUNT_MAX).max(AMOUNT_MAX),
  active: z.int().default(1),
  currency_code: z.string().max(8).optional(),
});

export const moneyReply = z.object({ money: z.array(z.unknown()).max(PAGE_ROWS) });

/** An id even where the rest of a row makes no sense, so that a row is counted once. */
export const rowId = z.object({ id });

const named = z
  .array(z.object({ id, name: z.string() }))
  .max(NAMES_MAX)
  .transform(
    (list) => new Map(list.map((item) => [item.id, item.name.trim().slice(0, NAME_CHARS_MAX).toWellFormed()])),
  );

export const categoryReply = z.object({ categories: named }).transform((reply) => reply.categories);
export const genreReply = z.object({ genres: named }).transform((reply) => reply.genres);
export const accountReply = z.object({ accounts: named }).transform((reply) => reply.accounts);

export type UserReply = z.output<typeof userReply>['me'];
export type EntryRow = z.output<typeof entryRow>;
/** Names by id. */
export type Names = ReadonlyMap<number, string>;
