/** Certificates as another implementation reads them; openssl judges them in scripts/tests/gateway-sessions.test.ts. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueBundle } from './bundle.ts';
import { integer, oid, time } from './der.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const END = NOW + 8 * 3_600_000;
const names = ['gateway.example.com', '127.0.0.1', '::1'];
const issue = () => issueBundle({ sessionId: 'a-session', serverNames: names, nowMs: NOW, endsMs: END });

/** Public half of a key in PEM, and of the one in a certificate. */
async function pointOf(pem: string): Promise<string> {
  const der = Uint8Array.fromBase64(pem.replaceAll(/-----.*-----|\s/g, ''));
  const key = await crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const { x, y } = (await crypto.subtle.exportKey('jwk', key)) as JsonWebKey;
  return `${x}.${y}`;
}
function pointIn({ publicKey }: X509Certificate): string {
  const { x, y } = publicKey.export({ format: 'jwk' });
  return `${x}.${y}`;
}

describe('a bundle', () => {
  it('is two leaves of one issuer, each with its own key and for its own purpose', async () => {
    const bundle = await issue();
    const [ca, server, client] = [bundle.issuer, bundle.server.certificate, bundle.client.certificate].map(
      (pem) => new X509Certificate(pem),
    ) as [X509Certificate, X509Certificate, X509Certificate];
    expect(ca.ca).toBe(true);
    for (const [leaf, key] of [
      [server, bundle.server.key],
      [client, bundle.client.key],
    ] as const) {
      expect(leaf.ca).toBe(false);
      expect(leaf.verify(ca.publicKey)).toBe(true);
      expect(await pointOf(key)).toBe(pointIn(leaf));
      expect(Date.parse(leaf.validTo)).toBe(END);
      expect(Date.parse(leaf.validFrom)).toBeLessThan(NOW);
    }
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(await pointOf(bundle.server.key)).not.toBe(pointIn(client));
    expect(server.subjectAltName).toContain('DNS:gateway.example.com, IP Address:127.0.0.1');
    expect(client.subjectAltName).toBe('URI:urn:roundhouse:gateway-session:a-session');
    expect(server.serialNumber.toLowerCase()).toBe(bundle.server.serial);
  });

  it('shares nothing with another one', async () => {
    const [one, other] = await Promise.all([issue(), issue()]);
    expect(new X509Certificate(one.client.certificate).verify(new X509Certificate(other.issuer).publicKey)).toBe(false);
    const serials = [one.server, one.client, other.server, other.client].map(({ serial }) => serial);
    expect(new Set(serials).size).toBe(4);
  });
});

describe('DER', () => {
  it.each([
    [[0], '020100'],
    [[0, 0, 1], '020101'],
    [[0x7f], '02017f'],
    [[0x80], '02020080'],
    [[0, 0xff, 0xff], '020300ffff'],
  ])('writes the number %s in the one way', (bytes, hex) => {
    expect(integer(Uint8Array.from(bytes)).toHex()).toBe(hex);
  });

  it('writes object identifiers and times as published', () => {
    // X.690 §8.19.5 and RFC 5280 §4.1.2.5.
    expect(oid('2.999.3').toHex()).toBe('0603883703');
    expect(oid('1.2.840.10045.4.3.2').toHex()).toBe('06082a8648ce3d040302');
    expect(new TextDecoder().decode(time(Date.parse('2049-12-31T23:59:59Z')).subarray(2))).toBe('491231235959Z');
    expect(new TextDecoder().decode(time(Date.parse('2050-01-01T00:00:00Z')).subarray(2))).toBe('20500101000000Z');
  });
});
