import { expect, it } from 'vitest';
import * as auth from '../../../shared/auth.contract.ts';
import type { RouteContract } from '../../../shared/contract.ts';
import { AUTH_ADDRESSES } from './account-api.ts';

/** The page carries no contracts: they would bring the schemas along. */
const CONTRACTS: Record<keyof typeof AUTH_ADDRESSES, RouteContract> = {
  session: auth.sessionContract,
  sessions: auth.sessionsContract,
  endSession: auth.endSessionContract,
  endSessions: auth.endSessionsContract,
  logout: auth.logoutContract,
};

it('the page asks where the contracts say', () => {
  const promised = Object.entries(CONTRACTS).map(([name, { method, path }]) => [name, { method, path }]);
  expect(AUTH_ADDRESSES).toEqual(Object.fromEntries(promised));
});
