/** What the routes of sign-in and sessions owe every caller, over the whole house. */
import { describe, expect, it } from 'vitest';
import { AUTH_ROUTES } from '../../../shared/auth.vocabulary.ts';
import { errorOf, testHouse } from '../../testing/harness.ts';

const PATHS = [...new Set(Object.values(AUTH_ROUTES).map(({ path }) => path))];
const methodsOf = (path: string) => Object.values(AUTH_ROUTES).filter((at) => at.path === path);

describe.each(PATHS)('%s', (path) => {
  it('answers another method with 405 and Allow', async () => {
    const house = await testHouse();
    const right: string[] = methodsOf(path).map(({ method }) => method);
    for (const wrong of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'QUERY'].filter((one) => !right.includes(one))) {
      const response = await house.fetch(path, { method: wrong });
      expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect(response.headers.get('Allow')?.split(', ')).toEqual(expect.arrayContaining(right));
    }
  });

  it('is never kept by a cache, and tells no other origin anything', async () => {
    const house = await testHouse({ CORS_ALLOWED_ORIGINS: 'https://quiz.example' });
    for (const { method } of methodsOf(path)) {
      const response = await house.fetch(path, { method, headers: { Origin: 'https://quiz.example' } });
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
      expect(response.headers.has('Set-Cookie')).toBe(false);
    }
  });
});

describe('without a session', () => {
  it('nothing is listed or ended', async () => {
    const house = await testHouse();
    for (const { method, path } of [AUTH_ROUTES.sessions, AUTH_ROUTES.endSession, AUTH_ROUTES.endSessions]) {
      const headers = { Origin: 'http://localhost:8787', Cookie: '__Host-session=x' };
      const response = await house.fetch(path, { method, headers });
      expect(await errorOf(response)).toMatchObject({ status: 401, code: 'not_signed_in' });
    }
  });

  it('and without SESSION_SECRET everything answers as if nobody had ever signed in', async () => {
    const house = await testHouse({ SESSION_SECRET: undefined, CONSOLE_ENABLED: 'false' });
    const response = await house.fetch(AUTH_ROUTES.session.path, { headers: { Cookie: '__Host-session=x' } });
    expect(await response.json()).toEqual({ signed_in: false, provider: null });
    expect(await errorOf(await house.fetch(AUTH_ROUTES.sessions.path))).toMatchObject({ code: 'not_signed_in' });
    const login = await house.fetch(AUTH_ROUTES.login.path);
    expect(await errorOf(login)).toMatchObject({ status: 503, details: { reason: 'not_configured' } });
  });
});
