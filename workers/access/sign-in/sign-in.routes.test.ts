import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { SessionReply, SessionsReply } from '../../../shared/auth.schema.ts';
import { createApp } from '../../kernel/app.ts';
import { parseEnv } from '../../kernel/env.ts';
import { CallerKeys } from '../../kernel/limits/caller.ts';
import { Limiter } from '../../kernel/limits/limiter.ts';
import { bareBook } from '../../kernel/limits/policy-book.ts';
import { ShardDoor } from '../../kernel/limits/shard-door.ts';
import { createLog } from '../../kernel/log.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { type Outbound, OutboundError } from '../../kernel/outbound.ts';
import { callerOf, errorOf, testClock } from '../../testing/harness.ts';
import { oidcPeer, PEER_CLIENT, PEER_ISSUER } from '../../testing/oidc-peer.ts';
import { KEY_SET_COOLDOWN_MS } from '../tokens/tokens.constants.ts';
import { buildTokens } from '../tokens/tokens.ts';
import { buildSignIn } from './sign-in.ts';

const OURS = 'https://roundhouse.test';
const NAVIGATES = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
const SAME_ORIGIN = { Origin: OURS, 'Sec-Fetch-Site': 'same-origin' };

interface Visit {
  readonly status: number;
  readonly location: string;
  readonly response: Response;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly redirect?: 'manual';
}

type House = Awaited<ReturnType<typeof house>>;

