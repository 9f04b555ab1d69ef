import { describe, expect, it } from 'vitest';
import type { Principal } from '../../kernel/principal.ts';
import { sessionGuard } from './session-guard.ts';

const OURS = 'https://quiz.example';
const waitUntil = () => undefined;
const principal = (over: Partial<Principal> = {}): Principal => ({
  subject: { type: 'user', id: 'ann' },
  credential: 'session',
  roles: ['user'],
  scopes: [],
  hasSecondFactor: false,
  ...over,
});
const signedInAs = (who: Principal | undefined) => ({ authenticate: () => Promise.resolve(who) });
const get = new Request(`${OURS}/x`);
const foreign = new Request(`${OURS}/x`, { method: 'PUT', headers: { Origin: 'https://evil.example' } });

describe('sessionGuard', () => {
  it('lets in whoever fulfils the rules, and says who it is', async () => {
    const ann = principal({ roles: ['admin'], hasSecondFactor: true });
    const guard = sessionGuard(signedInAs(ann), OURS, { role: 'admin', secondFactor: true });
    expect(await guard(get, waitUntil)).toBe(ann);
    const own = new Request(`${OURS}/x`, { method: 'PUT', headers: { Origin: OURS } });
    expect(await guard(own, waitUntil)).toBe(ann);
  });

  it('asks for a sign-in first, whatever else is missing', async () => {
    const guard = sessionGuard(signedInAs(undefined), OURS, { role: 'admin', secondFactor: true });
    for (const request of [get, foreign]) {
      await expect(guard(request, waitUntil)).rejects.toMatchObject({ status: 401, code: 'not_signed_in' });
    }
  });

  it('refuses who lacks the role, and does not ask them for a second factor', async () => {
    for (const roles of [[], ['user'], ['administrator'], ['Admin']]) {
      const guard = sessionGuard(signedInAs(principal({ roles })), OURS, { role: 'admin', secondFactor: true });
      await expect(guard(get, waitUntil)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    }
  });

  it('asks for a second factor with the challenge of RFC 9470', async () => {
    const guard = sessionGuard(signedInAs(principal({ roles: ['admin'] })), OURS, {
      role: 'admin',
      secondFactor: true,
    });
    await expect(guard(get, waitUntil)).rejects.toMatchObject({
      status: 401,
      code: 'step_up_required',
      headers: { 'WWW-Authenticate': expect.stringMatching(/^Bearer error="insufficient_user_authentication"/) },
    });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY'])(
    'refuses %s from elsewhere although all else is right',
    async (method) => {
      const ann = principal({ roles: ['admin'], hasSecondFactor: true });
      const guard = sessionGuard(signedInAs(ann), OURS, { role: 'admin' });
      for (const headers of [{ Origin: 'https://evil.example' }, {}]) {
        const request = new Request(`${OURS}/x`, { method, headers: headers as Record<string, string> });
        await expect(guard(request, waitUntil)).rejects.toMatchObject({ details: { reason: 'cross_origin' } });
      }
    },
  );

  it('can ask somebody else about roles, and fails closed when that fails', async () => {
    const store = signedInAs(principal({ roles: [] }));
    const granted = sessionGuard(store, OURS, { role: 'admin' }, () => Promise.resolve(true));
    expect(await granted(get, waitUntil)).toBeDefined();
    const failing = sessionGuard(store, OURS, { role: 'admin' }, () => Promise.reject(new Error('down')));
    await expect(failing(get, waitUntil)).rejects.toThrow('down');
  });
});
