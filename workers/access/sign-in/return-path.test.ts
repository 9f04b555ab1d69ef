import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnAddress } from './return-path.ts';

const OURS = 'https://quiz.example';

describe('returnAddress', () => {
  it.each(['/', '/account/', '/play?x=1#top', '/a%20b', '/%2F%2Fevil.example', '/?next=https://evil.example'])(
    'takes %s',
    (path) => {
      expect(returnAddress(path, OURS)).toBe(OURS + path);
    },
  );

  it.each([
    '',
    'account',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\u0000',
    '/ /evil.example',
    '/\u2028',
    '/日本',
    ' /',
    'https://evil.example/',
    'https:evil.example',
    'https:/evil.example',
    'javascript:alert(1)',
    '//quiz.example@evil.example',
    '@evil.example',
    '?x',
    '#x',
    '/auth/login',
    '/AUTH/login',
    '/auth',
    '/x/../auth/login',
    '/%2e/auth/login',
    `/${'x'.repeat(512)}`,
  ])('refuses %j', (path) => {
    expect(returnAddress(path, OURS)).toBeUndefined();
  });

  it('never leaves our origin, whatever it is given', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '//',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      '\t',
      'a',
    );
    const path = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((parts) => `/${parts.join('')}`),
      fc.webUrl(),
      fc.string(),
    );
    fc.assert(
      fc.property(path, (text) => {
        const address = returnAddress(text, OURS);
        if (address === undefined) return;
        expect(new URL(address).origin).toBe(OURS);
        // As a browser would resolve it, from any page.
        expect(new URL(address, 'https://other.example/x/').origin).toBe(OURS);
        expect(new URL(address).pathname).not.toMatch(/^\/\/|^\/auth\//);
      }),
      { numRuns: 2000 },
    );
  });
});
