/** The simulator itself: what it must refuse, so that a green test of ours says something. Calls are signed by a library. */
import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_HOUSEHOLD } from './household.ts';
import { startZaimSimulator, type ZaimSimulator } from './simulator.ts';

const CONSUMER = { key: 'simulated-consumer', secret: 'simulated-consumer-word' };
const CALLBACK = 'https://roundhouse.example/zaim/auth/callback?a=b c';

let zaim: ZaimSimulator;
beforeAll(async () => {
  zaim = await startZaimSimulator();
});
afterAll(() => zaim.close());

const library = (consumer = CONSUMER) =>
  new OAuth({
    consumer,
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
  });

type Token = { readonly key: string; readonly secret: string };

async function call(
  method: string,
  path: string,
  token?: Token,
  extra: Record<string, string> = {},
  change = (header: string) => header,
) {
  const url = `${zaim.origin}${path}`;
  const oauth = library();
  const data = oauth.authorize({ url, method, data: extra }, token);
  const header = oauth.toHeader({ ...data, ...extra } as OAuth.Authorization).Authorization;
  return await fetch(url, { method, headers: { Authorization: change(header) } });
}

async function connected(): Promise<Token> {
  const request = new URLSearchParams(
    await (await call('POST', '/v2/auth/request', undefined, { oauth_callback: CALLBACK })).text(),
  );
  const pending = { key: request.get('oauth_token') ?? '', secret: request.get('oauth_token_secret') ?? '' };
  const back = new URL(zaim.provider().decide(pending.key, true) ?? '');
  const extra = { oauth_verifier: back.searchParams.get('oauth_verifier') ?? '' };
  const access = new URLSearchParams(await (await call('POST', '/v2/auth/access', pending, extra)).text());
  return { key: access.get('oauth_token') ?? '', secret: access.get('oauth_token_secret') ?? '' };
}

describe('the simulated Zaim', () => {
  it('lets a client in that signs as it should', async () => {
    const token = await connected();
    expect((await call('GET', '/v2/home/user/verify', token)).status).toBe(200);
    expect((await call('GET', '/v2/home/money?mapping=1&start_date=2026-01-01&place=%E6%9D%B1 a', token)).status).toBe(
      200,
    );
  });

  it.each<[string, (header: string) => string]>([
    ['a changed signature', (header) => header.replace(/oauth_signature="(..)/, 'oauth_signature="AA')],
    ['another method', (header) => header.replace('HMAC-SHA1', 'PLAINTEXT')],
    ['an old timestamp', (header) => header.replace(/oauth_timestamp="\d+"/, 'oauth_timestamp="1500000000"')],
    ['a name that comes twice', (header) => `${header}, oauth_nonce="again"`],
    ['no header', () => ''],
    ['another consumer', (header) => header.replace('simulated-consumer', 'other-consumer')],
  ])('refuses %s', async (_, change) => {
    const token = await connected();
    expect((await call('GET', '/v2/home/user/verify', token, {}, change)).status).toBe(401);
  });

  it('refuses a header that comes twice, and a token of somebody else', async () => {
    const token = await connected();
    let header = '';
    const keep = (text: string) => {
      header = text;
      return text;
    };
    expect((await call('GET', '/v2/home/user/verify', token, {}, keep)).status).toBe(200);
    expect((await call('GET', '/v2/home/user/verify', token, {}, () => header)).status).toBe(401);
    expect((await call('GET', '/v2/home/user/verify', { ...token, secret: 'x' })).status).toBe(401);
    expect((await call('GET', '/v2/home/user/verify')).status).toBe(401);
  });

  it('ends access after 24 h unless it is permanent, and without the permission to read', async () => {
    const user = zaim.provider().user();
    const token = await connected();
    const status = async () => (await call('GET', '/v2/home/user/verify', token)).status;
    user.tokensOlderSeconds = 86_400;
    expect(await status()).toBe(200);
    user.isPermanent = false;
    expect(await status()).toBe(401);
    user.tokensOlderSeconds = 86_390;
    expect(await status()).toBe(200);
    user.mayRead = false;
    expect(await status()).toBe(401);
    Object.assign(user, { isPermanent: true, mayRead: true, tokensOlderSeconds: 0 });
  });

  it('gives 100 rows at most, newest first, and asks for mapping', async () => {
    const entry = {
      mode: 'payment',
      category_id: 1,
      genre_id: 1,
      from_account_id: 1,
      to_account_id: 0,
      amount: 1,
    } as const;
    const entries = Array.from({ length: 101 }, (_, id) => ({
      ...entry,
      id,
      date: `2026-01-${id < 50 ? '01' : '02'}`,
    }));
    zaim.provider().user().household = { ...EMPTY_HOUSEHOLD, entries };
    const token = await connected();
    const rows = async (page: number) => {
      const reply = await call('GET', `/v2/home/money?mapping=1&limit=500&page=${page}`, token);
      return ((await reply.json()) as { money: { id: number }[] }).money.map(({ id }) => id);
    };
    expect(await rows(1)).toHaveLength(100);
    expect(await rows(2)).toEqual([0]);
    expect((await rows(1))[0]).toBe(100);
    expect((await call('GET', '/v2/home/money', token)).status).toBe(400);
  });
});
