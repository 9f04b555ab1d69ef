/** What every route owes its callers, whatever it does: walks over all contracts, so a new route cannot be forgotten. */
import { describe, expect, it } from 'vitest';
import type { RouteContract } from '../../shared/contract.ts';
import { healthContract } from '../../shared/health.contract.ts';
import * as rounds from '../../shared/rounds.contract.ts';
import { ROUTES } from '../../shared/routes.ts';
import { telemetryContract } from '../../shared/telemetry.contract.ts';
import { JSON_BODY_BYTES_MAX } from '../kernel/http.ts';
import { POLICIES } from '../kernel/limits/policies.ts';
import { errorOf, testHouse } from './harness.ts';

const CONTRACTS: readonly RouteContract[] = [...Object.values(rounds), telemetryContract, healthContract];
const POSTS = CONTRACTS.filter(({ method }) => method === 'POST');
const JSON_TYPE = { 'Content-Type': 'application/json' };

it('has a contract for every public address', () => {
  const addresses = (list: readonly { method: string; path: string }[]) =>
    list.map((at) => `${at.method} ${at.path}`).sort();
  expect(addresses(CONTRACTS)).toEqual(addresses(Object.values(ROUTES)));
});

describe.each(CONTRACTS)('$method $path', ({ method, path }) => {
  it('answers another method with 405 and Allow', async () => {
    const house = await testHouse();
    for (const wrong of ['PUT', 'DELETE', 'PATCH', 'QUERY', method === 'GET' ? 'POST' : 'GET']) {
      const response = await house.fetch(path, { method: wrong });
      expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect(response.headers.get('Allow')?.split(', ')).toContain(method);
      expect(response.headers.get('Allow')?.split(', ')).not.toContain(wrong);
    }
  });

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
    const { method, path, limits } = contract;
    for (const policy of limits?.policies ?? []) expect(Object.keys(POLICIES)).toContain(policy);
    // What a handler charges depends on the request: its own tests show it.
    if (limits?.charged === 'by-handler') return;
    const names = (field: string | null) => [...(field ?? '').matchAll(/"([a-z]+)"/g)].map(([, name]) => name);
    const response = await house.fetch(path, { method, headers: JSON_TYPE, body: '{"surprise":1}' });
    expect(response.status).toBe(400);
    expect(names(response.headers.get('RateLimit-Policy'))).toEqual(limits?.policies);
    expect(names(response.headers.get('RateLimit'))).toEqual(limits?.policies);
  });
});

describe.each(POSTS)('the body of $method $path', ({ path, requestBody }) => {
  const { bytesMax, gzip } = requestBody ?? { bytesMax: JSON_BODY_BYTES_MAX, gzip: false };
  const post = async (init: RequestInit) => errorOf(await (await testHouse()).fetch(path, { method: 'POST', ...init }));

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=latin1',
    '',
  ])('is refused as %j', async (type) => {
    expect(await post({ headers: { 'Content-Type': type }, body: '{}' })).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
  });

  it.each(['br', 'deflate', 'zstd', 'gzip, gzip', 'identity, gzip', 'x', ...(gzip ? [] : ['gzip', 'x-gzip'])])(
    'is refused when it is encoded as %j, and told what is taken',
    async (coding) => {
      const init = { method: 'POST', headers: { ...JSON_TYPE, 'Content-Encoding': coding }, body: '{}' };
      const response = await (await testHouse()).fetch(path, init);
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
