import '../../testing/migrate.ts';
/** Real API keys at the decision routes of the whole house: two isolates, real stores. */
import { describe, expect, it } from 'vitest';
import type { MadeKeyReply } from '../../../shared/api-keys.schema.ts';
import { accessAdmin, onDocs } from '../../testing/access-admin.ts';
import { errorOf, testClock, testHouse } from '../../testing/harness.ts';
import { FRESHNESS_BOUND_MS } from '../access.constants.ts';

const { ok } = await accessAdmin();
let owners = 0;

async function makeKey(scopes: readonly string[], type = 'service') {
  owners += 1;
  const owner = { type, id: `owner-${owners}` };
  const made = await ok<MadeKeyReply>('POST', '/keys', { name: 'test', scopes, expires_in_days: 1, owner });
  return { owner, key: made.key, revoke: () => ok('DELETE', `/keys/${made.api_key.id}`) };
}

const QUESTION = {
  subject: { type: 'user', id: 'nobody' },
  action: { name: 'read' },
  resource: { type: 'doc', id: '1' },
};
const FORWARDED = {
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'app.example',
  'X-Forwarded-Uri': '/reports/1',
};

describe('an API key', () => {
  it('asks for decisions with the scope, and for nothing without it', async () => {
    const house = await testHouse();
    const ask = async (key: string) =>
      await house.fetch('/access/v1/evaluation', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
        body: JSON.stringify(QUESTION),
      });
    const { key } = await makeKey(['access:evaluate']);
    expect(await (await ask(key)).json()).toEqual({ decision: false });
    expect(await errorOf(await ask((await makeKey(['zaim:read'])).key))).toMatchObject({ status: 403 });
    const forged = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    expect(await errorOf(await ask(forged))).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('passes a proxy until it is revoked: at once for a strict check, within the bound for others', async () => {
    const clock = testClock();
    const [here, elsewhere] = [await testHouse({}, clock), await testHouse({}, clock)];
    const { key, owner, revoke } = await makeKey([], 'user');
    const permission = { ...onDocs('get', 'app.example/reports/*'), resource_type: 'http' };
    await ok('PUT', `/subjects/user/${owner.id}/grants/reports`, { permission });
    const pass = async (house: typeof here, query = '') => {
      const headers = { ...FORWARDED, Authorization: `Bearer ${key}` };
      return (await house.fetch(`/access/v1/forward-auth${query}`, { headers })).status;
    };
    for (const house of [here, elsewhere]) expect([await pass(house), await pass(house)]).toEqual([200, 200]);
    await revoke();
    expect(await pass(here, '?consistency=strict')).toBe(401);
    clock.advance(FRESHNESS_BOUND_MS + 1);
    expect(await pass(elsewhere)).toBe(401);
  });
});
