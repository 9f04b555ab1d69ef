/** The token of an account, as it is sealed, and the id that it is sealed under. */
import * as z from 'zod';
import { TOKEN_CHARS_MAX } from '../zaim.constants.ts';

const text = z.string().min(1).max(TOKEN_CHARS_MAX);

/** A token with its secret. */
export const tokenPair = z.strictObject({ token: text, tokenSecret: text });
export type TokenPair = Readonly<z.infer<typeof tokenPair>>;

/** First part of the ids of all sealed records of this room. */
export const ZAIM_RECORDS = 'zaim';
const ID = /^zaim\/([a-z][a-z0-9-]{0,30})\/token$/;

/** The one place where the id of an account's record is made; the record opens under it alone. */
export function tokenRecordId(label: string): string {
  return `${ZAIM_RECORDS}/${label}/token`;
}

/** The account of a record; undefined when the id is not one of ours. */
export function labelOfRecord(id: string): string | undefined {
  return ID.exec(id)?.[1];
}
