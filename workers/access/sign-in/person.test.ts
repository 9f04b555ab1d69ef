import { describe, expect, it } from 'vitest';
import { browserName } from './browser-name.ts';
import { personFromClaims } from './person.ts';

const MAPPING = [
  { group: 'people', role: 'user', precedence: 10 },
  { group: 'crew', role: 'user', precedence: 5 },
  { group: 'bosses', role: 'admin', precedence: 1 },
];
const describePerson = personFromClaims({ groups_claim: 'cognito:groups', subject_prefix: 'c:' }, MAPPING);
const describeByPath = personFromClaims({ groups_claim: 'realm_access.roles', subject_prefix: '' }, MAPPING);

describe('personFromClaims', () => {
  it('maps groups to roles by precedence, each once', () => {
    const groups = ['people', 'x', 'bosses', 'crew', 'people'];
    expect(describePerson({ sub: 'ann', 'cognito:groups': groups })).toMatchObject({
      subject: { type: 'user', id: 'c:ann' },
      roles: ['admin', 'user'],
    });
    expect(describeByPath({ sub: 'ann', realm_access: { roles: ['bosses'] } }).roles).toEqual(['admin']);
    expect(describeByPath({ sub: 'ann', 'realm_access.roles': ['crew'] }).roles).toEqual(['user']);
  });

  it.each([
    undefined,
    null,
    'bosses',
    { bosses: true },
    [['bosses']],
    [{ group: 'bosses' }],
    ['Bosses'],
    ['bosses '],
    7,
  ])('gives no role for %j', (groups) => {
    expect(describePerson({ sub: 'ann', 'cognito:groups': groups }).roles).toEqual([]);
    expect(describeByPath({ sub: 'ann', realm_access: groups }).roles).toEqual([]);
  });

  it('finds nothing in what every object has', () => {
    const constructed = personFromClaims({ groups_claim: 'constructor.name', subject_prefix: '' }, MAPPING);
    expect(constructed({ sub: 'ann' }).roles).toEqual([]);
  });

  it.each([
    [['pwd', 'otp'], true],
    [['mfa'], true],
    [['pwd'], false],
    [['otp'], false],
    [['otp', 'sms'], false],
    [['MFA'], false],
    ['mfa', false],
    [[], false],
    [undefined, false],
    [{ mfa: true }, false],
  ])('takes amr %j as second factor: %s', (amr, expected) => {
    expect(describePerson({ sub: 'ann', amr }).hasSecondFactor).toBe(expected);
  });

  it('takes the friendliest name that there is, without what would confuse a page', () => {
    const named = (claims: object) => describePerson({ sub: 'ann', ...claims }).displayName;
    expect(named({ name: ' ', email: 'a@example', 'cognito:username': 'annie' })).toBe('annie');
    expect(named({ name: '\u202eA\u0000n\u200bn' })).toBe('Ann');
    expect(named({ name: 'x'.repeat(1000) })).toHaveLength(128);
    expect(named({ name: 7 })).toBeUndefined();
  });
});

describe('browserName', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      'Chrome, Windows',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge, Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18.0 Safari/605.1', 'Safari, macOS'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1', 'Safari, iOS'],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox, Android'],
    ['curl/8.0', 'unknown'],
    ['<script>alert(1)</script>', 'unknown'],
    [null, 'unknown'],
  ])('calls %s %s', (userAgent, expected) => {
    expect(browserName(userAgent)).toBe(expected);
  });
});