/** The routes over the real objects, with a provider in place of the world outside. */
async function house(overrides: Record<string, unknown> = {}, bindings: Partial<typeof env> = {}) {
  const clock = testClock();
  const peer = await oidcPeer(() => clock.nowMs());
  const parsed = parseEnv({
    ...env,
    PUBLIC_URL: OURS,
    OIDC_PROVIDER: JSON.stringify({ issuer: PEER_ISSUER, client_id: PEER_CLIENT }),
    TOKEN_ISSUERS: JSON.stringify([{ issuer: PEER_ISSUER, algorithms: ['RS256'], audiences: [PEER_CLIENT] }]),
    ...overrides,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const lines: string[] = [];
  const log = createLog('debug', (_, line) => lines.push(line));
  const outbound: Outbound = (url, init) => peer.fetch(url, init);
  const nothingKept = { get: async () => null, put: async () => undefined } as unknown as KVNamespace;
  const tokens = buildTokens({ config: parsed.config, kv: nothingKept, clock, log, metrics: noMetrics, outbound });
  const room = await buildSignIn({
    idTokens: tokens.validator,
    bindings: { SESSIONS: bindings.SESSIONS ?? env.SESSIONS, SIGN_INS: bindings.SIGN_INS ?? env.SIGN_INS },
    config: parsed.config,
    secrets: parsed.secrets,
    clock,
    log,
    metrics: noMetrics,
    outbound,
  });
  const shards = bindings.LIMITS ?? env.LIMITS;
  const limits = {
    limiter: new Limiter({ shards: new ShardDoor(shards, clock), book: bareBook, clock, metrics: noMetrics, log }),
    callers: await CallerKeys.from('3e1d5c7b9a08f6e4d2c0b1a392847566'),
  };
  const app = createApp({ endpoints: room.endpoints, corsAllowedOrigins: [], limits, clock, log, metrics: noMetrics });
  return { ...callerOf(app, clock), peer, room, lines };
}

/** A browser: keeps cookies, shows where it is sent. */
function browser({ fetch }: House) {
  const jar = new Map<string, string>();
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const call = async (path: string, init: Sent = {}): Promise<Response> => {
    const headers = { Cookie: cookies(), 'User-Agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0', ...init.headers };
    const response = await fetch(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (line.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const visit = async (path: string): Promise<Visit> => {
    const response = await call(path, { headers: NAVIGATES, redirect: 'manual' });
    return { status: response.status, location: response.headers.get('Location') ?? '', response };
  };
  return { jar, call, visit, cookies };
}
type Browser = ReturnType<typeof browser>;

async function signIn(at: House, ours: Browser, claims = {}, login = '/auth/login'): Promise<Visit> {
  const { location } = await ours.visit(login);
  return await ours.visit(callback(at.peer.approve(location, claims)));
}
const whoIs = async (ours: Browser): Promise<SessionReply> => (await ours.call('/auth/session')).json();
const callback = (query: URLSearchParams) => `/auth/callback?${query.toString()}`;
const failedWith = (reason: string) => `${OURS}/account/?error=${reason}`;

/** A store that cannot be reached. */
const down = {
  getByName: () => {
    throw new Error('the object cannot be reached');
  },
};

describe('a sign-in', () => {
  it('goes to the provider with code flow, PKCE, state and nonce, and nothing secret', async () => {
    const { location, status } = await browser(await house()).visit('/auth/login');
    const url = new URL(location);
    expect([status, url.origin + url.pathname]).toEqual([303, `${PEER_ISSUER}/authorize`]);
    const query = Object.fromEntries(url.searchParams);
    expect(query).toEqual({
      response_type: 'code',
      client_id: PEER_CLIENT,
      redirect_uri: `${OURS}/auth/callback`,
      scope: 'openid profile email',
      state: expect.stringMatching(/^[\w-]{54}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('ends on the page that was asked for, signed in as whom the id token names', async () => {
    const at = await house();
    const ours = browser(at);
    expect(await whoIs(ours)).toEqual({ signed_in: false, provider: { name: 'provider.test' } });
    const claims = { 'cognito:groups': ['user', 'admin', 'x'], amr: ['pwd', 'mfa'], name: 'Ann\u0007 \u202eB' };
    const { status, location, response } = await signIn(at, ours, claims, '/auth/login?return_to=/ops/%3Fx%3D1');
    expect([status, location]).toEqual([303, `${OURS}/ops/?x=1`]);
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await whoIs(ours)).toMatchObject({
      signed_in: true,
      subject: { type: 'user', id: 'ann' },
      name: 'Ann B',
      roles: ['admin', 'user'],
      second_factor: true,
    });
  });

  it('is refused for pages that are not ours', async () => {
    const at = await house();
    for (const path of [
      '//evil.example',
      '/%5Cevil.example',
      'https://evil.example',
      '/auth/login',
      '%09//evil.example',
    ]) {
      const response = await at.fetch(`/auth/login?return_to=${encodeURIComponent(decodeURIComponent(path))}`);
      expect(await errorOf(response)).toMatchObject({ status: 400, details: { pointer: '/return_to' } });
    }
    const response = await at.fetch('/auth/login?return_to=/&return_to=/x');
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request' });
    expect((await browser(at).visit('/auth/login?return_to=//evil.example')).location).toBe(failedWith('bad_request'));
    expect(at.peer.calls).toEqual([]);
  });

  it('is won by one of 25 callbacks at a time', async () => {
    const at = await house();
    const ours = browser(at);
    const { location } = await ours.visit('/auth/login');
    const query = at.peer.approve(location);
    const init = { headers: { ...NAVIGATES, Cookie: ours.cookies() }, redirect: 'manual' } as const;
    const answers = await Promise.all(Array.from({ length: 25 }, () => at.fetch(callback(query), init)));
    const won = answers.filter((answer) => answer.headers.has('Set-Cookie'));
    expect(won.map((answer) => answer.headers.get('Location'))).toEqual([`${OURS}/account/`]);
    const lost = answers.filter((answer) => !won.includes(answer)).map((answer) => answer.headers.get('Location'));
    expect(lost).toEqual(Array.from({ length: 24 }, () => failedWith('sign_in_expired')));
    expect(at.peer.calls.filter((path) => path === '/token')).toHaveLength(1);
  });

  it('belongs to the browser that began it, which can still end it', async () => {
    const at = await house();
    const [ours, other] = [browser(at), browser(at)];
    const query = at.peer.approve((await ours.visit('/auth/login')).location);
    expect((await other.visit(callback(query))).location).toBe(failedWith('other_browser'));
    await other.visit('/auth/login');
    expect((await other.visit(callback(query))).location).toBe(failedWith('other_browser'));
    expect(await whoIs(other)).toMatchObject({ signed_in: false });
    expect((await ours.visit(callback(query))).location).toBe(`${OURS}/account/`);
  });

  it('may be begun in two tabs', async () => {
    const at = await house();
    const ours = browser(at);
    const first = at.peer.approve((await ours.visit('/auth/login')).location);
    const second = at.peer.approve((await ours.visit('/auth/login')).location);
    expect((await ours.visit(callback(first))).location).toBe(`${OURS}/account/`);
    expect((await ours.visit(callback(second))).location).toBe(`${OURS}/account/`);
  });

  it('cannot be taken over with the state or the code of another', async () => {
    const at = await house();
    const [ours, theirs] = [browser(at), browser(at)];
    const own = at.peer.approve((await ours.visit('/auth/login')).location);
    const foreign = at.peer.approve((await theirs.visit('/auth/login')).location, { sub: 'mallory' });
    // The code of an attacker's own sign-in in the victim's: PKCE and nonce are not theirs.
    const mixed = new URLSearchParams(own);
    mixed.set('code', foreign.get('code') ?? '');
    expect((await ours.visit(callback(mixed))).location).toBe(failedWith('sign_in_failed'));
    expect(await whoIs(ours)).toMatchObject({ signed_in: false });
  });

  it.each([
    ['no state', (query: URLSearchParams) => query.delete('state'), 'sign_in_expired'],
    ['a state that was made up', (query: URLSearchParams) => query.set('state', 'x'.repeat(54)), 'sign_in_expired'],
    ['two states', (query: URLSearchParams) => query.append('state', 'x'), 'sign_in_failed'],
    ['no code', (query: URLSearchParams) => query.delete('code'), 'sign_in_failed'],
    ['a wrong code', (query: URLSearchParams) => query.set('code', 'x'), 'sign_in_failed'],
    ['another issuer', (query: URLSearchParams) => query.set('iss', 'https://evil.example'), 'sign_in_failed'],
    ['no issuer although it is announced', (query: URLSearchParams) => query.delete('iss'), 'sign_in_failed'],
    ['an id token in the address', (query: URLSearchParams) => query.set('id_token', 'x'), 'implicit_refused'],
    ['an access token in the address', (query: URLSearchParams) => query.set('access_token', 'x'), 'implicit_refused'],
    ['too much', (query: URLSearchParams) => query.set('x', 'x'.repeat(9000)), 'bad_request'],
  ])('is refused with %s', async (_, change, reason) => {
    const at = await house();
    const ours = browser(at);
    const query = at.peer.approve((await ours.visit('/auth/login')).location);
    change(query);
    expect((await ours.visit(callback(query))).location).toBe(failedWith(reason));
    expect(await whoIs(ours)).toMatchObject({ signed_in: false });
  });

  it('is refused without a query, which is what an implicit answer looks like from here', async () => {
    expect((await browser(await house()).visit('/auth/callback')).location).toBe(failedWith('implicit_refused'));
  });

  it('says when the person or the provider said no', async () => {
    const at = await house();
    for (const [error, reason] of [
      ['access_denied', 'denied'],
      ['temporarily_unavailable', 'provider_unavailable'],
      ['invalid_scope', 'sign_in_failed'],
    ]) {
      const ours = browser(at);
      const query = at.peer.approve((await ours.visit('/auth/login')).location);
      query.delete('code');
      query.set('error', error ?? '');
      query.set('error_description', '<script>');
      expect((await ours.visit(callback(query))).location).toBe(failedWith(reason ?? ''));
    }
  });

  it('knows a browser that does not say that it navigates', async () => {
    const response = await (await house()).fetch('/auth/callback', {
      headers: { Accept: 'text/html,*/*' },
      redirect: 'manual',
    });
    expect(response.headers.get('Location')).toBe(failedWith('implicit_refused'));
  });

  it('answers a caller that is no browser in the one error shape', async () => {
    const response = await (await house()).fetch('/auth/callback?code=x&state=y');
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      code: 'bad_request',
      details: { reason: 'sign_in_expired' },
    });
  });
});

describe('an id token', () => {
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  it.each([
    ['is of another issuer', { iss: 'https://evil.example' }],
    ['is for another client', { aud: 'other' }],
    ['is for several, and this client is not the one it was asked by', { aud: [PEER_CLIENT, 'other'], azp: 'other' }],
    ['has another nonce', { nonce: 'other' }],
    ['has no nonce', { nonce: undefined }],
    ['has no subject', { sub: undefined }],
    ['has a subject without end', { sub: 'x'.repeat(10_000) }],
    ['has expired', { exp: nowSeconds() - 120 }],
    ['comes from the future', { iat: nowSeconds() + 3600, nbf: nowSeconds() + 3600 }],
    ['is an access token', { token_use: 'access' }],
  ])('signs nobody in when it %s', async (_, claims) => {
    const at = await house();
    at.peer.tamper = (right) => ({ ...right, ...claims }) as typeof right;
    const ours = browser(at);
    expect((await signIn(at, ours)).location).toBe(failedWith('sign_in_failed'));
    expect(await whoIs(ours)).toMatchObject({ signed_in: false });
  });

  it('signs nobody in when its signature is not the provider’s', async () => {
    const at = await house();
    at.peer.isForging = true;
    const ours = browser(at);
    expect((await signIn(at, ours)).location).toBe(failedWith('sign_in_failed'));
    expect(await whoIs(ours)).toMatchObject({ signed_in: false });
  });
});

describe('a provider', () => {
  const html = () => new Response('<h1>Maintenance</h1>', { headers: { 'Content-Type': 'text/html' } });
  const breakage: readonly [string, () => Response][] = [
    [
      'is down',
      () => {
        throw new OutboundError('unreachable');
      },
    ],
    [
      'is slow',
      () => {
        throw new OutboundError('timeout');
      },
    ],
    ['answers HTML', html],
    ['answers an error', () => Response.json({}, { status: 503 })],
    [
      'answers an HTML error',
      () => new Response('<h1>Oops</h1>', { status: 500, headers: { 'Content-Type': 'text/html' } }),
    ],
  ];
  const paths = ['/.well-known/openid-configuration', '/token', '/keys'];
  it.each(breakage.flatMap(([name, answer]) => paths.map((path) => [name, path, answer] as const)))(
    'that %s at %s is told as such, and half a minute later a try works',
    async (_, path, answer) => {
      const at = await house();
      const ours = browser(at);
      at.peer.broken.set(path, answer);
      const begun = await ours.visit('/auth/login');
      const { location } = begun.location.startsWith(PEER_ISSUER)
        ? await ours.visit(callback(at.peer.approve(begun.location)))
        : begun;
      expect(location).toBe(failedWith('provider_unavailable'));
      expect(await whoIs(ours)).toMatchObject({ signed_in: false });
      at.peer.broken.clear();
      // Keys are not asked for again before.
      at.clock.advance(KEY_SET_COOLDOWN_MS);
      expect((await signIn(at, ours)).location).toBe(`${OURS}/account/`);
    },
  );

  it('that names a page without TLS is not gone to', async () => {
    const at = await house();
    at.peer.broken.set('/.well-known/openid-configuration', () =>
      Response.json({ issuer: PEER_ISSUER, authorization_endpoint: 'http://provider.test/authorize' }),
    );
    expect((await browser(at).visit('/auth/login')).location).toBe(failedWith('provider_unavailable'));
  });

  it('that is not configured is told as such, and nobody is signed in', async () => {
    const at = await house({ OIDC_PROVIDER: '', TOKEN_ISSUERS: '' });
    expect((await browser(at).visit('/auth/login')).location).toBe(failedWith('not_configured'));
    expect(await whoIs(browser(at))).toEqual({ signed_in: false, provider: null });
  });
});

describe('a step-up', () => {
  it('asks the provider anew, and takes no old answer for a new one', async () => {
    const at = await house();
    const ours = browser(at);
    const { location } = await ours.visit('/auth/login?step_up=1');
    expect(Object.fromEntries(new URL(location).searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    const old = at.peer.approve(location, { auth_time: Math.floor(Date.now() / 1000) - 3600 });
    expect((await ours.visit(callback(old))).location).toBe(failedWith('step_up_failed'));
    expect(await whoIs(ours)).toMatchObject({ signed_in: false });
    expect((await signIn(at, ours, { amr: ['mfa'] }, '/auth/login?step_up=1')).location).toBe(`${OURS}/account/`);
  });
});

describe('what is kept of a sign-in under way', () => {
  const objectOf = async (location: string) => {
    const state = new URL(location).searchParams.get('state') ?? '';
    const bytes = Uint8Array.fromBase64(state, { alphabet: 'base64url' });
    return env.SIGN_INS.getByName(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex());
  };
  const keptIn = (stub: Awaited<ReturnType<typeof objectOf>>) =>
    runInDurableObject(stub, async (_, { storage }) => JSON.stringify([...(await storage.list())]));

  it('is sealed: neither verifier, nonce, state nor cookie can be read', async () => {
    const at = await house();
    const ours = browser(at);
    const { location } = await ours.visit('/auth/login?return_to=/somewhere');
    const { state = '', nonce = '' } = Object.fromEntries(new URL(location).searchParams);
    const kept = await keptIn(await objectOf(location));
    expect(kept).toContain('v1.');
    for (const secret of ['somewhere', 'codeVerifier', state, nonce, ours.jar.get('__Host-sign-in') ?? '']) {
      expect(secret).not.toBe('');
      expect(kept).not.toContain(secret);
    }
    const query = at.peer.approve(location);
    await ours.visit(callback(query));
    for (const secret of [state, nonce, query.get('code') ?? '', ...ours.jar.values()]) {
      expect(at.lines.join('\n')).not.toContain(secret);
    }
  });

  it('cannot be put in the place of another', async () => {
    const at = await house();
    const ours = browser(at);
    const [one, two] = [(await ours.visit('/auth/login')).location, (await ours.visit('/auth/login')).location];
    const record = await runInDurableObject(await objectOf(one), (_, { storage }) => storage.kv.get('sign-in'));
    await runInDurableObject(await objectOf(two), (_, { storage }) => storage.kv.put('sign-in', record));
    expect((await ours.visit(callback(at.peer.approve(two)))).location).toBe(failedWith('internal_error'));
    expect(at.peer.calls).not.toContain('/token');
  });

  it('is gone after ten minutes, and after it was used', async () => {
    const at = await house();
    const ours = browser(at);
    const { location } = await ours.visit('/auth/login');
    const object = await objectOf(location);
    const alarm = await runInDurableObject(object, (_, { storage }) => storage.getAlarm());
    expect(Math.abs((alarm ?? 0) - Date.now() - 600_000)).toBeLessThan(60_000);
    await runDurableObjectAlarm(object);
    expect(await keptIn(object)).toBe('[]');
    expect((await ours.visit(callback(at.peer.approve(location)))).location).toBe(failedWith('sign_in_expired'));
    const used = (await ours.visit('/auth/login')).location;
    await ours.visit(callback(at.peer.approve(used)));
    expect(await keptIn(await objectOf(used))).toBe('[]');
  });
});

describe('when a store is down', () => {
  it('a sign-in is refused with a message to try again', async () => {
    const noTransactions = await house({}, { SIGN_INS: down as unknown as typeof env.SIGN_INS });
    expect((await browser(noTransactions).visit('/auth/login')).location).toBe(failedWith('unavailable'));
    const noSessions = await house({}, { SESSIONS: down as unknown as typeof env.SESSIONS });
    const ours = browser(noSessions);
    expect((await signIn(noSessions, ours)).location).toBe(failedWith('unavailable'));
    expect(ours.jar.has('__Host-session')).toBe(false);
  });

  it('a session is neither let in nor signed out', async () => {
    const ours = browser(await house());
    const at = await house();
    await signIn(at, browser(at));
    const signedIn = browser(at);
    await signIn(at, signedIn);
    const broken = await house({}, { SESSIONS: down as unknown as typeof env.SESSIONS });
    for (const [method, path] of [
      ['GET', '/auth/session'],
      ['GET', '/auth/sessions'],
      ['POST', '/auth/logout'],
    ]) {
      const headers = { Cookie: signedIn.cookies(), ...SAME_ORIGIN };
      const response = await broken.fetch(path ?? '', { method: method ?? '', headers });
      expect(response.headers.has('Set-Cookie')).toBe(false);
      expect(await errorOf(response)).toMatchObject({ status: 503, code: 'unavailable' });
    }
    expect(await whoIs(signedIn)).toMatchObject({ signed_in: true });
    expect(await whoIs(ours)).toMatchObject({ signed_in: false });
  });
});

describe('the limit of sign-ins', () => {
  const from = (address: string) =>
    ({ headers: { ...NAVIGATES, 'CF-Connecting-IP': address }, redirect: 'manual' }) as const;

  it('lets an address begin or end ten in a minute', async () => {
    const at = await house();
    const visit = async (path: string) => (await at.fetch(path, from('203.0.113.7'))).headers.get('Location') ?? '';
    for (let nth = 0; nth < 5; nth += 1) {
      expect(await visit('/auth/login')).toMatch(PEER_ISSUER);
      expect(await visit('/auth/callback?state=x')).toBe(failedWith('sign_in_expired'));
    }
    expect(await visit('/auth/login')).toBe(failedWith('rate_limited'));
    expect(await visit('/auth/callback?state=x')).toBe(failedWith('rate_limited'));
    const other = await at.fetch('/auth/login', { headers: { 'CF-Connecting-IP': '203.0.113.7' } });
    expect(await errorOf(other)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(other.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    expect((await at.fetch('/auth/login', from('203.0.113.8'))).headers.get('Location')).toMatch(PEER_ISSUER);
  });

  it('lets nobody begin while it cannot be counted', async () => {
    const at = await house({}, { LIMITS: down as unknown as typeof env.LIMITS });
    const response = await at.fetch('/auth/login', from('203.0.113.9'));
    expect(response.headers.get('Location')).toBe(failedWith('unavailable'));
    expect(at.peer.calls).toEqual([]);
  });
});

describe('own sessions', () => {
  const list = async (ours: Browser): Promise<SessionsReply> => (await ours.call('/auth/sessions')).json();

  it('are listed, and can be ended one by one, all others, or all', async () => {
    const at = await house();
    const claims = { sub: `many-${crypto.randomUUID()}` };
    const browsers = [browser(at), browser(at), browser(at), browser(at)];
    for (const one of browsers) await signIn(at, one, claims);
    const [first, second, third, fourth] = browsers as [Browser, Browser, Browser, Browser];
    const { sessions } = await list(first);
    expect(sessions).toHaveLength(4);
    expect(sessions.filter(({ is_current }) => is_current)).toHaveLength(1);
    expect(new Set(sessions.map((one) => one.browser))).toEqual(new Set(['Firefox, Linux']));
    const seconds = (await list(second)).sessions.find(({ is_current }) => is_current)?.id;
    const end = (ours: Browser, path: string) => ours.call(path, { method: 'DELETE', headers: SAME_ORIGIN });
    expect(await (await end(first, `/auth/sessions/${seconds}`)).json()).toEqual({ done: true });
    expect(await whoIs(second)).toMatchObject({ signed_in: false });
    expect(await errorOf(await end(first, `/auth/sessions/${seconds}`))).toMatchObject({ code: 'not_found' });
    expect(await errorOf(await end(first, '/auth/sessions/x%0Ay'))).toMatchObject({ code: 'not_found' });
    expect(await (await end(third, '/auth/sessions?keep=current')).json()).toEqual({ ended: 2 });
    expect(await whoIs(fourth)).toMatchObject({ signed_in: false });
    expect(await (await end(third, '/auth/sessions')).json()).toEqual({ ended: 1 });
    expect(await whoIs(third)).toMatchObject({ signed_in: false });
    expect(await errorOf(await end(third, '/auth/sessions'))).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  it('end by signing out, which leads to the provider’s own sign-out', async () => {
    const at = await house();
    const ours = browser(at);
    await signIn(at, ours);
    const stolen = ours.cookies();
    const response = await ours.call('/auth/logout', { method: 'POST', headers: SAME_ORIGIN });
    const { redirect_to } = await response.json<{ redirect_to: string }>();
    expect(redirect_to).toBe(
      `${PEER_ISSUER}/end?client_id=${PEER_CLIENT}&post_logout_redirect_uri=${encodeURIComponent(`${OURS}/account/`)}`,
    );
    expect(ours.jar.has('__Host-session')).toBe(false);
    expect(await (await at.fetch('/auth/session', { headers: { Cookie: stolen } })).json()).toMatchObject({
      signed_in: false,
    });
    const again = await ours.call('/auth/logout', { method: 'POST', headers: SAME_ORIGIN });
    expect(again.status).toBe(200);
  });

  it('end even when the provider does not answer', async () => {
    const at = await house();
    const ours = browser(at);
    await signIn(at, ours);
    at.clock.advance(700_000);
    at.peer.broken.set('/.well-known/openid-configuration', () => new Response('no', { status: 500 }));
    const response = await ours.call('/auth/logout', { method: 'POST', headers: SAME_ORIGIN });
    expect(await response.json()).toEqual({ redirect_to: `${OURS}/account/` });
  });

  it('know Cognito’s own form of sign-out', async () => {
    const at = await house({
      OIDC_PROVIDER: JSON.stringify({
        issuer: PEER_ISSUER,
        client_id: PEER_CLIENT,
        logout: 'cognito',
        domain: 'https://quiz.auth.example',
      }),
    });
    const response = await at.fetch('/auth/logout', { method: 'POST', headers: SAME_ORIGIN });
    expect(await response.json()).toEqual({
      redirect_to: `https://quiz.auth.example/logout?client_id=${PEER_CLIENT}&logout_uri=${encodeURIComponent(`${OURS}/account/`)}`,
    });
  });
});

describe('a call that another site makes in a person’s name', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['our origin', { Origin: OURS }, true],
    ['our origin, and the browser agrees', SAME_ORIGIN, true],
    ['no origin, but the browser says it is ours', { 'Sec-Fetch-Site': 'same-origin' }, true],
    ['nothing at all', {}, false],
    ['another origin', { Origin: 'https://evil.example' }, false],
    ['an origin that begins like ours', { Origin: `${OURS}.evil.example` }, false],
    ['our host without TLS', { Origin: 'http://roundhouse.test' }, false],
    ['our host with a port', { Origin: `${OURS}:8443` }, false],
    ['the origin of a sandbox', { Origin: 'null' }, false],
    ['an empty origin', { Origin: '' }, false],
    ['a sister site', { 'Sec-Fetch-Site': 'same-site' }, false],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, false],
    ['an address bar', { 'Sec-Fetch-Site': 'none' }, false],
    ['our origin, and the browser disagrees', { Origin: OURS, 'Sec-Fetch-Site': 'cross-site' }, false],
    [
      'another origin, and the browser disagrees',
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
      false,
    ],
    ['only a referrer', { Referer: `${OURS}/account/` }, false],
  ])('from %s', async (_, headers, isTaken) => {
    const at = await house();
    const ours = browser(at);
    await signIn(at, ours);
    for (const [method, path] of [
      ['DELETE', '/auth/sessions?keep=current'],
      ['POST', '/auth/logout'],
    ] as const) {
      const response = await ours.call(path, { method, headers });
      if (isTaken) expect(response.status).toBe(200);
      else {
        expect(await errorOf(response)).toMatchObject({ status: 403, details: { reason: 'cross_origin' } });
      }
    }
    expect(await whoIs(ours)).toMatchObject({ signed_in: !isTaken });
  });
});
