/** Through the whole house: a token of an issuer lives on, and opens nothing any more. */
import '../../testing/migrate.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN } from '../../testing/access-admin.ts';
import { errorOf, type TestClock, type TestHouse, testClock, testHouse } from '../../testing/harness.ts';
import { PlayedIssuer, signClaims, testKey } from '../../testing/issuers.ts';
import { FRESHNESS_BOUND_MS } from '../access.constants.ts';
import { accessClaims, CLIENT } from './testing.ts';

const key = await testKey('ES256');
const played = new PlayedIssuer();
let bindings: Record<string, unknown>;

beforeAll(async () => {
  await played.publish([key.jwk]);
  const issuer = { issuer: played.issuer, algorithms: ['ES256'], client_ids: [CLIENT] };
  bindings = { ADMIN_TOKEN, MFA_REQUIRED: 'false', TOKEN_ISSUERS: JSON.stringify([issuer]) };
});

const tokenOf = (sub: string, clock: TestClock, change: object = {}) =>
  signClaims(key, accessClaims(played.issuer, clock, { sub, 'cognito:groups': ['admin'], ...change }));
const admin = async (house: TestHouse, token: string) =>
  (await house.fetch('/admin/cache/stats', { headers: { Authorization: `Bearer ${token}` } })).status;
/** 403 says that the token counts: nobody may do anything here. */
const door = async (house: TestHouse, token: string, query = '') => {
  const named = { 'X-Forwarded-Method': 'GET', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'a.example' };
  const headers = { ...named, 'X-Forwarded-Uri': '/', Authorization: `Bearer ${token}` };
  return await errorOf(await house.fetch(`/access/v1/forward-auth${query}`, { headers }));
};
const signOut = (house: TestHouse, sub: string) =>
  house.fetch(`/admin/access/subjects/user/${sub}/sessions`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
  });

describe('a token issued before its subject was signed out everywhere', () => {
  it('opens nothing at once where it is asked strictly, and nothing within the bound elsewhere', async () => {
    const clock = testClock();
    const [here, elsewhere] = [await testHouse(bindings, clock), await testHouse(bindings, clock)];
    const token = await tokenOf('eve', clock, { iat: Math.floor(Date.now() / 1000) - 10 });
    expect(await admin(here, token)).toBe(200);
    expect((await door(here, token)).status).toBe(403);
    expect((await signOut(elsewhere, 'eve')).status).toBe(200);
    expect(await admin(here, token)).toBe(404);
    expect(await door(here, token, '?consistency=strict')).toMatchObject({ status: 401, code: 'invalid_token' });
    clock.advance(FRESHNESS_BOUND_MS + 1);
    expect(await door(here, token)).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('leaves tokens of others alone, and those that are issued later', async () => {
    const clock = testClock();
    const house = await testHouse(bindings, clock);
    const other = await tokenOf('olga', clock);
    expect((await signOut(house, 'mallory')).status).toBe(200);
    expect(await admin(house, other)).toBe(200);
    const later = await tokenOf('mallory', clock, { iat: Math.floor(Date.now() / 1000) + 1 });
    expect(await admin(house, later)).toBe(200);
  });

  it('does not count without saying when it was issued', async () => {
    const clock = testClock();
    const house = await testHouse(bindings, clock);
    const token = await tokenOf('ivan', clock, { iat: undefined });
    expect(await admin(house, token)).toBe(200);
    await signOut(house, 'ivan');
    expect(await admin(house, token)).toBe(404);
  });
});
