/** Key sets that are broken or made to let somebody in, over real HTTP: none lets anybody in, none keeps a caller waiting. */
import { beforeEach, describe, expect, it } from 'vitest';
import { base64url } from '../../testing/forge.ts';
import { testClock } from '../../testing/harness.ts';
import { DISCOVERY_PATH, JWKS_PATH, macClaims, PlayedIssuer, signClaims, testKey } from '../../testing/issuers.ts';
import type { PlayedAnswer } from '../../testing/played-answer.ts';
import { hasRocaFingerprint, isSoundRsaKey } from './rsa-sanity.ts';
import { accessClaims, isolate, issuerSettings } from './testing.ts';
import { KEY_SET_FETCH_MS, KEY_SET_PATIENCE_MS, KEY_SET_STORE_MS, KEYS_MAX } from './tokens.constants.ts';

const clock = testClock();
const [rsa, ec, ed, small] = await Promise.all([
  testKey('RS256', 'k'),
  testKey('ES256', 'k'),
  testKey('EdDSA', 'k'),
  testKey('RS256', 'k', 1024),
]);
/** Far less than a slow issuer takes here. What a request may wait is in the constants; how busy this machine is, is not tested. */
const ANSWER_MS_MAX = 8000;

let played: PlayedIssuer;
beforeEach(() => {
  played = new PlayedIssuer();
});

/** What a fresh isolate says to a token of the issuer, and how long that took. */
async function verdict(token: string): Promise<string> {
  const startedMs = Date.now();
  const { validate, settled } = isolate([issuerSettings(played.issuer)], { clock });
  const answer = await validate(token).then(
    () => 'accepted',
    (error: { code: string; headers: Record<string, string> }) =>
      error.code === 'unavailable' ? `unavailable, ${Number(error.headers['Retry-After']) >= 1}` : error.code,
  );
  await settled();
  expect(Date.now() - startedMs).toBeLessThan(ANSWER_MS_MAX);
  return answer;
}

