/**
 * Every rule for verifying a round token has a case here that only this rule refuses: the token is right in all else and
 * signed with the right key. Each runs against the real route, so it also proves that the answer tells nothing.
 */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { base64url, dissect, forge, hmacSha256, kidOf, signParts } from '../testing/forge.ts';
import { errorOf, type TestHouse, testHouse } from '../testing/harness.ts';
import { filtersHashOf } from './filters.ts';
import { roundDate } from './token.ts';

type Json = Record<string, unknown>;

const secret = env.JWT_SECRET;
let house: TestHouse;
let header: Json;
let payload: Json;
let genuine: string;

beforeAll(async () => {
  house = await testHouse();
  genuine = (await house.start()).continuationToken;
  ({ header, payload } = dissect(genuine));
});

async function verdict(token: unknown): Promise<string> {
  const response = await house.post('/v1/rounds/next', { continuationToken: token, answer: 'a' });
  if (response.status === 200) return 'accepted';
  const { code, message, status } = await errorOf(response);
  if (status === 401) expect(message).not.toMatch(/signature|mac|header|claim|kid/i);
  return code;
}

const withClaims = (change: Json) => forge(secret, JSON.stringify(header), JSON.stringify({ ...payload, ...change }));
const withHeader = (change: Json) => forge(secret, JSON.stringify({ ...header, ...change }), JSON.stringify(payload));
const now = () => Math.floor(house.clock.nowMs() / 1000);

it('accepts the token that the cases below are made of, also forged part by part', async () => {
  expect(await verdict(await withClaims({}))).toBe('accepted');
  const { continuationToken } = await house.start();
  expect(await verdict(continuationToken)).toBe('accepted');
});

describe('1. strict compact form', () => {
  it.each([
    ['no dots', (token: string) => token.replaceAll('.', '')],
    ['two parts', (token: string) => token.split('.').slice(0, 2).join('.')],
    ['an empty MAC', (token: string) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['four parts', (token: string) => `${token}.e30`],
    ['an empty header', (token: string) => token.replace(/^[^.]+/, '')],
    ['white space before', (token: string) => ` ${token}`],
    ['a line break after', (token: string) => `${token}\n`],
    ['base64 padding', (token: string) => `${token}=`],
    ['the standard alphabet', (token: string) => `${token.slice(0, -1)}+`],
  ])('refuses %s', async (_, mangle) => {
    expect(await verdict(mangle(genuine))).toBe('invalid_token');
  });

  it('refuses a MAC with other unused bits that decodes to the same bytes', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(genuine.at(-1) ?? '');
    expect(await verdict(genuine.slice(0, -1) + alphabet[last + 1])).toBe('invalid_token');
  });

  it('refuses a payload with other unused bits although it is signed so', async () => {
    const text = JSON.stringify({ ...payload, seed: 'x' });
    const padded = [text, JSON.stringify({ ...payload, seed: 'xx' }), JSON.stringify({ ...payload, seed: 'xxx' })];
    const payloadText = padded.find((candidate) => candidate.length % 3 === 1) ?? '';
    const part = base64url(payloadText);
    const twisted = part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) + 1);
    expect(await verdict(await signParts(secret, base64url(JSON.stringify(header)), part))).toBe('accepted');
    expect(await verdict(await signParts(secret, base64url(JSON.stringify(header)), twisted))).toBe('invalid_token');
  });

  it('refuses more than 4 KiB', async () => {
    const response = await house.post('/v1/rounds/next', {
      continuationToken: `${genuine}${'A'.repeat(4096)}`,
      answer: 'a',
    });
    expect(response.status).toBe(400);
  });

  it.each([[['x']], [{}], [1], [null], [true]])('refuses a token that is not a string: %j', async (token) => {
    expect(await verdict(token)).toBe('bad_request');
    expect(await verdict([genuine])).toBe('bad_request');
  });
});

