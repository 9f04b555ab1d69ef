import { expect, it } from 'vitest';
import { listRolesContract } from '../../../shared/access-admin.contract.ts';
import { sessionContract } from '../../../shared/auth.contract.ts';
import type { RouteContract } from '../../../shared/contract.ts';
import * as zaim from '../../../shared/zaim.contract.ts';
import { connectAddress, ZAIM_ADDRESSES } from './zaim-api.ts';

/** The page carries no contracts: they would bring the schemas along. */
const CONTRACTS: Record<keyof typeof ZAIM_ADDRESSES, RouteContract> = {
  connect: zaim.connectContract,
  status: zaim.statusContract,
  summary: zaim.summaryContract,
  fetch: zaim.fetchContract,
  reset: zaim.resetContract,
  session: sessionContract,
  roles: listRolesContract,
};

it('the page asks where the contracts say', () => {
  const promised = Object.entries(CONTRACTS).map(([name, { method, path }]) => [name, { method, path }]);
  expect(ZAIM_ADDRESSES).toEqual(Object.fromEntries(promised));
  expect(connectAddress('our-home')).toBe('/zaim/auth/login?account=our-home');
});
