import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpResource } from './http-resource.ts';

const name = (uri: string, host = 'app.example', scheme: 'http' | 'https' = 'https') =>
  httpResource({ method: 'GET', scheme, host, uri });

describe('the name of an HTTP resource', () => {
  it.each([
    ['/', 'app.example/'],
    ['/reports/2026?x=/../y', 'app.example/reports/2026'],
    ['/reports/', 'app.example/reports/'],
    ['/%41%7e%2d', 'app.example/A~-'],
    ['/caf%c3%a9', 'app.example/caf%C3%A9'],
    ["/a,b!$&'()*+=:@", "app.example/a,b!$&'()*+=:@"],
    ['/a%2Cb%40c', 'app.example/a,b@c'],
    ['/with%20blank', 'app.example/with%20blank'],
    ['/.well-known/x', 'app.example/.well-known/x'],
    ['/a/...', 'app.example/a/...'],
  ])('is one for all ways to write %s', (uri, expected) => {
    expect(name(uri)).toBe(expected);
  });

  it.each([
    '/public/../admin',
    '/public/./admin',
    '/public/..',
    '/.',
    '/public/%2e%2e/admin',
    '/public/.%2E/admin',
    '/public%2fadmin',
    '/public/..%2fadmin',
    '/public/..%5cadmin',
    '/public\\..\\admin',
    '/public/%252e%252e/admin',
    '/100%25',
    '//admin',
    '/public//admin',
    '/public/..;/admin',
    '/admin;x=1',
    '/admin%3Bx',
    '/admin%00.png',
    '/admin%0a',
    '/admin%7f',
    '/admin%3fx',
    '/admin#x',
    '/admin%23x',
    '/%c0%ae%c0%ae/admin',
    '/%ff',
    '/%c3',
    '/%zz',
    '/%',
    '/admin ',
    '/a, /admin',
    'admin',
    'http://app.example/admin',
    '*',
    '',
    `/${'x'.repeat(2048)}`,
    '/ünicode',
  ])('is refused where servers differ about it: %s', (uri) => {
    expect(name(uri)).toBeUndefined();
  });

  it.each([
    ['APP.Example', 'https', 'app.example/'],
    ['app.example:443', 'https', 'app.example/'],
    ['app.example:443', 'http', 'app.example:443/'],
    ['app.example:80', 'http', 'app.example/'],
    ['app.example:8443', 'https', 'app.example:8443/'],
    ['127.0.0.1:8080', 'http', '127.0.0.1:8080/'],
    ['[2001:DB8::1]:8080', 'http', '[2001:db8::1]:8080/'],
  ] as const)('knows the host %s over %s as %s', (host, scheme, expected) => {
    expect(name('/', host, scheme)).toBe(expected);
  });

  it.each([
    'app.example.',
    'app..example',
    'app.example, evil.example',
    'user@app.example',
    'app.example:0',
    'app.example:99999',
    'app.example:x',
    'app.example/x',
    'app example',
    '-app.example',
    '',
    'x'.repeat(300),
  ])('is refused for the host %s', (host) => {
    expect(name('/', host)).toBeUndefined();
  });

  it('never changes when it is made again, and has no segment that climbs', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '.',
      '..',
      '/',
      '%2e',
      '%2F',
      '%41',
      '%c3%a9',
      '~',
      ';',
      '%',
      '%25',
      ',',
      '%2c',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const named = name(`/${pieces.join('')}`);
        if (named === undefined) return;
        expect(name(named.slice('app.example'.length))).toBe(named);
        expect(new URL(`https://${named}`).pathname).toBe(named.slice('app.example'.length));
        expect(decodeURIComponent(named).split('/')).not.toContain('..');
      }),
      { numRuns: 3000 },
    );
  });
});