describe('2. header', () => {
  it.each([
    ['alg none', { alg: 'none' }],
    ['alg HS512', { alg: 'HS512' }],
    ['alg in lower case', { alg: 'hs256' }],
    ['alg as a list', { alg: ['HS256'] }],
    ['no typ', { typ: undefined }],
    ['typ JWT', { typ: 'JWT' }],
    ['typ of a receipt', { typ: 'round-receipt+jwt' }],
    ['crit', { crit: ['exp'] }],
    ['b64', { b64: true }],
    ['jwk', { jwk: { kty: 'oct', k: 'AAAA' } }],
    ['jku', { jku: 'https://attacker.example/keys' }],
    ['x5u', { x5u: 'https://attacker.example/cert' }],
    ['x5c', { x5c: ['AAAA'] }],
    ['an unknown kid', { kid: '0123456789abcdef' }],
    ['a kid that is a path', { kid: '../../dev/null' }],
    ['a kid that is a number', { kid: 1 }],
    ['a kid in upper case', { kid: 'PLACEHOLDER' }],
  ])('refuses %s', async (name, change) => {
    const upper = { kid: String(header.kid).toUpperCase() };
    expect(await verdict(await withHeader(name.endsWith('upper case') ? upper : change))).toBe('invalid_token');
  });

  it.each([
    ['a list', '[{"alg":"HS256"}]'],
    ['a text', '"HS256"'],
    ['null', 'null'],
    ['no JSON', '{alg:HS256}'],
  ])('refuses a header that is %s', async (_, text) => {
    expect(await verdict(await forge(secret, text, JSON.stringify(payload)))).toBe('invalid_token');
  });

  it('refuses a member given twice, and white space', async () => {
    const text = JSON.stringify(header);
    for (const twisted of [text.replace('{', '{"alg":"none",'), text.replace('{', '{ '), `${text} `]) {
      expect(await verdict(await forge(secret, twisted, JSON.stringify(payload)))).toBe('invalid_token');
    }
  });

  it('takes a token without kid, signed by a key of the ring', async () => {
    const { continuationToken } = await house.start();
    const { payload: fresh } = dissect(continuationToken);
    const bare = JSON.stringify({ alg: 'HS256', typ: 'round+jwt' });
    expect(await verdict(await forge(secret, bare, JSON.stringify(fresh)))).toBe('accepted');
    expect(await verdict(await forge(`${secret}x`, bare, JSON.stringify(fresh)))).toBe('invalid_token');
  });
});

describe('3. MAC', () => {
  it('refuses every changed character of the MAC, a shorter and a longer one', async () => {
    const [head, body, mac = ''] = genuine.split('.');
    for (let at = 0; at < mac.length; at += 6) {
      const changed = mac.slice(0, at) + (mac[at] === 'A' ? 'B' : 'A') + mac.slice(at + 1);
      expect(await verdict(`${head}.${body}.${changed}`)).toBe('invalid_token');
    }
    expect(await verdict(`${head}.${body}.${mac.slice(0, 40)}`)).toBe('invalid_token');
    expect(await verdict(`${head}.${body}.${mac}AAAA`)).toBe('invalid_token');
  });

  it('refuses a truncated MAC that is right as far as it goes', async () => {
    const [head = '', body = ''] = genuine.split('.');
    const short = (await hmacSha256(secret, `${head}.${body}`)).subarray(0, 16);
    expect(await verdict(`${head}.${body}.${base64url(short)}`)).toBe('invalid_token');
  });

  it('refuses the right claims under a key of somebody else that names our kid', async () => {
    const foreign = 'b'.repeat(20) + secret;
    expect(await verdict(await forge(foreign, JSON.stringify(header), JSON.stringify(payload)))).toBe('invalid_token');
    const ownKid = JSON.stringify({ ...header, kid: await kidOf(foreign) });
    expect(await verdict(await forge(foreign, ownKid, JSON.stringify(payload)))).toBe('invalid_token');
  });

  it('tells only a token that we signed that it is expired', async () => {
    // The day goes along: just after midnight in Tokyo the token is from the day before.
    const old = { iat: now() - 300, exp: now() - 180, date: roundDate(now() - 300) };
    expect(await verdict(await withClaims(old))).toBe('token_expired');
    const forged = await forge(`${secret}x`, JSON.stringify(header), JSON.stringify({ ...payload, ...old }));
    expect(await verdict(forged)).toBe('invalid_token');
  });

  it('answers a forged, a malformed and a foreign token with the same bytes but for the request id', async () => {
    const answers = await Promise.all(
      ['a.b.c', `${genuine.slice(0, -4)}AAAA`, await withHeader({ typ: 'JWT' }), await withClaims({ total: 999 })].map(
        async (continuationToken) => {
          const response = await house.post('/v1/rounds/next', { continuationToken, answer: 'a' });
          return (await response.text()).replace(/"request_id":"[^"]+"/, '');
        },
      ),
    );
    expect(new Set(answers).size).toBe(1);
  });
});