const tokenBy = (key = rsa) => signClaims(key, accessClaims(played.issuer, clock));

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2): with exponent 1 the padded message is its own signature. */
async function paddedMessage(): Promise<string> {
  const [head = '', body = ''] = (await tokenBy()).split('.');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${head}.${body}`)));
  const info = Uint8Array.fromHex('3031300d060960864801650304020105000420');
  const padded = new Uint8Array(256).fill(0xff);
  padded.set([0x00, 0x01]);
  padded[255 - digest.length - info.length] = 0;
  padded.set(info, 256 - digest.length - info.length);
  padded.set(digest, 256 - digest.length);
  return `${head}.${body}.${base64url(padded)}`;
}

describe('a key is not used', () => {
  it.each<[string, object[], (() => Promise<string>)?]>([
    ['that encrypts', [{ ...rsa.jwk, use: 'enc' }]],
    ['for another operation', [{ ...rsa.jwk, use: undefined, key_ops: ['encrypt'] }]],
    ['for another operation besides', [{ ...rsa.jwk, key_ops: ['verify', 'wrapKey'] }]],
    ['with another algorithm', [{ ...rsa.jwk, alg: 'RSA-OAEP' }]],
    ['with the algorithm of another family', [{ ...rsa.jwk, alg: 'ES256' }]],
    ['with exponent 1', [{ ...rsa.jwk, e: 'AQ' }], paddedMessage],
    ['with an even exponent', [{ ...rsa.jwk, e: 'AQAA' }]],
    ['with exponent 0', [{ ...rsa.jwk, e: 'AA' }]],
    ['with a long exponent', [{ ...rsa.jwk, e: base64url(new Uint8Array(5).fill(1)) }]],
    ['with 1024 bits', [small.jwk], () => tokenBy(small)],
    ['with an even modulus', [{ ...rsa.jwk, n: base64url(new Uint8Array(256).fill(0xfe)) }]],
    ['with 16384 bits', [{ ...rsa.jwk, n: base64url(new Uint8Array(2048).fill(0xff)) }]],
    ['whose id stands twice', [rsa.jwk, { ...rsa.jwk, use: 'enc' }]],
    ['that stands twice', [rsa.jwk, rsa.jwk]],
    ['without an id', [{ ...rsa.jwk, kid: undefined }]],
    ['with its private part', [{ ...rsa.jwk, d: 'AQAB' }]],
    ['that is symmetric', [{ kty: 'oct', kid: 'k', alg: 'HS256', k: base64url('secret') }], () => mac('secret')],
    [
      'that is symmetric and called RS256',
      [{ kty: 'oct', kid: 'k', alg: 'RS256', k: base64url('secret') }],
      () => mac('secret'),
    ],
    ['on another curve', [{ ...ec.jwk, crv: 'P-384' }], () => tokenBy(ec)],
    ['that is no point of its curve', [{ ...ec.jwk, y: ec.jwk.x }], () => tokenBy(ec)],
    ['with a short coordinate', [{ ...ec.jwk, x: 'AQAB' }], () => tokenBy(ec)],
    ['of another Edwards curve', [{ ...ed.jwk, crv: 'Ed448' }], () => tokenBy(ed)],
    ['of small order', [{ ...ed.jwk, x: base64url(new Uint8Array([1, ...new Uint8Array(31)])) }], smallOrder],
    ['that is a text', ['k' as unknown as object]],
    ['that is null', [null as unknown as object]],
  ])('%s', async (_, keys, token = () => tokenBy()) => {
    await played.publish(keys);
    expect(await verdict(await token())).toBe('invalid_token');
    // A token with a MAC is refused before anybody is asked.
    expect(await played.fetches()).toBeLessThanOrEqual(1);
  });

  it('and does no harm to the others', async () => {
    await played.publish([
      { kty: 'oct', kid: 'x', k: 'AQAB' },
      null,
      { ...ec.jwk, kid: 'ec' },
      { ...rsa.jwk, kid: 'ec' },
      rsa.jwk,
    ]);
    expect(await verdict(await tokenBy())).toBe('accepted');
  });

  it('that nobody publishes any more, nor when there are none', async () => {
    await played.publish([]);
    expect(await verdict(await tokenBy())).toBe('invalid_token');
  });
});

const mac = (secret: string) => macClaims(secret, { alg: 'HS256', kid: 'k' }, accessClaims(played.issuer, clock));

/** Under the neutral point, the neutral point and 0 are a signature of everything (RFC 8032 §5.1.7). */
async function smallOrder(): Promise<string> {
  const [head = '', body = ''] = (await tokenBy(ed)).split('.');
  const forged = `${head}.${body}.${base64url(new Uint8Array([1, ...new Uint8Array(63)]))}`;
  const algorithm = { name: 'Ed25519' };
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url(new Uint8Array([1, ...new Uint8Array(31)])) };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  const [signature, text] = [new Uint8Array([1, ...new Uint8Array(63)]), new TextEncoder().encode(`${head}.${body}`)];
  // The attack is real: the platform takes it.
  expect(await crypto.subtle.verify(algorithm, key, signature, text)).toBe(true);
  return forged;
}

describe('an answer that is no key set lets nobody in, and says to come back', () => {
  const many = Array.from({ length: 300 }, (_, nth) => ({ ...rsa.jwk, kid: nth === 0 ? 'k' : `k${nth}` }));
  const body = JSON.stringify({ keys: [rsa.jwk] });
  const ec300 = Array.from({ length: 300 }, (_, nth) => ({ ...ec.jwk, kid: nth === 0 ? 'k' : `k${nth}` }));
  it.each<[string, PlayedAnswer]>([
    ['300 keys', { body: JSON.stringify({ keys: ec300 }) }],
    ['300 large keys', { body: JSON.stringify({ keys: many }) }],
    ['5 MB', { body: ' '.repeat(1024), times: 5 * 1024 }],
    ['5 MB that end as a key set', { body: `${' '.repeat(2 * 1024 * 1024)}${body}` }],
    ['HTML', { headers: { 'Content-Type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' }],
    ['a redirect to a good one', { status: 302, headers: { Location: `${JWKS_PATH}?good` }, body }],
    ['status 500 with a good one', { status: 500, body }],
    ['status 404', { status: 404 }],
    ['nothing', { status: 204 }],
    ['half of one', { body, cutAfter: 100 }],
    ['one that comes after 10 s', { body, delayMs: 10_000 }],
    ['a byte order mark before it', { body: `\u{feff}${body}` }],
    ['keys that stand twice', { body: `{"keys":[],${body.slice(1)}` }],
    ['a list', { body: JSON.stringify([rsa.jwk]) }],
    ['keys in an object', { body: JSON.stringify({ keys: { k: rsa.jwk } }) }],
  ])('%s', async (_, answer) => {
    await played.publish([rsa.jwk]);
    const discovery = { body: JSON.stringify({ issuer: played.issuer, jwks_uri: `${played.issuer}${JWKS_PATH}` }) };
    await played.answer({ [JWKS_PATH]: answer, [DISCOVERY_PATH]: discovery });
    expect(await verdict(await tokenBy(answer.body?.includes('P-256') ? ec : rsa))).toBe('unavailable, true');
    expect(await played.fetches()).toBe(1);
  });

  it.each<[string, (issuer: string) => PlayedAnswer]>([
    [
      'of another issuer',
      (issuer) => ({ body: JSON.stringify({ issuer: `${issuer}/`, jwks_uri: `${issuer}${JWKS_PATH}` }) }),
    ],
    ['without keys', (issuer) => ({ body: JSON.stringify({ issuer }) })],
    [
      'with keys that anybody on the way could change',
      (issuer) => ({ body: JSON.stringify({ issuer, jwks_uri: `${issuer.replace('https', 'http')}${JWKS_PATH}` }) }),
    ],
    ['with keys in a file', (issuer) => ({ body: JSON.stringify({ issuer, jwks_uri: 'file:///etc/keys' }) })],
    ['that redirects', () => ({ status: 301, headers: { Location: '/other' } })],
    ['that is slow', () => ({ delayMs: 10_000 })],
  ])('a discovery document %s', async (_, answer) => {
    await played.answer({
      [JWKS_PATH]: { body: JSON.stringify({ keys: [rsa.jwk] }) },
      [DISCOVERY_PATH]: answer(played.issuer),
    });
    expect(await verdict(await tokenBy())).toBe('unavailable, true');
    expect(await played.fetches()).toBe(0);
  });

  it('discovery and key set that are slow together', async () => {
    const discovery = JSON.stringify({ issuer: played.issuer, jwks_uri: `${played.issuer}${JWKS_PATH}` });
    await played.answer({ [DISCOVERY_PATH]: { body: discovery, delayMs: 1700 }, [JWKS_PATH]: { body, delayMs: 1700 } });
    expect(await verdict(await tokenBy())).toBe('unavailable, true');
  });

  it(`but ${KEYS_MAX} keys are looked at`, async () => {
    await played.publish(ec300.slice(0, KEYS_MAX));
    expect(await verdict(await tokenBy(ec))).toBe('accepted');
  });
});

it('waits for store and issuer together for less than 3 s', () => {
  expect(KEY_SET_STORE_MS + KEY_SET_FETCH_MS).toBeLessThan(KEY_SET_PATIENCE_MS);
  expect(KEY_SET_PATIENCE_MS).toBeLessThan(3000);
});

describe('the sanity of RSA keys', () => {
  const modulus = () => Uint8Array.fromBase64(String(rsa.jwk.n), { alphabet: 'base64url' });
  const bytesOf = (number: bigint) => Uint8Array.fromHex(number.toString(16).padStart(512, '0'));

  it('knows a good key', () => {
    expect(isSoundRsaKey(modulus(), new Uint8Array([1, 0, 1]))).toBe(true);
    expect(isSoundRsaKey(modulus(), new Uint8Array([3]))).toBe(true);
  });

  // Some platforms refuse a few of these by themselves; ours is not to rely on that.
  it.each([[[0]], [[1]], [[2]], [[1, 0, 0]], [[1, 0, 0, 0, 1]], [[]], [[0, 1]]])(
    'refuses the exponent %j',
    (exponent) => {
      expect(isSoundRsaKey(modulus(), new Uint8Array(exponent))).toBe(false);
    },
  );

  it('knows the moduli of the broken generator', () => {
    // k * M + (65537^a mod M), M being the product of the first 39 primes: the form of its primes, and of their products.
    const primes = Array.from({ length: 166 }, (_, nth) => nth + 2).filter((n) =>
      Array.from({ length: n - 2 }, (__, at) => at + 2).every((divisor) => n % divisor !== 0),
    );
    expect(primes).toHaveLength(39);
    const product = primes.reduce((all, prime) => all * BigInt(prime), 1n);
    let power = 1n;
    for (let nth = 0; nth < 1234; nth += 1) power = (power * 65537n) % product;
    const broken = (2n ** 2047n / product + 1n) * product + power;
    expect(hasRocaFingerprint(broken)).toBe(true);
    expect(hasRocaFingerprint(broken + 2n)).toBe(false);
    expect(isSoundRsaKey(bytesOf(broken), new Uint8Array([1, 0, 1]))).toBe(false);
  });

  it('knows moduli with a small factor', () => {
    const three = 3n ** 1292n;
    expect(three.toString(2).length).toBeGreaterThanOrEqual(2048);
    expect(isSoundRsaKey(bytesOf(three), new Uint8Array([1, 0, 1]))).toBe(false);
  });
});
