import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { playPages, playZone, requestsTo, testGuard } from '../../testing/played-outside.ts';
import type { PlayedPage } from '../../testing/played-page.ts';
import { AppError } from '../errors.ts';
import { OutboundError } from '../outbound.ts';
import type { GuardedBounds, GuardedFetch } from './guarded-fetch.ts';

const BOUNDS: GuardedBounds = { timeoutMs: 3000, bytesMax: 10_000 };
const PUBLIC = { a: ['93.184.215.14'], aaaa: ['2606:4700::6810:84e5'] };
const PRIVATE = { a: ['169.254.169.254'] };

/** Every call that the guard makes but look-ups. */
const left: string[] = [];
const real = globalThis.fetch;
vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
  const url = new Request(input as RequestInfo).url;
  if (!new URL(url).hostname.endsWith('.outside.test')) left.push(url);
  return await real(input as RequestInfo, init as RequestInit);
});
afterAll(() => void vi.restoreAllMocks());
beforeEach(() => {
  left.length = 0;
});

let hosts = 0;
/** A host that no other test has. */
function host(): string {
  hosts += 1;
  return `h${hosts}.guard.outside-played.net`;
}

async function played(pages: Readonly<Record<string, PlayedPage>>): Promise<string> {
  const name = host();
  await playPages(name, pages);
  return name;
}

async function faultOf(call: Promise<Response>): Promise<string> {
  const thrown: unknown = await call.then((response) => response.text()).catch((error: unknown) => error);
  if (thrown instanceof AppError) return `${thrown.code}: ${thrown.details?.reason}`;
  if (thrown instanceof OutboundError) return thrown.fault;
  throw new Error(`no fault: ${String(thrown)}`);
}

const get = (guard: GuardedFetch, url: string, bounds: Partial<GuardedBounds> = {}) =>
  guard.fetch(url, {}, { ...BOUNDS, ...bounds });

describe('a host whose addresses change', () => {
  it('is refused from the look-up on that shows a private one: none is remembered as good', async () => {
    const name = await played({ '/': { body: 'a page' } });
    await playZone(name, PUBLIC, PRIVATE, PUBLIC, PRIVATE);
    const outcomes: string[] = [];
    for (let nth = 0; nth < 4; nth += 1) {
      outcomes.push(
        await get(testGuard(), `https://${name}/`).then(
          (r) => r.text(),
          (e: AppError) => e.code,
        ),
      );
    }
    expect(outcomes).toEqual(['a page', 'url_refused', 'a page', 'url_refused']);
    expect(left).toHaveLength(2);
  });

  it('is not called on the word of an earlier judgement', async () => {
    const name = host();
    await playZone(name, PUBLIC, PRIVATE);
    const guard = testGuard();
    expect(await guard.judge(`https://${name}/`)).toEqual({ ok: true });
    expect(await faultOf(get(guard, `https://${name}/`))).toBe('url_refused: private_address');
    expect(left).toEqual([]);
  });

  it('is refused when either kind of address turns private, in any order', async () => {
    for (const step of [
      { a: ['93.184.215.14'], aaaa: ['::1'] },
      { a: ['10.0.0.1'], aaaa: ['2606:4700::6810:84e5'] },
      { alias: 'inside.example', a: ['93.184.215.14', '127.0.0.1'] },
    ]) {
      const name = host();
      await playZone(name, step);
      expect(await faultOf(get(testGuard(), `https://${name}/`))).toBe('url_refused: private_address');
    }
    expect(left).toEqual([]);
  });

  it('is looked up again when a redirect leads back to it', async () => {
    const name = await played({
      '/': { status: 302, headers: { Location: '/inside' } },
      '/inside': { body: 'secret' },
    });
    await playZone(name, PUBLIC, PRIVATE);
    expect(await faultOf(get(testGuard(), `https://${name}/`))).toBe('url_refused: private_address');
    expect(left).toEqual([`https://${name}/`]);
  });

  it.each([
    ['does not answer in time', { delayMs: 4000 }],
    ['answers with an error', { raw: 'down', rawStatus: 502 }],
    ['answers with what is no JSON', { raw: '<html>' }],
    ['answers with JSON of another form', { raw: '{"answers":[]}' }],
    ['cuts its answer off', { ...PUBLIC, isCut: true }],
    ['answers without an end', { raw: `{"Status":0,"pad":"${'x'.repeat(70_000)}"}` }],
  ])('is not called when the resolver %s', { timeout: 15_000 }, async (_, step) => {
    const name = host();
    await playZone(name, step);
    expect(await testGuard().judge(`https://${name}/`)).toMatchObject({ ok: false, reason: 'dns_failed' });
  });
});

