import { describe, expect, it } from 'vitest';
import * as contracts from '../../../shared/api-keys.contract.ts';
import { createKeyForRequest, createKeyRequest, rollKeyRequest } from '../../../shared/api-keys.schema.ts';
import type { RouteContract } from '../../../shared/contract.ts';
import type { SiteCall } from '../desk/site-call.ts';
import { newKey } from './key-form.ts';
import { ALL_KEY_ADDRESSES, createKeysApi, type KeysApi, OWN_KEY_ADDRESSES } from './keys-api.ts';

type Contracts = Record<keyof KeysApi, RouteContract>;
const OWN: Contracts = {
  list: contracts.listOwnKeysContract,
  create: contracts.createOwnKeyContract,
  roll: contracts.rollOwnKeyContract,
  revoke: contracts.revokeOwnKeyContract,
};
const ALL: Contracts = {
  list: contracts.listKeysContract,
  create: contracts.createKeyContract,
  roll: contracts.rollKeyContract,
  revoke: contracts.revokeKeyContract,
};
const promised = (table: Contracts) =>
  Object.fromEntries(Object.entries(table).map(([name, { method, path }]) => [name, { method, path }]));

describe('the calls of API keys', () => {
  it('go where the contracts say', () => {
    expect(OWN_KEY_ADDRESSES).toEqual(promised(OWN));
    expect(ALL_KEY_ADDRESSES).toEqual(promised(ALL));
  });

  it('send what the contracts take', async () => {
    const bodies: unknown[] = [];
    const call: SiteCall = async <Reply>(_route: unknown, parts?: { readonly body?: unknown }) => {
      bodies.push(parts?.body);
      return {} as Reply;
    };
    const draft = { name: ' build ', scopes: 'orders:read  orders:read,stock:*\n', days: '30' as const };
    await createKeysApi(call, OWN_KEY_ADDRESSES).create(newKey(draft));
    await createKeysApi(call, ALL_KEY_ADDRESSES).create(newKey(draft, { type: 'service', id: 'shop' }));
    await createKeysApi(call, OWN_KEY_ADDRESSES).roll('k1', 24);
    const made = { name: 'build', scopes: ['orders:read', 'stock:*'], expires_in_days: 30 };
    expect(createKeyRequest.parse(bodies[0])).toEqual(made);
    expect(createKeyForRequest.parse(bodies[1])).toEqual({ ...made, owner: { type: 'service', id: 'shop' } });
    expect(rollKeyRequest.parse(bodies[2])).toEqual({ overlap_hours: 24 });
  });
});
