/** What the page `/zaim/` and an operator see of the Zaim accounts. No token, no row, no name of a purchase is in it. */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { ACCOUNT_LABEL, ACCOUNT_LABEL_DEFAULT, ACCOUNTS_MAX, FETCH_FAILURES } from './zaim.vocabulary.ts';

const label = z.string().regex(ACCOUNT_LABEL, 'a lower-case letter, then at most 30 letters, digits and -');
const moment = z.iso.datetime();

/** Query of the routes that begin a connection or show one account. */
export const accountQuery = z.strictObject({ account: label.default(ACCOUNT_LABEL_DEFAULT) });
export const accountRequest = z.strictObject({ account: label });

const connection = z.strictObject({
  account: label,
  /** `lost`: Zaim no longer accepts the token; connect again. */
  state: z.enum(['connected', 'lost']),
  connected_at: moment,
  /** `limited` ends 24 h after connecting. */
  access: z.enum(['permanent', 'limited']),
  access_ends_at: moment.optional(),
});

export const statusReply = z.strictObject({
  accounts: z.array(connection).max(ACCOUNTS_MAX),
  /** Accounts whose object did not answer. */
  unknown: z.int().min(0),
});

const amounts = z.array(z.strictObject({ name: z.string(), amount: z.number() }));

const month = z.strictObject({
  first: z.iso.date(),
  last: z.iso.date(),
  payment: z.number(),
  income: z.number(),
  transfer: z.number(),
  entries: z.int().min(0),
  /** Payments, the largest first; what is beyond the bound is `other`. */
  categories: amounts,
});

export const summaryReply = z.strictObject({
  connection: connection.optional().describe(apiText('Absent when the account is not connected.')),
  freshness: z
    .strictObject({
      last_attempt_at: moment.optional(),
      last_success_at: moment.optional(),
      next_fetch_at: moment.optional(),
      consecutive_failures: z.int().min(0),
      failure: z.enum(FETCH_FAILURES).optional(),
      pages: z.int().min(0),
      rows: z.int().min(0),
      calls_used: z.int().min(0),
      calls_budget: z.int().min(1),
      /** From when on a fetch may be asked for. */
      may_fetch_at: moment,
    })
    .optional(),
  currency: z.string().optional(),
  /** Each is absent while nothing true is known of it. */
  today: month.optional(),
  this_month: month.optional(),
  last_month: month.optional(),
});

export const fetchReply = z.strictObject({ next_fetch_at: moment });
export const resetReply = z.strictObject({ done: z.literal(true) });

export type StatusReply = z.infer<typeof statusReply>;
export type SummaryReply = z.infer<typeof summaryReply>;
export type ConnectionView = z.infer<typeof connection>;
export type MonthView = z.infer<typeof month>;
