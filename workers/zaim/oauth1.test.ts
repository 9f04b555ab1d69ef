/** The published vectors of RFC 5849, and generated input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizationHeader, percentEncode, signatureBaseString } from './oauth1.ts';

const client = { consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: 'kd94hf93k423kf44' };
const signatureOf = (header: string) => decodeURIComponent(/oauth_signature="([^"]+)"/.exec(header)?.[1] ?? '');

describe('RFC 5849 §1.2', () => {
  it('signs the request for temporary credentials', async () => {
    const header = await authorizationHeader({ method: 'POST', url: 'https://photos.example.net/initiate' }, client, {
      timestamp: 137131200,
      nonce: 'wIjqoS',
      extra: { oauth_callback: 'http://printer.example.com/ready' },
      realm: 'Photos',
    });
    expect(signatureOf(header)).toBe('74KNZJeDHnMBp0EMJ9ZHt/XKycU=');
    expect(header).toMatch(/^OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", /);
    expect(header).toContain('oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready"');
  });

  it('signs the request for token credentials', async () => {
    const credentials = { ...client, token: 'hh5s93j4hdidpola', tokenSecret: 'hdhd0244k9j7ao03' };
    const header = await authorizationHeader({ method: 'POST', url: 'https://photos.example.net/token' }, credentials, {
      timestamp: 137131201,
      nonce: 'walatlh',
      extra: { oauth_verifier: 'hfdp7dh39dks9884' },
    });
    expect(signatureOf(header)).toBe('gKgrFCywp7rO0OXSjdot/IHF7IU=');
  });

  it('signs the request for a photo', async () => {
    const credentials = { ...client, token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' };
    const url = 'http://photos.example.net/photos?file=vacation.jpg&size=original';
    const options = { timestamp: 137131202, nonce: 'chapoH' };
    expect(signatureOf(await authorizationHeader({ method: 'GET', url }, credentials, options))).toBe(
      'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
    );
  });
});

it('builds the base string of RFC 5849 §3.4.1.1', () => {
  const request = {
    method: 'post',
    url: 'http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    form: new URLSearchParams('c2&a3=2+q'),
  };
  const protocol = [
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
  ] as const;
  expect(signatureBaseString(request, protocol)).toBe(
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  );
});

describe('percentEncode', () => {
  it('leaves nothing but unreserved characters, and can be taken back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
    );
  });
});
