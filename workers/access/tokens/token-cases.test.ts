/** One good token, and what happens when one thing about it is not right. */
import { describe, expect, it } from 'vitest';
import { base64url } from '../../testing/forge.ts';
import { testClock } from '../../testing/harness.ts';
import { macClaims, PlayedIssuer, signClaims, signText, type TestKey, testKey } from '../../testing/issuers.ts';
import { accessClaims, CLIENT, isolate, issuerSettings } from './testing.ts';
import { CLOCK_SKEW_SECONDS, TOKEN_CHARS_MAX } from './tokens.constants.ts';

const clock = testClock();
const now = Math.floor(clock.nowMs() / 1000);
const [rsa, ec, ed, other] = await Promise.all([
  testKey('RS256'),
  testKey('ES256'),
  testKey('EdDSA'),
  testKey('RS256'),
]);
const played = new PlayedIssuer();
await played.publish([rsa.jwk, ec.jwk, ed.jwk]);
const elsewhere = new PlayedIssuer();
await elsewhere.publish([other.jwk]);

const settings = issuerSettings(played.issuer, { scopes: ['openid'] });
const here = isolate([settings, issuerSettings(elsewhere.issuer, { subject_prefix: 'b|' })], { clock });
const claims = (change: object = {}) => accessClaims(played.issuer, clock, change);
const good = () => signClaims(rsa, claims());
const signed = (change: object, header: object = {}, key: TestKey = rsa) =>
  signClaims(key, claims(change), { ...header });
const without = (name: string, from: object = claims()) =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));
const header = (change: object = {}) => JSON.stringify({ alg: 'RS256', kid: rsa.kid, ...change });
const parts = async () => (await good()).split('.') as [string, string, string];