describe('4. payload', () => {
  it('refuses a byte order mark, bad UTF-8, a member given twice, and foreign spelling', async () => {
    const text = JSON.stringify(payload);
    const bytes = new TextEncoder().encode(text);
    // A character that is not UTF-8 in a text that may be anything: a lenient reader takes it for U+FFFD.
    const badSeed = new TextEncoder().encode(JSON.stringify({ ...payload, seed: 'x*x' }));
    badSeed[badSeed.indexOf(0x2a)] = 0xff;
    const twisted: (string | Uint8Array)[] = [
      new Uint8Array([0xef, 0xbb, 0xbf, ...bytes]),
      badSeed,
      text.replace('{', '{"idx":3,'),
      text.replace('"idx":0', '"idx": 0'),
      text.replace('"idx":0', '"idx":0.0'),
      text.replace('"idx":0', '"idx":-0'),
      text.replace('rounds', '\\u0072ounds'),
      `[${text}]`,
      'null',
      '"x"',
      '',
    ];
    for (const variant of twisted) {
      expect(await verdict(await forge(secret, JSON.stringify(header), variant))).toBe('invalid_token');
    }
  });
});

describe('5. claims', () => {
  it.each<[string, () => Json]>([
    ['exp as text', () => ({ exp: String(now() + 60) })],
    ['exp with a fraction', () => ({ exp: now() + 60.5 })],
    ['exp too large to count', () => ({ exp: 1e300 })],
    ['no exp', () => ({ exp: undefined })],
    ['no iat', () => ({ iat: undefined })],
    ['a longer life than we give', () => ({ exp: Number(payload.iat) + 121 })],
    ['exp before iat', () => ({ iat: now() + 3, exp: now() + 2 })],
    ['iat in the future', () => ({ iat: now() + 30, exp: now() + 90 })],
    ['nbf in the future', () => ({ nbf: now() + 60 })],
    ['no aud', () => ({ aud: undefined })],
    ['another aud', () => ({ aud: 'round-receipts' })],
    ['aud as a list', () => ({ aud: ['rounds'] })],
    ['another iss', () => ({ iss: 'somebody' })],
    ['ver 0', () => ({ ver: 0 })],
    ['ver as text', () => ({ ver: '1' })],
    ['a rid that is no UUID', () => ({ rid: 'round_1' })],
    ['a rid of another version', () => ({ rid: '550e8400-e29b-41d4-a716-446655440000' })],
    ['a rid of an unknown region', () => ({ rid: 'ff0005e7-106b-838d-bb1f-27845cd338d5' })],
    ['an empty seed', () => ({ seed: '' })],
    ['a seed that is too long', () => ({ seed: 'x'.repeat(65) })],
    ['idx below 0', () => ({ idx: -1 })],
    ['idx at the end, although the ledger would take it', () => ({ idx: 1, total: 1 })],
    [
      'a total that the set cannot have',
      () => ({
        total: 50,
        filtersKey: '{"difficulty":"easy","era":"80s"}',
        filtersHash: filtersHashOf('{"difficulty":"easy","era":"80s"}'),
      }),
    ],
    ['a total above the bound', () => ({ total: 51 })],
    ['an unknown mode', () => ({ mode: 'other' })],
    ['a date that is none', () => ({ date: '2026-1-1' })],
    ['a date of another time', () => ({ date: '2001-01-01' })],
    ['a wrong filters hash', () => ({ filtersHash: '00000000' })],
    [
      'filters that are not in normal form',
      () => ({ filtersKey: '{"series":["zelda","ff"]}', filtersHash: filtersHashOf('{"series":["zelda","ff"]}') }),
    ],
    [
      'filters that the manifest does not know',
      () => ({ filtersKey: '{"era":"50s"}', filtersHash: filtersHashOf('{"era":"50s"}') }),
    ],
    ['a filters key that is no JSON', () => ({ filtersKey: '{', filtersHash: filtersHashOf('{') })],
    ['a claim that we do not issue', () => ({ admin: true })],
    ['a prototype', () => JSON.parse('{"__proto__":{"idx":1}}') as Json],
  ])('refuses %s', async (_, change) => {
    expect(await verdict(await withClaims(change()))).toBe('invalid_token');
  });

  it('takes a clock that is 5 seconds ahead, not 6', async () => {
    expect(await verdict(await withClaims({ iat: now() + 5, exp: now() + 65 }))).toBe('accepted');
    expect(await verdict(await withClaims({ iat: now() + 6, exp: now() + 66 }))).toBe('invalid_token');
  });

  it('takes a round that began before midnight', async () => {
    const yesterday = new Date((now() + 9 * 3600 - 86_400) * 1000).toISOString().slice(0, 10);
    expect(await verdict(await withClaims({ date: yesterday }))).toBe('accepted');
  });
});

describe('6. no fallback', () => {
  it('refuses the plain base64 token of an earlier system', async () => {
    expect(await verdict(base64url(JSON.stringify(payload)))).toBe('invalid_token');
  });

  it('does not look for a token elsewhere', async () => {
    const response = await house.fetch(`/v1/rounds/next?token=${genuine}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${genuine}` },
      body: JSON.stringify({ continuationToken: 'a.b.c', answer: 'a' }),
    });
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_token' });
  });
});
