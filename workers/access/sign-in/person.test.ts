import { describe, expect, it } from 'vitest';
import type { TokenIssuer } from '../../kernel/settings/identity.ts';
import { testClock } from '../../testing/harness.ts';
import { browserName } from './browser-name.ts';
import { personOf } from './person.ts';

const ISSUER: TokenIssuer = {
  issuer: 'https://provider.test',
  algorithms: ['RS256'],
  audiences: ['us'],
  client_ids: [],
  token_use: [],
  scopes: [],
  groups_claim: 'cognito:groups',
  subject_prefix: 'c:',
};
const MAPPING = [
  { group: 'people', role: 'user', precedence: 10 },
  { group: 'bosses', role: 'admin', precedence: 1 },
];
const describePerson = (claims: object) =>
  personOf({ claims: { iss: ISSUER.issuer, sub: 'ann', exp: 1, ...claims }, issuer: ISSUER }, MAPPING, testClock());

describe('the person of an id token', () => {
  it('is named by the subject under its issuer, with roles and factors', () => {
    const claims = { 'cognito:groups': ['people', 'x', 'bosses'], amr: ['pwd', 'otp'], auth_time: 7 };
    expect(describePerson(claims)).toEqual({
      subject: { type: 'user', id: 'c:ann' },
      displayName: undefined,
      roles: ['admin', 'user'],
      hasSecondFactor: true,
      authTimeSeconds: 7,
    });
  });

  it('takes the friendliest name that there is, without what would confuse a page', () => {
    const named = (claims: object) => describePerson(claims).displayName;
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
