/** API keys as their owners and operators see them. The key itself is in one reply only: that of making it. */

import * as z from 'zod';
import { apiText } from './api-text.ts';

/** Days for which a key may be made. */
export const KEY_DAYS_MAX = 365;
const KEY_DAYS_DEFAULT = 90;
/** Hours for which an old key may go on beside the new one. */
const OVERLAP_HOURS_MAX = 24 * 7;
const OVERLAP_HOURS_DEFAULT = 24;

const name = z.string().trim().min(1).max(80);
const scope = z.string().regex(/^[a-z][a-z0-9_.-]{0,63}(?::[a-z0-9_.*-]{1,64}){0,2}$/, 'a name such as orders:read');
const scopes = z.array(scope).max(20).default([]);
const days = z.int().min(1).max(KEY_DAYS_MAX).default(KEY_DAYS_DEFAULT);

export const keyOwner = z.strictObject({
  type: z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'a lower-case name'),
  id: z.string().regex(/^[\x20-\x7e]{1,300}$/, 'at most 300 printable ASCII characters'),
});

export const createKeyRequest = z.strictObject({ name, scopes, expires_in_days: days });
export const createKeyForRequest = createKeyRequest.extend({ owner: keyOwner });
export const rollKeyRequest = z.strictObject({
  overlap_hours: z
    .number()
    .min(0)
    .max(OVERLAP_HOURS_MAX)
    .default(OVERLAP_HOURS_DEFAULT)
    .describe(apiText('How long the old key goes on; 0 ends it now.')),
});

export const apiKey = z.strictObject({
  id: z.string(),
  /** How the key begins: enough to find it again. */
  hint: z.string(),
  name: z.string(),
  owner: keyOwner,
  scopes: z.array(z.string()),
  state: z.enum(['active', 'rolled', 'expired', 'revoked']),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  revoked_at: z.iso.datetime().optional(),
  /** Id of the key that takes its place. */
  rolled_to: z.string().optional(),
  /** To within some minutes. */
  last_used_at: z.iso.datetime().optional(),
});

export const madeKeyReply = z.strictObject({
  /** Shown now and never again. */
  key: z.string(),
  api_key: apiKey,
  /** Step of the owner's counter from which on a check sees the change. */
  revision: z.int(),
});
export const revokedKeyReply = z.strictObject({ api_key: apiKey, revision: z.int() });
export const keysReply = z.strictObject({
  keys: z.array(apiKey),
  /** For `after`, when there are more. */
  next: z.string().optional(),
});
export const listKeysQuery = z.strictObject({
  owner_type: keyOwner.shape.type.optional(),
  owner_id: keyOwner.shape.id.optional(),
  after: z.string().max(32).optional(),
});

export type KeyOwner = z.infer<typeof keyOwner>;
export type CreateKeyRequest = z.infer<typeof createKeyRequest>;
export type ApiKey = z.infer<typeof apiKey>;
export type MadeKeyReply = z.infer<typeof madeKeyReply>;
export type RevokedKeyReply = z.infer<typeof revokedKeyReply>;
export type KeysReply = z.infer<typeof keysReply>;
