import { describe, expect, it } from 'vitest';
import * as gateways from '../../../../shared/gateways.contract.ts';
import * as servers from '../../../../shared/remote-servers.contract.ts';
import { GATEWAY_ADDRESSES } from './gateways-addresses.ts';

const byName: Readonly<Record<string, { readonly method?: string; readonly path?: string } | string>> = {
  ...gateways,
  ...servers,
};

describe('the page of remote servers and gateways', () => {
  it.each(Object.entries(GATEWAY_ADDRESSES))('asks where the contract says: %s', (name, address) => {
    expect(byName[`${name}Contract`]).toMatchObject(address);
  });
});
