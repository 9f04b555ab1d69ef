import { expect, it } from 'vitest';
import { createSessionRequest } from '../../../shared/gateway-sessions.schema.ts';

const accepts = (name: string) =>
  createSessionRequest.safeParse({ image: 'docker.io/vendor/gateway:1', server_names: [name] }).success;

it.each(['localhost', 'gateway.example.com', 'a-1.example', '192.168.0.7', '::1', 'fd00::1:2', '2001:db8::192.0.2.1'])(
  'a certificate can be for %s',
  (name) => {
    expect(accepts(name)).toBe(true);
  },
);

// URL §3.5: what ends in a number is an address, and one that is none is called by nobody.
it.each([
  '1',
  '127.1',
  '256.1.1.1',
  '1.2.3.4.5',
  'a.0x7f',
  ':::',
  ':',
  '1:2',
  'fe80::1%eth0',
  '-a.example',
  'a..b',
  '*.example',
])('a certificate cannot be for %s', (name) => {
  expect(accepts(name)).toBe(false);
});
