import { describe, expect, it } from 'vitest';
import { createSiteCall } from './site-call.ts';

function recording(answer = () => Response.json({ done: true })) {
  const asked: { address: string; method: string | undefined; headers: Headers; body: unknown }[] = [];
  const doFetch = (async (address: string, init: RequestInit) => {
    asked.push({ address, method: init.method, headers: new Headers(init.headers), body: init.body });
    return answer();
  }) as typeof fetch;
  return { asked, doFetch };
}

describe('a call of the site', () => {
  it('puts parameters and query into the address so that no value can lead elsewhere', async () => {
    const { asked, doFetch } = recording();
    const call = createSiteCall({ fetch: doFetch });
    await call(
      { method: 'DELETE', path: '/a/:type/x/:id' },
      { params: { type: 'user', id: 'dev/../a?b#c%' }, query: { keep: 'current', empty: '', gone: undefined } },
    );
    expect(asked[0]?.address).toBe('/a/user/x/dev%2F..%2Fa%3Fb%23c%25?keep=current');
    expect(asked[0]?.method).toBe('DELETE');
    expect(asked[0]?.body).toBeUndefined();
  });

  it.each(['', '.', '..'])('does not send what no address can name: %j', async (id) => {
    const { asked, doFetch } = recording();
    const sent = createSiteCall({ fetch: doFetch })({ method: 'DELETE', path: '/keys/:id' }, { params: { id } });
    await expect(sent).rejects.toMatchObject({ name: 'ApiError', code: 'not_found' });
    expect(asked).toEqual([]);
  });

  it('asks for the credential before every call', async () => {
    const { asked, doFetch } = recording();
    let token = 'one';
    const call = createSiteCall({ fetch: doFetch, clientId: 'c' }, () => ({ Authorization: `Bearer ${token}` }));
    await call({ method: 'GET', path: '/a' });
    token = 'two';
    await call({ method: 'PUT', path: '/a' }, { body: { b: 1 } });
    expect(asked.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer one', 'Bearer two']);
    expect(asked[1]?.headers.get('Content-Type')).toBe('application/json');
    expect(asked[1]?.body).toBe('{"b":1}');
  });

  it('fails as an ApiError also for a credential that no header carries', async () => {
    const doFetch = (async (_: string, init: RequestInit) => {
      new Headers(init.headers);
      return Response.json({});
    }) as typeof fetch;
    const sent = createSiteCall({ fetch: doFetch }, () => ({ Authorization: 'Bearer 鍵' }))({
      method: 'GET',
      path: '/a',
    });
    await expect(sent).rejects.toMatchObject({ name: 'ApiError', code: 'network' });
  });
});
