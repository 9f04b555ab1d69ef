/**
 * X.509 version 3 certificates with ECDSA P-256 keys, signed in Web Crypto. Only what a session of a gateway needs: one
 * issuer, and leaves that are a server or a client and nothing else.
 *
 * @see RFC 5280 §4.1 (fields), §4.2 (extensions); RFC 5758 §3.2 (ecdsa-with-SHA256)
 */
import {
  ascii,
  bitString,
  boolean,
  type Der,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8,
} from './der.ts';

export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const SCALAR_BYTES = 32;
const SERIAL_BYTES = 16;
/** An uncompressed point: 0x04 and two coordinates. It ends the public key as exported. */
const POINT_BYTES = 65;
const KEY_ID_BYTES = 20;

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;
const PURPOSES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;

/** Bits of KeyUsage, counted from the left of the first byte. */
const SIGNS_CERTIFICATES = bitString(Uint8Array.of(0b0000_0100), 2);
const SIGNS_HANDSHAKES = bitString(Uint8Array.of(0b1000_0000), 7);

export type AlternativeName =
  | { readonly kind: 'dns'; readonly name: string }
  /** 4 or 16 bytes. */
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'uri'; readonly uri: string };

export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export interface Issuer {
  readonly commonName: string;
  readonly keys: CryptoKeyPair;
  readonly validity: Validity;
}

export interface Leaf {
  readonly commonName: string;
  readonly publicKey: CryptoKey;
  readonly purpose: keyof typeof PURPOSES;
  readonly names: readonly AlternativeName[];
}

export interface Certificate {
  readonly der: Uint8Array;
  /** Hex, no leading zeros to count on. */
  readonly serial: string;
}

/** The issuer's own certificate: it signs leaves and no further issuer. */
export async function issuerCertificate(issuer: Issuer): Promise<Certificate> {
  const keyId = await keyIdOf(issuer.keys.publicKey);
  return await signed(issuer, issuer.commonName, issuer.keys.publicKey, [
    extension(OID.basicConstraints, true, sequence(boolean(true), integer(Uint8Array.of(0)))),
    extension(OID.keyUsage, true, SIGNS_CERTIFICATES),
    extension(OID.subjectKeyId, false, octetString(keyId)),
  ]);
}

export async function leafCertificate(issuer: Issuer, leaf: Leaf): Promise<Certificate> {
  const [keyId, issuerKeyId] = await Promise.all([keyIdOf(leaf.publicKey), keyIdOf(issuer.keys.publicKey)]);
  return await signed(issuer, leaf.commonName, leaf.publicKey, [
    extension(OID.basicConstraints, true, sequence()),
    extension(OID.keyUsage, true, SIGNS_HANDSHAKES),
    extension(OID.extendedKeyUsage, false, sequence(oid(PURPOSES[leaf.purpose]))),
    extension(OID.subjectAltName, false, sequence(...leaf.names.map(alternativeName))),
    extension(OID.subjectKeyId, false, octetString(keyId)),
    extension(OID.authorityKeyId, false, sequence(implicit(0, issuerKeyId))),
  ]);
}

/** RFC 7468 §5.1 for certificates, §10 for PKCS #8 keys. */
export function pem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

async function signed(
  issuer: Issuer,
  subject: string,
  publicKey: CryptoKey,
  extensions: readonly Der[],
): Promise<Certificate> {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const serial = newSerial();
  const { notBeforeMs, notAfterMs } = issuer.validity;
  const body = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm,
    nameOf(issuer.commonName),
    sequence(time(notBeforeMs), time(notAfterMs)),
    nameOf(subject),
    await exported('spki', publicKey),
    explicit(3, sequence(...extensions)),
  );
  const raw = new Uint8Array(await crypto.subtle.sign(SIGNATURE, issuer.keys.privateKey, body));
  // Web Crypto answers both numbers side by side; X.509 wants them as a structure (RFC 3279 §2.2.3).
  const signature = sequence(integer(raw.subarray(0, SCALAR_BYTES)), integer(raw.subarray(SCALAR_BYTES)));
  return { der: sequence(body, algorithm, bitString(signature)), serial: serial.toHex() };
}

/** Positive and not to be guessed (RFC 5280 §4.1.2.2). */
function newSerial(): Uint8Array {
  const serial = crypto.getRandomValues(new Uint8Array(SERIAL_BYTES));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function nameOf(commonName: string): Der {
  return sequence(set(sequence(oid(OID.commonName), utf8(commonName))));
}

function extension(id: string, isCritical: boolean, content: Der): Der {
  return isCritical ? sequence(oid(id), boolean(true), octetString(content)) : sequence(oid(id), octetString(content));
}

function alternativeName(name: AlternativeName): Der {
  switch (name.kind) {
    case 'dns':
      return implicit(2, ascii(name.name));
    case 'uri':
      return implicit(6, ascii(name.uri));
    case 'ip':
      return implicit(7, name.bytes);
  }
}

/** SHA-256 of the point, cut to 160 bits (RFC 7093 §2, method 1). */
async function keyIdOf(key: CryptoKey): Promise<Uint8Array> {
  const point = (await exported('spki', key)).subarray(-POINT_BYTES);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', point)).subarray(0, KEY_ID_BYTES);
}

export async function exported(format: 'spki' | 'pkcs8', key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer);
}