describe('a redirect', () => {
  it.each([
    ['http://169.254.169.254/latest/meta-data/', 'not_https'],
    ['https://169.254.169.254/', 'address_literal'],
    ['https://2852039166/', 'address_literal'],
    ['https://[::ffff:127.0.0.1]/', 'address_literal'],
    ['//127.0.0.1/', 'address_literal'],
    ['https://localhost/', 'name_not_public'],
    ['https://user:word@h1.guard.outside-played.net/', 'credentials_in_url'],
    ['https://h1.guard.outside-played.net:8443/', 'port_not_default'],
    ['file:///etc/passwd', 'not_https'],
    ['gopher://127.0.0.1:6379/', 'not_https'],
    ['data:text/plain,x', 'not_https'],
  ])('to %s is refused: %s', async (target, reason) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const name = await played({ '/': { status, headers: { Location: target } } });
      left.length = 0;
      expect(await faultOf(get(testGuard(), `https://${name}/`))).toBe(`url_refused: ${reason}`);
      expect(left).toEqual([`https://${name}/`]);
    }
  });

  it('through several good hosts to a bad one is refused at the bad one', async () => {
    const bad = host();
    await playZone(bad, PRIVATE);
    const third = await played({ '/': { status: 308, headers: { Location: `https://${bad}/` } } });
    const second = await played({ '/': { status: 301, headers: { Location: `https://${third}/` } } });
    const first = await played({ '/': { status: 302, headers: { Location: `https://${second}/` } } });
    expect(await faultOf(get(testGuard(), `https://${first}/`))).toBe('url_refused: private_address');
    expect(left).toEqual([first, second, third].map((name) => `https://${name}/`));
  });

  it('off the list of allowed hosts is refused', async () => {
    const other = await played({ '/': { body: 'a page' } });
    const listed = await played({ '/': { status: 302, headers: { Location: `https://${other}/` } } });
    const guard = testGuard({ allowedHosts: [listed] });
    expect(await faultOf(get(guard, `https://${listed}/`))).toBe('url_refused: host_not_allowed');
  });

  it('to a trusted origin is judged like any other, unless it comes from a trusted one', async () => {
    const inside = await played({ '/': { body: 'inside' } });
    await playZone(inside, PRIVATE);
    const outside = await played({ '/': { status: 302, headers: { Location: `https://${inside}/` } } });
    const front = await played({ '/': { status: 302, headers: { Location: `https://${inside}/` } } });
    const guard = testGuard({ trustedOrigins: [`https://${inside}`, `https://${front}`] });
    expect(await faultOf(get(guard, `https://${outside}/`))).toBe('url_refused: private_address');
    expect(await (await get(guard, `https://${front}/`)).text()).toBe('inside');
  });

  it('is followed so often and not more', async () => {
    const name = await played({
      '/a': { status: 302, headers: { Location: 'b' } },
      '/b': { status: 302, headers: { Location: 'c' } },
      '/c': { body: 'here' },
      '/loop': { status: 302, headers: { Location: 'loop' } },
      '/nowhere': { status: 307 },
    });
    expect(await (await get(testGuard(), `https://${name}/a`, { redirectsMax: 2 })).text()).toBe('here');
    expect(await faultOf(get(testGuard(), `https://${name}/a`, { redirectsMax: 1 }))).toBe('redirect');
    expect(await faultOf(get(testGuard(), `https://${name}/a`, { redirectsMax: 0 }))).toBe('redirect');
    left.length = 0;
    expect(await faultOf(get(testGuard(), `https://${name}/loop`))).toBe('redirect');
    expect(left).toHaveLength(4);
    left.length = 0;
    expect(await faultOf(get(testGuard(), `https://${name}/nowhere`))).toBe('redirect');
    expect(left).toHaveLength(1);
  });

  it('to another origin leaves credentials behind, and to the own one does not', async () => {
    const other = await played({ '/': { body: 'a page' } });
    const name = await played({
      '/away': { status: 302, headers: { Location: `https://${other}/` } },
      '/': { status: 302, headers: { Location: '/here' } },
      '/here': { body: 'a page' },
    });
    const secret = {
      Authorization: 'Bearer a',
      Cookie: 'b=c',
      'Proxy-Authorization': 'd',
      'X-Registry-Auth': 'e',
      'CF-Access-Client-Id': 'f',
      'CF-Access-Client-Secret': 'g',
      'X-Own': 'h',
      'X-Api-Key': 'i',
      'Private-Token': 'j',
      'X-Goog-Api-Key': 'k',
    };
    const init = { headers: { ...secret, Accept: 'text/plain' } };
    for (const path of ['away', '']) {
      await testGuard().fetch(`https://${name}/${path}`, init, { ...BOUNDS, secretHeaders: ['X-Own'] });
    }
    const namesSeen = async (at: string) => Object.keys((await requestsTo(at)).at(-1)?.headers ?? {});
    const secretNames = Object.keys(secret).map((header) => header.toLowerCase());
    expect((await namesSeen(other)).filter((header) => secretNames.includes(header))).toEqual([]);
    expect(await namesSeen(other)).toContain('accept');
    expect(await namesSeen(name)).toEqual(expect.arrayContaining(secretNames));
  });

  it('turns a POST into a GET as fetch does, and takes a body to its own origin only', async () => {
    const other = await played({ '/': { body: 'a page' } });
    const name = await played({
      '/302': { status: 302, headers: { Location: '/here' } },
      '/303': { status: 303, headers: { Location: '/here' } },
      '/307': { status: 307, headers: { Location: '/here' } },
      '/away': { status: 308, headers: { Location: `https://${other}/` } },
      '/here': { body: 'a page' },
    });
    const post = (path: string) =>
      testGuard().fetch(
        `https://${name}/${path}`,
        { method: 'POST', body: 'word', headers: { 'Content-Type': 'text/plain' } },
        BOUNDS,
      );
    for (const path of ['302', '303', '307']) await post(path);
    const arrived = (await requestsTo(name)).filter(({ url }) => url.endsWith('/here'));
    expect(arrived.map(({ method, body, headers }) => [method, body, headers['content-type']])).toEqual([
      ['GET', '', undefined],
      ['GET', '', undefined],
      ['POST', 'word', 'text/plain'],
    ]);
    expect(await faultOf(post('away'))).toBe('redirect');
    expect(await requestsTo(other)).toEqual([]);
  });
});

