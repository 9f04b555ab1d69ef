/**
 * One fetch of a household: who the user is, what things are called, and all pages of this month and the one before. It
 * brings a whole snapshot or a reason; there is no half of one.
 */
import type { FetchFailure } from '../../../shared/zaim.vocabulary.ts';
import { PAGE_ROWS, PAGES_MAX } from '../zaim.constants.ts';
import { periodsAt } from './days.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';
import { type ZaimApi, ZaimCallError } from './zaim-api.ts';
import { accountReply, categoryReply, genreReply, moneyReply, userReply } from './zaim-replies.ts';

export type Collection =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly failure: FetchFailure };

/** @param nowMs Milliseconds since the Unix epoch: decides which months are fetched. */
export async function collect(api: ZaimApi, nowMs: number): Promise<Collection> {
  try {
    const { me: user } = await api.get('verify', '/v2/home/user/verify', {}, userReply);
    const mapping = { mapping: '1' };
    const directory = {
      categories: await api.get('category', '/v2/home/category', mapping, categoryReply),
      genres: await api.get('genre', '/v2/home/genre', mapping, genreReply),
      accounts: await api.get('account', '/v2/home/account', mapping, accountReply),
    };
    const { last_month, this_month } = periodsAt(nowMs, user.day);
    const rows: unknown[] = [];
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      const query = {
        ...mapping,
        start_date: last_month.first,
        end_date: this_month.last,
        page: String(page),
        limit: String(PAGE_ROWS),
      };
      const { money } = await api.get('money', '/v2/home/money', query, moneyReply);
      rows.push(...money);
      // There is no total: a short page is the last one.
      if (money.length < PAGE_ROWS) {
        return { ok: true, snapshot: snapshotOf({ takenMs: nowMs, user, directory, rows, pages: page }) };
      }
    }
    return { ok: false, failure: 'truncated' };
  } catch (error) {
    if (error instanceof ZaimCallError) return { ok: false, failure: error.failure };
    throw error;
  }
}
