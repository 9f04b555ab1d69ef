/**
 * What the routes of the secrets take and tell. Credentials come in and never go out; of a secret nobody learns more than
 * whether it is there.
 */
import * as z from 'zod';
import { REFERENCE_CHARS_MAX, SECRET_PREFIXES } from './secret-references.ts';
import { PROVIDER_STATES, REGISTERED_PREFIXES, UNRESOLVED_REASONS } from './secrets.vocabulary.ts';

/** References that are looked at in one go. */
export const CHECKED_MAX = 50;
/** Items that a search brings. */
export const FOUND_MAX = 50;
/** Fields of an item that are named. */
export const FIELDS_MAX = 60;
/** Characters of an address, a credential and a master password. */
export const ADDRESS_CHARS_MAX = 512;
const CREDENTIAL_CHARS_MAX = 512;
const PASSWORD_CHARS_MAX = 512;
const QUERY_CHARS_MAX = 100;

const moment = z.iso.datetime();
const prefix = z.enum(SECRET_PREFIXES);
/** Where something is: what may be behind it is the guard's business (`url_refused`). */
const address = z.string().min(1).max(ADDRESS_CHARS_MAX);
const credential = z
  .string()
  .max(CREDENTIAL_CHARS_MAX)
  .regex(/^[\x21-\x7e]+$/, 'visible characters without blanks');

/** `bw serve` behind a tunnel; both parts of a service token of Cloudflare Access, or none. */
const registerBitwarden = z.strictObject({
  provider: z.literal('bw'),
  url: address,
  service_token: z.strictObject({ client_id: credential, client_secret: credential }).optional(),
});
/** Bitwarden Secrets Manager: at Bitwarden in the US or the EU, or on a server of one's own. */
const registerSecretsManager = z.strictObject({
  provider: z.literal('bws'),
  server: z.union([z.enum(['us', 'eu']), address]),
  access_token: credential,
});
export const registerRequest = z.discriminatedUnion('provider', [registerBitwarden, registerSecretsManager]);

const provider = z.strictObject({
  provider: prefix,
  /** `available`: the operator's own, nothing to set up. */
  state: z.enum(['registered', 'not_registered', 'available']),
  address: z.string().optional(),
  registered_at: moment.optional(),
  /** Whether it can be locked, unlocked and told to fetch the vault anew. */
  has_lock: z.boolean(),
});
export const providersReply = z.strictObject({ providers: z.array(provider) });
export const providerReply = provider;
export const providerStateReply = z.strictObject({
  provider: z.enum(REGISTERED_PREFIXES),
  state: z.enum(PROVIDER_STATES),
});
export const removedReply = z.strictObject({ done: z.literal(true) });
export const unlockRequest = z.strictObject({ password: z.string().min(1).max(PASSWORD_CHARS_MAX) });

export const itemsQuery = z.strictObject({ provider: prefix, q: z.string().max(QUERY_CHARS_MAX).default('') });
const item = z.strictObject({
  /** The reference's part that names it. */
  id: z.string(),
  name: z.string(),
  /** Empty where the item is a value of its own. */
  fields: z.array(z.string()).max(FIELDS_MAX),
});
export const itemsReply = z.strictObject({
  items: z.array(item).max(FOUND_MAX),
  /** True when there are more: search for more letters. */
  is_truncated: z.boolean(),
});

export const checkRequest = z.strictObject({
  references: z.array(z.string().max(REFERENCE_CHARS_MAX)).min(1).max(CHECKED_MAX),
});
const checked = z.discriminatedUnion('ok', [
  z.strictObject({
    reference: z.string(),
    ok: z.literal(true),
    /** Since when this session has it; absent when it was fetched just now. */
    cached_at: moment.optional(),
  }),
  z.strictObject({ reference: z.string(), ok: z.literal(false), reason: z.enum(UNRESOLVED_REASONS) }),
]);
/** In the order of the request. */
export const checkReply = z.strictObject({ results: z.array(checked) });

export const cacheReply = z.strictObject({
  entries: z.array(z.strictObject({ reference: z.string(), cached_at: moment, expires_at: moment })),
});

export type RegisterRequest = z.infer<typeof registerRequest>;
export type ProviderView = z.infer<typeof provider>;
export type ProvidersReply = z.infer<typeof providersReply>;
export type ProviderStateReply = z.infer<typeof providerStateReply>;
export type FoundItem = z.infer<typeof item>;
export type ItemsReply = z.infer<typeof itemsReply>;
export type Checked = z.infer<typeof checked>;
export type CheckReply = z.infer<typeof checkReply>;
export type CacheReply = z.infer<typeof cacheReply>;