describe('an answer', () => {
  it('is bounded in bytes after unpacking, whole or streamed', async () => {
    const name = await played({
      '/': { body: 'x', times: 1_000_000, isGzip: true, headers: { 'Content-Type': 'text/plain' } },
    });
    expect(await faultOf(get(testGuard(), `https://${name}/`))).toBe('too_large');
    const streamed = await get(testGuard(), `https://${name}/`, { stream: true });
    await expect(streamed.text()).rejects.toMatchObject({ fault: 'too_large' });
  });

  it('is bounded in time, whole or streamed', async () => {
    const name = await played({ '/slow': { delayMs: 4000 }, '/hangs': { body: 'a beginning', isHanging: true } });
    expect(await faultOf(get(testGuard(), `https://${name}/slow`, { timeoutMs: 300 }))).toBe('timeout');
    expect(await faultOf(get(testGuard(), `https://${name}/hangs`, { timeoutMs: 300 }))).toBe('timeout');
    const streamed = await get(testGuard(), `https://${name}/hangs`, { timeoutMs: 300, stream: true, idleMs: 600 });
    const reader = streamed.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('a beginning');
    await expect(reader?.read()).rejects.toMatchObject({ fault: 'timeout' });
  });

  it.each(['a\r\nb', 'a\0b', 'a\nCookie: b=c'])(
    'does not come where a header cannot hold its value: %j',
    async (value) => {
      const name = await played({ '/': { body: 'a page' } });
      const call = testGuard().fetch(`https://${name}/`, { headers: { Authorization: value } }, BOUNDS);
      expect(await faultOf(call)).toBe('unreachable');
      expect(left).toEqual([]);
    },
  );

  it('must be of a kind that was asked for, unless it is an error', async () => {
    const name = await played({
      '/page': { body: '<p>', headers: { 'Content-Type': 'text/html' } },
      '/json': { body: '{}', headers: { 'Content-Type': 'Application/JSON; charset=utf-8' } },
      '/gone': { status: 404, body: '<p>', headers: { 'Content-Type': 'text/html' } },
    });
    const bounds = { contentTypes: ['application/json'] };
    expect(await faultOf(get(testGuard(), `https://${name}/page`, bounds))).toBe('content_type');
    expect((await get(testGuard(), `https://${name}/json`, bounds)).status).toBe(200);
    expect((await get(testGuard(), `https://${name}/gone`, bounds)).status).toBe(404);
  });

  it('comes from a trusted origin without a look-up, and from that origin exactly', async () => {
    const name = await played({ '/': { body: 'a page' } });
    for (const each of [name, `a.${name}`]) await playZone(each, PRIVATE);
    const guard = testGuard({ trustedOrigins: [`https://${name}`] });
    expect(await (await get(guard, `https://${name}/`)).text()).toBe('a page');
    expect(await faultOf(get(guard, `https://a.${name}/`))).toBe('url_refused: private_address');
    expect(await faultOf(get(guard, `http://${name}/`))).toBe('url_refused: not_https');
    expect(await faultOf(get(guard, `https://user@${name}/`))).toBe('url_refused: credentials_in_url');
  });
});

