/** What an isolate remembers about tokens, and what it does not. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestClock, testClock } from '../../testing/harness.ts';
import { PlayedIssuer, signClaims, testKey } from '../../testing/issuers.ts';
import { accessClaims, CLIENT, isolate, issuerSettings } from './testing.ts';
import { CLOCK_SKEW_SECONDS, KEY_SET_AGE_MAX_MS, VALIDATED_MS_MAX } from './tokens.constants.ts';

const key = await testKey('ES256', 'k');
let played: PlayedIssuer;
let clock: TestClock;
beforeEach(async () => {
  played = new PlayedIssuer();
  clock = testClock();
  await played.publish([key.jwk]);
});

const token = (change: object = {}) => signClaims(key, accessClaims(played.issuer, clock, change));
const fresh = (settings: object = {}, cache = true) =>
  isolate([issuerSettings(played.issuer, settings)], { clock, cache });

describe('a token that was found right', () => {
  it('is remembered for five minutes at most', async () => {
    const here = fresh();
    const shown = await token();
    const principal = await here.validate(shown);
    await played.publish([]);
    clock.advance(VALIDATED_MS_MAX - 1);
    expect(await here.validate(shown)).toBe(principal);
    clock.advance(KEY_SET_AGE_MAX_MS);
    await expect(here.validate(shown)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('is never remembered beyond its end', async () => {
    const here = fresh();
    const shown = await token({ exp: Math.floor(clock.nowMs() / 1000) + 10 });
    await here.validate(shown);
    clock.advance((10 + CLOCK_SKEW_SECONDS + 1) * 1000);
    await expect(here.validate(shown)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('is not remembered when caching is off', async () => {
    const here = fresh({}, false);
    const shown = await token();
    expect(await here.validate(shown)).not.toBe(await here.validate(shown));
  });

  it('is another than one that begins alike', async () => {
    const here = fresh();
    const shown = await token();
    await here.validate(shown);
    for (const other of [`${shown}A`, shown.slice(0, -1), `${shown}.`, ` ${shown}`]) {
      await expect(here.validate(other)).rejects.toMatchObject({ code: 'invalid_token' });
    }
  });

  it('loses its second factor when the sign-in gets old', async () => {
    const here = fresh({ mfa_auth_time_seconds: 120 });
    const shown = await token();
    expect((await here.validate(shown)).hasSecondFactor).toBe(true);
    clock.advance(120_000);
    expect((await here.validate(shown)).hasSecondFactor).toBe(false);
  });
});

describe('an id token of a sign-in', () => {
  const nonce = 'n-0S6_WzA2Mj';
  const idClaims = (change: object = {}) => {
    const {
      client_id: _,
      scope: __,
      ...claims
    } = accessClaims(played.issuer, clock, { token_use: 'id', aud: CLIENT, nonce });
    return { ...claims, ...change };
  };
  const verify = async (change: object, header: Readonly<Record<string, unknown>> = {}, expected: object = {}) =>
    await fresh().validator.verifyIdToken(
      await signClaims(key, idClaims(change), header),
      { issuer: played.issuer, clientId: CLIENT, nonce, ...expected },
      () => undefined,
    );

  it('gives its claims', async () => {
    expect((await verify({ email: 'ann@example.com' })).claims).toMatchObject({ nonce, email: 'ann@example.com' });
    await verify({ token_use: undefined, aud: [CLIENT], azp: CLIENT });
    await verify({ aud: ['another', CLIENT], azp: CLIENT });
  });

  it.each<[string, object, Readonly<Record<string, unknown>>?, object?]>([
    ['another nonce', { nonce: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'another' }],
    ['two audiences and no party', { aud: ['another', CLIENT] }],
    ['another party', { azp: 'another' }],
    ['another use', { token_use: 'access' }],
    ['the type of access tokens', {}, { typ: 'at+jwt' }],
    ['another issuer than was asked', {}, {}, { issuer: 'https://other.issuer.test' }],
    ['no time of issue', { iat: undefined }],
    ['an algorithm of another family', {}, { alg: 'RS256' }],
  ])('is refused with %s', async (_, change, header, expected) => {
    await expect(verify(change, header, expected)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('is called expired when it is', async () => {
    await expect(verify({ exp: Math.floor(clock.nowMs() / 1000) - 60 })).rejects.toMatchObject({
      code: 'token_expired',
    });
  });
});
