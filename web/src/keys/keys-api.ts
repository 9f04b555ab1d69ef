/** The routes of API keys, for an owner and for an operator: alike but for the addresses and the owner of a new key. */
import type {
  CreateKeyRequest,
  KeyOwner,
  KeysReply,
  MadeKeyReply,
  RevokedKeyReply,
} from '../../../shared/api-keys.schema.ts';
import type { RouteAddress } from '../../../shared/routes.ts';
import type { SiteCall } from '../desk/site-call.ts';

export const OWN_KEY_ADDRESSES = {
  list: { method: 'GET', path: '/auth/keys' },
  create: { method: 'POST', path: '/auth/keys' },
  roll: { method: 'POST', path: '/auth/keys/:id/roll' },
  revoke: { method: 'DELETE', path: '/auth/keys/:id' },
} as const satisfies Record<string, RouteAddress>;

export const ALL_KEY_ADDRESSES = {
  list: { method: 'GET', path: '/admin/access/keys' },
  create: { method: 'POST', path: '/admin/access/keys' },
  roll: { method: 'POST', path: '/admin/access/keys/:id/roll' },
  revoke: { method: 'DELETE', path: '/admin/access/keys/:id' },
} as const satisfies Record<keyof typeof OWN_KEY_ADDRESSES, RouteAddress>;

/** `owner` for keys that an operator makes for somebody. */
export type NewKey = CreateKeyRequest & { readonly owner?: KeyOwner };

export interface KeyQuery {
  readonly owner_type?: string;
  readonly owner_id?: string;
  readonly after?: string | undefined;
}

export interface KeysApi {
  list(query?: KeyQuery): Promise<KeysReply>;
  create(key: NewKey): Promise<MadeKeyReply>;
  /** @param overlapHours How long the old key goes on; 0 ends it at once. */
  roll(id: string, overlapHours: number): Promise<MadeKeyReply>;
  revoke(id: string): Promise<RevokedKeyReply>;
}

export function createKeysApi(call: SiteCall, addresses: Readonly<Record<keyof KeysApi, RouteAddress>>): KeysApi {
  return {
    list: (query = {}) => call(addresses.list, { query: { ...query } }),
    create: (key) => call(addresses.create, { body: key }),
    roll: (id, overlapHours) => call(addresses.roll, { params: { id }, body: { overlap_hours: overlapHours } }),
    revoke: (id) => call(addresses.revoke, { params: { id } }),
  };
}