it('a trusted origin is not one on the word of a stranger, but of another trusted one', async () => {
  const [name, trusted, stranger] = [await played({ '/': { body: 'a page' } }), host(), host()];
  await playZone(name, PRIVATE);
  const guard = testGuard({ trustedOrigins: [`https://${name}`, `https://${trusted}`] });
  expect(await faultOf(get(guard, `https://${name}/`, { namedBy: `https://${stranger}/mcp` }))).toBe(
    'url_refused: private_address',
  );
  expect(left).toEqual([]);
  expect((await get(guard, `https://${name}/`, { namedBy: `https://${trusted}/mcp` })).status).toBe(200);
});

describe('the list of allowed hosts', () => {
  it('comes before any look-up, and matches whole labels', async () => {
    const guard = testGuard({ allowedHosts: ['mcp.vendor.com', '*.allowed.net'] });
    const reasonOf = async (url: string) => {
      const verdict = await guard.judge(url);
      return verdict.ok ? 'ok' : verdict.reason;
    };
    await playZone('a.b.allowed.net', PUBLIC);
    await playZone('mcp.vendor.com', PUBLIC);
    expect(await reasonOf('https://MCP.vendor.com./x')).toBe('ok');
    expect(await reasonOf('https://a.b.allowed.net/')).toBe('ok');
    for (const other of [
      'allowed.net',
      'evilallowed.net',
      'x.mcp.vendor.com',
      'mcp.vendor.com.evil.net',
      'vendor.com',
    ]) {
      expect(await reasonOf(`https://${other}/`)).toBe('host_not_allowed');
    }
  });

  it('is counted with the verdict and the reason', async () => {
    const count = vi.fn();
    const guard = testGuard({ metrics: { count, observe: () => undefined, raise: () => undefined } });
    await guard.judge('https://localhost/');
    await guard.judge(`https://${host()}/`);
    expect(count.mock.calls).toEqual([
      ['outbound_judgements_total', { verdict: 'refused', reason: 'name_not_public' }],
      ['outbound_judgements_total', { verdict: 'allowed', reason: 'public' }],
    ]);
  });
});
