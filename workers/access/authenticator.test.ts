import { describe, expect, it } from 'vitest';
import { AppError } from '../kernel/errors.ts';
import type { Principal } from '../kernel/principal.ts';
import { type CredentialReaders, composeAuthenticate } from './authenticator.ts';

const principal = (credential: Principal['credential'], id: string): Principal => ({
  subject: { type: 'user', id },
  credential,
  roles: [],
  scopes: [],
  hasSecondFactor: false,
});

const readers: CredentialReaders = {
  session: async (request) => (request.headers.has('Cookie') ? principal('session', 'cookie') : undefined),
  token: async (text) => {
    if (text === 'bad') throw new AppError('invalid_token');
    return principal('token', text);
  },
  apiKey: async (text) => principal('api-key', text),
};

const ask = (headers: Record<string, string>, from = readers) =>
  composeAuthenticate(from)(new Request('https://roundhouse.test/', { headers }), 'bounded', () => undefined);

const COOKIE = { Cookie: 'session=1' };

describe('the credential of a request', () => {
  it.each<[string, Record<string, string>, object | undefined]>([
    ['nothing', {}, undefined],
    ['a session', COOKIE, { credential: 'session' }],
    ['a token', { Authorization: 'Bearer ey.a.b' }, { credential: 'token', subject: { id: 'ey.a.b' } }],
    ['a token, the scheme in other letters', { Authorization: 'bEARER   ey.a.b' }, { credential: 'token' }],
    ['a key as bearer', { Authorization: 'Bearer rh_1' }, { credential: 'api-key', subject: { id: 'rh_1' } }],
    ['a key in its own field', { 'X-API-Key': 'rh_1' }, { credential: 'api-key' }],
    ['a token before a session', { ...COOKIE, Authorization: 'Bearer ey.a.b' }, { credential: 'token' }],
    ['a key before a session', { ...COOKIE, 'X-API-Key': 'rh_1' }, { credential: 'api-key' }],
    ['another scheme beside a session', { ...COOKIE, Authorization: 'Basic YTpi' }, { credential: 'session' }],
    ['another scheme alone', { Authorization: 'Basic YTpi' }, undefined],
  ])('is found: %s', async (_, headers, expected) => {
    const found = await ask(headers);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  it.each<[string, Record<string, string>]>([
    ['a wrong token beside a good session', { ...COOKIE, Authorization: 'Bearer bad' }],
    ['an empty token beside a good session', { ...COOKIE, Authorization: 'Bearer ' }],
    ['the scheme alone', { ...COOKIE, Authorization: 'Bearer' }],
    ['an empty key beside a good session', { ...COOKIE, 'X-API-Key': '' }],
    ['two credentials at once', { Authorization: 'Bearer ey.a.b', 'X-API-Key': 'rh_1' }],
  ])('never falls back to another: %s', async (_, headers) => {
    await expect(ask(headers)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('is refused when nobody knows its kind', async () => {
    await expect(ask({ Authorization: 'Bearer ey.a.b' }, {})).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(ask({ 'X-API-Key': 'rh_1' }, {})).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await ask(COOKIE, {})).toBeUndefined();
  });
});