describe('a token that is right', () => {
  it.each([rsa, ec, ed])('says who is calling, signed with $algorithm', async (key) => {
    expect(await here.validate(await signed({}, {}, key))).toEqual({
      subject: { type: 'user', id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' },
      credential: 'token',
      roles: ['admin', 'user'],
      scopes: ['openid', 'orders:read'],
      authTimeSeconds: now,
      issuedAtSeconds: now,
      hasSecondFactor: false,
    });
  });

  it('is a service when the client speaks for itself', async () => {
    const token = await signed({ sub: CLIENT, 'cognito:groups': undefined, username: undefined });
    expect(await here.validate(token)).toMatchObject({ subject: { type: 'service', id: CLIENT }, roles: [] });
  });

  it('carries the prefix of its issuer', async () => {
    const token = await signClaims(other, accessClaims(elsewhere.issuer, clock));
    expect((await here.validate(token)).subject.id).toMatch(/^b\|aaaaaaaa/);
  });

  it.each<[string, () => Promise<string>]>([
    ['ends in a fraction of a second', () => signed({ exp: now + 60.5 })],
    ['ended within the skew of clocks', () => signed({ exp: now - CLOCK_SKEW_SECONDS + 1 })],
    [
      'begins within the skew of clocks',
      () => signed({ nbf: now + CLOCK_SKEW_SECONDS, iat: now + CLOCK_SKEW_SECONDS }),
    ],
    ['is of the type for access tokens', () => signed({}, { typ: 'at+jwt' })],
    ['is of that type in its long form', () => signed({}, { typ: 'application/AT+JWT' })],
    ['has no type', () => signed({}, { typ: undefined })],
    ['has claims that nobody here knows', () => signed({ surprise: { deep: ['a', { b: null }] } })],
    [
      'is written with spaces and escapes',
      () => signText(rsa, header(), JSON.stringify(claims(), null, 1).replaceAll('a', '\\u0061')),
    ],
  ])('may be one that %s', async (_, make) => {
    expect((await here.validate(await make())).subject.type).toBe('user');
  });
});

describe('a token that has ended', () => {
  it('is called expired when its signature is right', async () => {
    const token = await signed({ exp: now - CLOCK_SKEW_SECONDS });
    await expect(here.validate(token)).rejects.toMatchObject({
      code: 'token_expired',
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    });
  });

  it('is called invalid when its signature is not', async () => {
    const forged = await signClaims({ ...other, kid: rsa.kid }, claims({ exp: now - 1000 }));
    await expect(here.validate(forged)).rejects.toMatchObject({ code: 'invalid_token' });
  });
});

const publicText = JSON.stringify(rsa.jwk);

describe('a token is refused', () => {
  it.each<[string, () => string | Promise<string>]>([
    // Who made it, and for whom.
    ['of an issuer that is not configured', () => signed({ iss: 'https://evil.issuer.test' })],
    ['whose issuer has a slash more', () => signed({ iss: `${played.issuer}/` })],
    ['whose issuer is a list', () => signed({ iss: [played.issuer] })],
    ['without an issuer', () => signClaims(rsa, without('iss'))],
    ['of one issuer signed by another', () => signed({ iss: elsewhere.issuer })],
    ['for another client', () => signed({ client_id: 'another' })],
    ['for no client and no audience', () => signClaims(rsa, without('client_id'))],
    ['for a list of clients', () => signed({ client_id: [CLIENT] })],
    ['for another use', () => signed({ token_use: 'id', aud: CLIENT })],
    ['without a use', () => signClaims(rsa, without('token_use'))],
    ['without a scope that is demanded', () => signed({ scope: 'orders:read' })],
    ['with scopes as a list', () => signed({ scope: ['openid'] })],
    ['with a scope that only begins so', () => signed({ scope: 'openidx' })],
    // When.
    ['that does not end', () => signClaims(rsa, without('exp'))],
    ['that ends at a text', () => signed({ exp: String(now + 60) })],
    [
      'that ends at infinity',
      () => signText(rsa, header(), JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999')),
    ],
    ['that ends beyond all dates', () => signed({ exp: 1e16 })],
    ['that begins later', () => signed({ nbf: now + CLOCK_SKEW_SECONDS + 1 })],
    ['that was made in the future', () => signed({ iat: now + CLOCK_SKEW_SECONDS + 1 })],
    // About whom.
    ['without a subject', () => signClaims(rsa, without('sub'))],
    ['with an empty subject', () => signed({ sub: '' })],
    ['with a line break in its subject', () => signed({ sub: 'ann\nadmin' })],
    ['with a subject without end', () => signed({ sub: 'a'.repeat(256) })],
    ['with a number as its subject', () => signed({ sub: 7 })],
    // By which key.
    ['with algorithm none', async () => `${base64url(header({ alg: 'none' }))}.${(await parts())[1]}.`],
    [
      'with algorithm none and a signature',
      async () => `${base64url(header({ alg: 'none' }))}.${(await parts()).slice(1).join('.')}`,
    ],
    ['with a MAC by the public key', () => macClaims(publicText, { alg: 'HS256', kid: rsa.kid }, claims())],
    ['with a MAC called RS256', () => macClaims(publicText, { alg: 'RS256', kid: rsa.kid }, claims())],
    ['with an algorithm of another family than its key', () => signed({}, { alg: 'ES256' })],
    ['with the longer hash', () => signed({}, { alg: 'RS512' })],
    ['with PSS', () => signed({}, { alg: 'PS256' })],
    ['with an algorithm in lower case', () => signed({}, { alg: 'rs256' })],
    ['by another key under a known id', () => signClaims({ ...other, kid: rsa.kid }, claims())],
    ['by a key that nobody published', () => signClaims(other, claims())],
    ['without the id of a key', () => signed({}, { kid: undefined })],
    ['with an empty id of a key', () => signed({}, { kid: '' })],
    ['with a number as the id of a key', () => signed({}, { kid: 1 })],
    ['with the name of every object as the id', () => signed({}, { kid: '__proto__' })],
    ['with an id of a key without end', () => signed({}, { kid: 'k'.repeat(300) })],
    ['with its own key', () => signClaims(other, claims(), { jwk: other.jwk })],
    ['with its own key under a known id', () => signClaims({ ...other, kid: rsa.kid }, claims(), { jwk: other.jwk })],
    ['with its own key although the signature is right', () => signed({}, { jwk: rsa.jwk })],
    ['with an address of keys', () => signed({}, { jku: `${elsewhere.issuer}/.well-known/jwks.json` })],
    ['with an address of certificates', () => signed({}, { x5u: 'https://evil.example/cert' })],
    ['with certificates', () => signed({}, { x5c: ['MIIB'] })],
    ['with something that must be understood', () => signed({}, { crit: ['exp'] })],
    ['with an empty list of what must be understood', () => signed({}, { crit: [] })],
    ['with an unencoded payload', () => signed({}, { b64: false })],
    ['inside another token', () => signed({}, { cty: 'JWT' })],
    ['of another type', () => signed({}, { typ: 'round+jwt' })],
    ['of the type for signing out', () => signed({}, { typ: 'logout+jwt' })],
    // How it is written.
    ['that is empty', () => ''],
    ['that is not one', () => 'ann'],
    ['with two parts', async () => (await parts()).slice(0, 2).join('.')],
    ['with four parts', async () => `${await good()}.${(await parts())[2]}`],
    ['with five parts', () => 'a.b.c.d.e'],
    ['with a second token after a space', async () => `${await good()} ${await good()}`],
    ['with a second token after a comma', async () => `${await good()},${await good()}`],
    ['with a line break after it', async () => `${await good()}\n`],
    ['with padding', async () => `${await good()}=`],
    ['with the other alphabet', async () => `${(await parts()).slice(0, 2).join('.')}.${'+/'.repeat(171)}`],
    ['with a signature that is cut', async () => (await good()).slice(0, -4)],
    ['with a bit of the signature turned', async () => turned(await good(), 300)],
    ['with unused bits set', async () => withUnusedBits(await good())],
    ['with a bit of the claims turned', async () => turned(await good(), (await parts())[0].length + 20, false)],
    ['with a byte order mark', () => signText(rsa, header(), `\u{feff}${JSON.stringify(claims())}`)],
    ['with a byte order mark in the header', () => signText(rsa, `\u{feff}${header()}`, JSON.stringify(claims()))],
    [
      'with a claim that stands twice',
      () => signText(rsa, header(), `{"iss":"x",${JSON.stringify(claims()).slice(1)}`),
    ],
    [
      'with a claim that stands twice, once escaped',
      () => signText(rsa, header(), `{"\\u0069ss":"x",${JSON.stringify(claims()).slice(1)}`),
    ],
    [
      'with a header member that stands twice',
      () => signText(rsa, `{"alg":"none",${header().slice(1)}`, JSON.stringify(claims())),
    ],
    ['with claims that are a list', () => signText(rsa, header(), '[]')],
    ['with claims that are null', () => signText(rsa, header(), 'null')],
    ['with claims that are no JSON', () => signText(rsa, header(), '{')],
    ['with something after its claims', () => signText(rsa, header(), `${JSON.stringify(claims())}{}`)],
    ['that is huge', () => signed({ filler: 'x'.repeat(TOKEN_CHARS_MAX) })],
    ['with a raw byte that is no UTF-8', async () => await notUtf8()],
  ])('%s', async (_, make) => {
    const refused = here.validate(await make());
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_token',
      message: 'The token is not valid.',
      details: undefined,
    });
  });

  it('by a key of an algorithm that the settings of its issuer do not allow', async () => {
    const narrow = isolate([issuerSettings(played.issuer, { algorithms: ['RS256'] })], { clock });
    await narrow.validate(await good());
    for (const key of [ec, ed]) {
      await expect(narrow.validate(await signed({}, {}, key))).rejects.toMatchObject({ code: 'invalid_token' });
    }
  });
});

