/** What every route owes its callers, whatever it does: walks over all contracts, so a new route cannot be forgotten. */
import { describe, expect, it } from 'vitest';
import type { RouteContract } from '../../shared/contract.ts';
import { CONTRACTS, credentialsOf, HIDDEN_TAGS } from '../../shared/contracts.ts';
import { ROUTES } from '../../shared/routes.ts';
import { JSON_BODY_BYTES_MAX } from '../kernel/http.ts';
import { POLICIES } from '../kernel/limits/policies.ts';
import { errorOf, testHouse } from './harness.ts';
import { signIn } from './signed-in.ts';

const ADMIN_TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';
const OPERATOR = { Authorization: `Bearer ${ADMIN_TOKEN}` };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'QUERY'];

/** What the operator's token opens, and what is open anyway; sessions are made in the tests of sign-in. */
const REACHABLE = CONTRACTS.filter((contract) => isOpen(contract) || credentialsOf(contract).includes('adminToken'));
const GUARDED = CONTRACTS.filter((contract) => !isOpen(contract));
const WITH_BODY = REACHABLE.filter(({ request }) => request !== undefined);

function isOpen(contract: RouteContract): boolean {
  return credentialsOf(contract).length === 0;
}

/** With something in the place of each parameter. */
const addressOf = ({ path }: Pick<RouteContract, 'path'>) => path.replaceAll(/:\w+/g, 'x');
const operatorHouse = () => testHouse({ ADMIN_TOKEN });

it('has a contract for every public address', () => {
  const addresses = (list: readonly { method: string; path: string }[]) => list.map((at) => `${at.method} ${at.path}`);
  expect(addresses(CONTRACTS)).toEqual(expect.arrayContaining(addresses(Object.values(ROUTES))));
});

describe.each(REACHABLE)('$method $path', (contract) => {
  it('answers another method with 405 and Allow', async () => {
    const house = await operatorHouse();
    const own = CONTRACTS.filter(({ path }) => path === contract.path).map(({ method }) => method as string);
    for (const wrong of METHODS.filter((method) => !own.includes(method))) {
      const response = await house.fetch(addressOf(contract), { method: wrong, headers: OPERATOR });
      expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      const allow = response.headers.get('Allow')?.split(', ');
      expect(allow).toEqual(expect.arrayContaining(own));
      expect(allow).not.toContain(wrong);
    }
  });
});

describe.each(GUARDED)('$method $path', (contract) => {
  const { method } = contract;
  const isHidden = HIDDEN_TAGS.includes(contract.tag);

  it.each([
    ['nobody', {}],
    ['a wrong bearer', { Authorization: 'Bearer wrong' }],
    ['a made-up key', { 'X-API-Key': 'rh_dev_made_up' }],
    ['a made-up session', { Cookie: '__Host-session=made-up' }],
  ])('refuses %s, before anything else is looked at', async (_, credential) => {
    const house = await operatorHouse();
    const unknown = await house.fetch('/admin/nothing', { method });
    const { request_id: _id, ...nothing } = await errorOf(unknown);
    for (const init of [
      { method },
      // That a method is not taken would tell that there is something.
      ...(isHidden ? [{ method: 'PATCH' }] : []),
      ...(method === 'GET'
        ? []
        : [
            { method, body: '{' },
            { method, body: ' '.repeat(300_000) },
          ]),
    ]) {
      const response = await house.fetch(addressOf(contract), { ...init, headers: credential });
      const { request_id: __, ...error } = await errorOf(response);
      if (isHidden) expect(error).toEqual(nothing);
      else expect(error.status).toBe(401);
    }
  });
});

describe.each(CONTRACTS)('$method $path', (contract) => {
  const { method } = contract;
  const path = addressOf(contract);

  it('carries a request id, and headers that keep a browser strict', async () => {
    const house = await testHouse();
    const response = await house.fetch(path, { method });
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(response.headers.get('Content-Type')).toBe('application/json');
    if (response.status >= 400) expect((await errorOf(response)).request_id).toBe(response.headers.get('X-Request-Id'));
  });

  it('opens itself to the pages of the allowlist and to no others', async () => {
    const house = await testHouse({ CORS_ALLOWED_ORIGINS: 'https://quiz.example' });
    const allowOrigin = async (origin: string, init: RequestInit) => {
      const headers = { ...(init.headers as Record<string, string> | undefined), Origin: origin };
      return (await house.fetch(path, { ...init, headers })).headers;
    };
    const preflight = { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': method } };
    for (const init of [{ method }, preflight]) {
      const open = await allowOrigin('https://quiz.example', init);
      expect(open.get('Access-Control-Allow-Origin')).toBe('https://quiz.example');
      expect(open.get('Vary')).toContain('Origin');
      for (const other of [
        'https://evil.example',
        'https://quiz.example.evil.example',
        'http://quiz.example',
        'null',
      ]) {
        expect((await allowOrigin(other, init)).get('Access-Control-Allow-Origin')).toBeNull();
      }
    }
    const exposed = (await allowOrigin('https://quiz.example', { method })).get('Access-Control-Expose-Headers') ?? '';
    for (const name of ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'ETag', 'X-Request-Id'])
      expect(exposed).toContain(name);
  });
});

