/**
 * The operator's API of the rate limits: which limits hold, what is set over them and by whom, who has taken how much.
 * An override always ends by itself, and always says why it is there.
 */

import * as z from 'zod';
import { apiText } from './api-text.ts';
import { LIMIT_MODES, POLICY_NAMES } from './limits.vocabulary.ts';

/** An override that is needed for longer belongs into the policy table. */
export const OVERRIDE_DAYS_MAX = 30;
/** Every isolate carries all overrides, so they are few. */
export const OVERRIDES_MAX = 200;
const LIMIT_MAX = 1_000_000;

const policy = z.enum(POLICY_NAMES);
const mode = z.enum(LIMIT_MODES);
const limit = z.int().min(1).max(LIMIT_MAX);
const note = (charsMax: number) => z.string().trim().min(1).max(charsMax);

/** One caller: a round, an address, or a client within an address (without `client_id`: those who send none). */
export const limitCaller = z.union([
  z.strictObject({
    address: z.union([z.ipv4(), z.ipv6()]).describe(apiText('IPv6 counts by /64.')),
    client_id: z
      .string()
      .regex(/^[A-Za-z0-9._:~-]{1,128}$/, 'letters, digits, . _ : ~ - only')
      .optional(),
  }),
  z.strictObject({ round_id: z.uuid() }),
]);

export const overrideRequest = z
  .strictObject({
    policy,
    limit: limit.optional(),
    mode: mode.optional(),
    caller: limitCaller.optional().describe(apiText('Everybody when left out.')),
    expires_at: z.iso.datetime().meta({ description: `At most ${OVERRIDE_DAYS_MAX} days ahead.` }),
    reason: note(200),
    author: note(80),
  })
  .refine((request) => request.limit !== undefined || request.mode !== undefined, 'a limit or a mode is needed');

export const override = z.strictObject({
  id: z.string(),
  policy,
  limit: limit.optional(),
  mode: mode.optional(),
  /** Hash of the client or address, or the round id; absent when it holds for everybody. */
  key: z.string().optional(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  reason: z.string(),
  author: z.string(),
});

export const limitsReply = z.strictObject({
  policies: z.array(
    z.strictObject({
      policy,
      key: z.enum(['client', 'address', 'round', 'api_key', 'service']),
      limit,
      window_seconds: z.int(),
      mode,
      cost: z.int(),
      on_failure: z.enum(['open', 'closed']),
    }),
  ),
  overrides: z.array(override),
});

export const limitCallerRequest = z.strictObject({ policy, caller: limitCaller });

export const peekReply = z.strictObject({
  policy,
  mode,
  limit,
  window_seconds: z.int(),
  remaining: z.int().min(0),
  renew_seconds: z.int().min(0),
  retry_after_seconds: z.int().min(0),
});

export const doneReply = z.strictObject({ done: z.literal(true) });

export const observedReply = z.strictObject({
  observed: z.array(z.strictObject({ policy, bound: z.int(), callers: z.int() })),
  /** Shards that did not answer: their callers are missing above. */
  shards_missing: z.int(),
});

export type LimitCaller = z.infer<typeof limitCaller>;
export type OverrideRequest = z.infer<typeof overrideRequest>;
export type Override = z.infer<typeof override>;
export type LimitsReply = z.infer<typeof limitsReply>;
export type PeekReply = z.infer<typeof peekReply>;
export type ObservedReply = z.infer<typeof observedReply>;
