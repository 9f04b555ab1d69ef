import { expect, it } from 'vitest';
import { errorOf, testHouse } from '../../testing/harness.ts';
import { DISCOVERY_PATH, PlayedIssuer, testKey } from '../../testing/issuers.ts';
import { CLIENT } from './testing.ts';

const ADMIN_TOKEN = 'b7c1d9e07b2a84f36914e7dc0a3b8f625e4d7190cba362f5';

it('an operator loads all key sets, and learns which issuer did not answer', async () => {
  const [well, ill] = [new PlayedIssuer(), new PlayedIssuer()];
  const key = await testKey('ES256');
  await well.publish([key.jwk, { ...key.jwk, kid: 'enc', use: 'enc' }]);
  await ill.answer({ [DISCOVERY_PATH]: { status: 500 } });
  const settings = { algorithms: ['ES256'], client_ids: [CLIENT] };
  const issuers = [well, ill].map(({ issuer }, nth) => ({ ...settings, issuer, subject_prefix: `${nth}|` }));
  const house = await testHouse({ ADMIN_TOKEN, TOKEN_ISSUERS: JSON.stringify(issuers) });
  const preload = (token: string) =>
    house.fetch('/admin/jwks/preload', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  expect(await errorOf(await preload('guess'))).toMatchObject({ status: 404, code: 'not_found' });
  expect(await well.fetches()).toBe(0);
  for (let twice = 0; twice < 2; twice += 1) {
    expect(await (await preload(ADMIN_TOKEN)).json()).toEqual({
      issuers: [
        { issuer: well.issuer, result: 'loaded', keys: 1 },
        { issuer: ill.issuer, result: 'failed' },
      ],
    });
  }
  expect(await well.fetches()).toBe(1);
});