describe.each(CONTRACTS.filter(({ limits }) => limits !== undefined))('the limits of $method $path', (contract) => {
  it('are in the table, and are told whatever is answered', async () => {
    const house = await testHouse();
    const { method, limits } = contract;
    for (const policy of limits?.policies ?? []) expect(Object.keys(POLICIES)).toContain(policy);
    // What a handler charges depends on the request: its own tests show it.
    if (limits?.charged === 'by-handler') return;
    const names = (field: string | null) => [...(field ?? '').matchAll(/"([a-z]+)"/g)].map(([, name]) => name);
    const { own } = isOpen(contract) ? { own: JSON_TYPE } : await signIn('limits', ['admin']);
    const body = method === 'POST' || method === 'PUT' || method === 'PATCH' ? '{"surprise":1}' : null;
    const response = await house.fetch(addressOf(contract), { method, headers: own, body });
    if (contract.request !== undefined) expect(response.status).toBe(400);
    expect(names(response.headers.get('RateLimit-Policy'))).toEqual(limits?.policies);
    expect(names(response.headers.get('RateLimit'))).toEqual(limits?.policies);
  });
});

describe.each(WITH_BODY)('the body of $method $path', (contract) => {
  const { method, requestBody } = contract;
  const { bytesMax, gzip } = requestBody ?? { bytesMax: JSON_BODY_BYTES_MAX, gzip: false };
  const wrongType =
    requestBody?.wrongTypeCode === undefined
      ? { status: 415, code: 'unsupported_media_type' }
      : { status: 400, code: requestBody.wrongTypeCode };
  const send = async ({ headers, ...init }: RequestInit) =>
    (await operatorHouse()).fetch(addressOf(contract), {
      method,
      headers: { ...OPERATOR, ...(headers as Record<string, string>) },
      ...init,
    });
  const post = async (init: RequestInit) => errorOf(await send(init));

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=latin1',
    '',
  ])('is refused as %j', async (type) => {
    expect(await post({ headers: { 'Content-Type': type }, body: '{}' })).toMatchObject(wrongType);
  });

  it.each(['br', 'deflate', 'zstd', 'gzip, gzip', 'identity, gzip', 'x', ...(gzip ? [] : ['gzip', 'x-gzip'])])(
    'is refused when it is encoded as %j, and told what is taken',
    async (coding) => {
      const response = await send({ headers: { ...JSON_TYPE, 'Content-Encoding': coding }, body: '{}' });
      expect(response.headers.get('Accept-Encoding')).toBe(gzip ? 'gzip' : 'identity');
      expect(await errorOf(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  it.each(['', '{', 'nul', '{"a":1,}', '\u{feff}{}', '[1', '"\\ud800', '{}{}'])('is refused as %j', async (body) => {
    expect(await post({ headers: JSON_TYPE, body })).toMatchObject({
      status: 400,
      code: 'bad_request',
      details: { pointer: '' },
    });
  });

  it('is refused when it is not UTF-8', async () => {
    const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect(await post({ headers: JSON_TYPE, body })).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('is counted while it is read, whatever length it claims', async () => {
    const endless = () => {
      let pulled = 0;
      const stream = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(8192).fill(0x20));
        },
      });
      return { stream, pulled: () => pulled };
    };
    const { stream, pulled } = endless();
    expect(await post({ headers: JSON_TYPE, body: stream })).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(pulled()).toBeLessThan(bytesMax / 8192 + 6);
    expect(await post({ headers: JSON_TYPE, body: ' '.repeat(bytesMax + 1) })).toMatchObject({ status: 413 });
    expect(await post({ headers: JSON_TYPE, body: ' '.repeat(bytesMax) })).toMatchObject({ status: 400 });
  });

  it('is refused when it breaks off', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"mode":'));
        controller.error(new Error('connection lost'));
      },
    });
    expect(await post({ headers: JSON_TYPE, body: stream })).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it.each([
    ['{"surprise":1}', /.*/],
    ['{"__proto__":{"mode":"x"}}', /.*/],
    ['{"constructor":1}', /.*/],
    [`{"${'k'.repeat(4000)}":1}`, /^.{0,128}$/],
    ['[]', /^$/],
    ['"text"', /^$/],
    ['12', /^$/],
    ['null', /^$/],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, /^$/],
  ])('is refused as %.40s with a pointer that is short', async (body, pointer) => {
    const error = await post({ headers: JSON_TYPE, body });
    expect(error).toMatchObject({ status: 400, code: 'bad_request' });
    expect(error.details?.pointer).toMatch(pointer);
    expect(error.message.length).toBeLessThan(200);
  });
});

describe('an address that does not exist', () => {
  it.each([
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v1/rounds',
    '/v1/rounds/start/',
    '/v1/rounds/START',
    '/v1/..%2f',
    '/v1/%00',
    '/v1//manifest',
  ])('is the same not_found: %s', async (path) => {
    const house = await testHouse();
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { request_id: _, ...error } = await errorOf(await house.fetch(path, { method }));
      expect(error).toEqual({ status: 404, code: 'not_found', message: 'There is nothing here.', retryable: false });
    }
  });
});
