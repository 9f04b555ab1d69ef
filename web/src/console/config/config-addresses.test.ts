import { describe, expect, it } from 'vitest';
import * as contracts from '../../../../shared/gateway-config.contract.ts';
import { CONFIG_ADDRESSES } from './config-addresses.ts';

const byName: Readonly<Record<string, { readonly method: string; readonly path: string }>> = { ...contracts };

describe('the page of the gateway settings', () => {
  it.each(Object.entries(CONFIG_ADDRESSES))('asks where the contract says: %s', (name, address) => {
    const { method, path } = byName[`${name}Contract`] ?? {};
    expect({ method, path }).toEqual(address);
  });
});