describe('the audience', () => {
  const api = 'https://api.example';
  const generic = isolate([issuerSettings(played.issuer, { client_ids: [], audiences: [api], token_use: [] })], {
    clock,
  });
  const both = isolate([issuerSettings(played.issuer, { audiences: [api], token_use: [] })], { clock });
  const idTokens = isolate([issuerSettings(played.issuer, { token_use: ['id'] })], { clock });
  const bare = () => without('client_id', without('token_use'));

  it.each([api, ['https://x.example', api]])('may be %j', async (aud) => {
    expect((await generic.validate(await signClaims(rsa, { ...bare(), aud }))).credential).toBe('token');
  });

  it.each([
    undefined,
    '',
    [],
    `${api}/`,
    ['https://x.example'],
    [[api]],
    { api },
    7,
    Array.from({ length: 17 }, () => api),
  ])('may not be %j', async (aud) => {
    const token = await signClaims(rsa, { ...bare(), aud });
    await expect(generic.validate(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('and the client must both be right where both are there', async () => {
    await both.validate(await signed({ aud: api }));
    await both.validate(await signed({}));
    for (const wrong of [{ aud: 'https://x.example' }, { aud: api, client_id: 'another' }]) {
      await expect(both.validate(await signed(wrong))).rejects.toMatchObject({ code: 'invalid_token' });
    }
  });

  it('of an id token of Cognito is our client', async () => {
    const idToken = (aud: string) => signClaims(rsa, without('client_id', claims({ token_use: 'id', aud })));
    await idTokens.validate(await idToken(CLIENT));
    await expect(idTokens.validate(await idToken('another'))).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(idTokens.validate(await good())).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it.each<[string, object]>([
    ['it says so', { token_use: 'id', nonce: undefined }],
    ['it answers a sign-in', { token_use: undefined, nonce: 'n-0S6_WzA2Mj' }],
  ])('of an id token lets nobody in unless the settings take id tokens: %s', async (_, change) => {
    const signIn = isolate([issuerSettings(played.issuer, { audiences: [CLIENT], token_use: [] })], { clock });
    const idToken = await signClaims(rsa, without('client_id', claims({ aud: CLIENT, ...change })));
    await expect(signIn.validate(idToken)).rejects.toMatchObject({ code: 'invalid_token' });
    await signIn.validate(await signed({ aud: CLIENT, token_use: undefined }));
  });
});

function turned(token: string, at: number, isFromEnd = true): string {
  const index = isFromEnd ? token.length - at : at;
  return `${token.slice(0, index)}${token[index] === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`;
}

/** The last character of 256 bytes carries two bits: another one with the same two is another text for the same bytes. */
function withUnusedBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.slice(-1)) + 1]}`;
}

async function notUtf8(): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(claims({ filler: '#' })));
  bytes[bytes.indexOf(0x23)] = 0xff;
  const text = `${base64url(header())}.${base64url(bytes)}`;
  return `${text}.${base64url(await rsa.sign(text))}`;
}
