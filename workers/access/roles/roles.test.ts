import { describe, expect, it } from 'vitest';
import type { Principal } from '../../kernel/principal.ts';
import { requireRole, requireScopes, requireSecondFactor } from './requirements.ts';
import { rolesFromClaims } from './roles-from-claims.ts';
import { hasSecondFactor } from './second-factor.ts';

const mapping = [
  { group: 'user', role: 'user', precedence: 10 },
  { group: 'admin', role: 'admin', precedence: 1 },
  { group: 'Staff of Tokyo', role: 'editor', precedence: 5 },
  { group: 'root', role: 'admin', precedence: 2 },
];
const roles = (claims: object, groups_claim = 'cognito:groups') =>
  rolesFromClaims(claims as Record<string, unknown>, { groups_claim }, mapping);

describe('the roles from claims', () => {
  it('stand in the order of their precedence, each once', () => {
    expect(roles({ 'cognito:groups': ['user', 'root', 'Staff of Tokyo', 'admin'] })).toEqual([
      'admin',
      'editor',
      'user',
    ]);
  });

  it.each<[object]>([
    [{}],
    [{ 'cognito:groups': [] }],
    [{ 'cognito:groups': ['strangers', 'Admin', 'admin ', 'constructor', '__proto__'] }],
    [{ 'cognito:groups': null }],
    [{ 'cognito:groups': { admin: true } }],
    [{ 'cognito:groups': [['admin'], { group: 'admin' }, 1] }],
    [{ 'cognito:groups': 'admin,user' }],
    [{ 'cognito:groups': Array.from({ length: 1001 }, () => 'admin') }],
    [{ groups: ['admin'] }],
  ])('are none for %j', (claims) => {
    expect(roles(claims)).toEqual([]);
  });

  it('may stand in an object, or under a name with dots', () => {
    expect(roles({ realm_access: { roles: ['admin'] } }, 'realm_access.roles')).toEqual(['admin']);
    expect(roles({ 'https://id.example/groups': ['user'] }, 'https://id.example/groups')).toEqual(['user']);
    expect(roles({ groups: 'user' }, 'groups')).toEqual(['user']);
  });

  it('are not found through what every object has', () => {
    expect(roles({ realm_access: {} }, 'realm_access.constructor.name')).toEqual([]);
    expect(roles({}, '__proto__')).toEqual([]);
  });
});

describe('a second factor', () => {
  it.each([['mfa'], ['pwd', 'mfa'], ['pwd', 'otp'], ['pwd', 'sms'], ['pin', 'hwk'], ['fpt', 'swk'], ['pwd', 'face']])(
    'was shown with %j %j',
    (...amr) => {
      expect(hasSecondFactor({ amr })).toBe(true);
    },
  );

  it.each<[unknown]>([
    [[]],
    [['pwd']],
    [['otp']],
    [['hwk', 'sms']],
    [['pwd', 'pin']],
    [['MFA']],
    ['mfa'],
    [null],
    [undefined],
    [[['mfa']]],
  ])('was not shown with %j', (amr) => {
    expect(hasSecondFactor({ amr })).toBe(false);
  });

  it('is concluded from a young sign-in only where the settings say so and the issuer says nothing', () => {
    const at = (auth_time: unknown, issuer = { mfa_auth_time_seconds: 300 } as object, amr?: unknown) =>
      hasSecondFactor({ auth_time, amr }, { issuer, nowSeconds: 1000 });
    expect(at(701)).toBe(true);
    expect(at(700)).toBe(false);
    expect(at(701, {})).toBe(false);
    expect(at('701')).toBe(false);
    expect(at(undefined)).toBe(false);
    expect(at(701, undefined, ['pwd'])).toBe(false);
    expect(at(701, undefined, 'mfa')).toBe(false);
    expect(hasSecondFactor({ auth_time: 999 })).toBe(false);
  });
});

describe('a route that demands', () => {
  const principal: Principal = {
    subject: { type: 'user', id: 'ann' },
    credential: 'token',
    roles: ['user'],
    scopes: ['orders:read'],
    authTimeSeconds: 1000,
    hasSecondFactor: true,
  };

  it('scopes refuses a caller without one of them, and says which', () => {
    requireScopes(principal, ['orders:read']);
    requireScopes(principal, []);
    expect(() => requireScopes(principal, ['orders:read', 'orders:write'])).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="orders:read orders:write"' },
      }),
    );
  });

  it('a role refuses a caller without it', () => {
    requireRole(principal, 'user');
    expect(() => requireRole(principal, 'admin')).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  it('a second factor sends the caller back to the sign-in', () => {
    requireSecondFactor(principal);
    requireSecondFactor(principal, { maxAgeSeconds: 60, nowSeconds: 1060 });
    const challenge = (maxAge: number) =>
      expect.objectContaining({
        code: 'step_up_required',
        status: 401,
        headers: { 'WWW-Authenticate': `Bearer error="insufficient_user_authentication", max_age="${maxAge}"` },
      });
    expect(() => requireSecondFactor({ ...principal, hasSecondFactor: false })).toThrow(challenge(3600));
    expect(() => requireSecondFactor(principal, { maxAgeSeconds: 60, nowSeconds: 1061 })).toThrow(challenge(60));
    const ageless = { ...principal, authTimeSeconds: undefined };
    expect(() => requireSecondFactor(ageless, { maxAgeSeconds: 60, nowSeconds: 1000 })).toThrow(challenge(60));
  });
});
