/**
 * Issuers for tests in workerd: keys made on the spot, tokens signed with Web Crypto alone, and a host of their own under
 * `.issuer.test` that serves what the test says (scripts/lib/played-issuers.ts). Nothing of the code under test is used.
 */
import { base64url, hmacSha256 } from './forge.ts';
import type { PlayedAnswer } from './played-answer.ts';

export const JWKS_PATH = '/.well-known/jwks.json';
export const DISCOVERY_PATH = '/.well-known/openid-configuration';

type Json = Readonly<Record<string, unknown>>;

export interface TestKey {
  readonly kid: string;
  readonly algorithm: 'RS256' | 'ES256' | 'EdDSA';
  readonly jwk: Json;
  sign(text: string): Promise<Uint8Array>;
}

const MAKING = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
} as const;

/** Makes a key pair. */
export async function testKey(
  algorithm: TestKey['algorithm'],
  kid = crypto.randomUUID(),
  modulusLength = 2048,
): Promise<TestKey> {
  const making = algorithm === 'RS256' ? { ...MAKING.RS256, modulusLength } : MAKING[algorithm];
  const pair = (await crypto.subtle.generateKey(making, true, ['sign', 'verify'])) as CryptoKeyPair;
  const exported = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
  const { kty, n, e, crv, x, y } = exported;
  const jwk = JSON.parse(JSON.stringify({ kty, n, e, crv, x, y, kid, alg: algorithm, use: 'sig' })) as Json;
  const signing = algorithm === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: making.name };
  return {
    kid,
    algorithm,
    jwk,
    sign: async (text) =>
      new Uint8Array(await crypto.subtle.sign(signing, pair.privateKey, new TextEncoder().encode(text))),
  };
}

/** Signs header and payload given as text, whatever they say. */
export async function signText(key: TestKey, header: string, payload: string): Promise<string> {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  return `${signed}.${base64url(await key.sign(signed))}`;
}

/** Signs claims; a header member that is undefined is left out. */
export async function signClaims(key: TestKey, claims: Json, header: Json = {}): Promise<string> {
  return await signText(
    key,
    JSON.stringify({ alg: key.algorithm, kid: key.kid, typ: 'JWT', ...header }),
    JSON.stringify(claims),
  );
}

/** A token whose MAC is made with a public key as the secret. */
export async function macClaims(secret: string, header: Json, claims: Json): Promise<string> {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${signed}.${base64url(await hmacSha256(secret, signed))}`;
}

let hosts = 0;

export class PlayedIssuer {
  readonly issuer: string;

  constructor() {
    hosts += 1;
    this.issuer = `https://host-${hosts}-${crypto.randomUUID()}.issuer.test`;
  }

  /** Says what each path answers from now on. */
  async answer(answers: Readonly<Record<string, PlayedAnswer>>): Promise<void> {
    await (await fetch(`${this.issuer}/__answers`, { method: 'PUT', body: JSON.stringify(answers) })).arrayBuffer();
  }

  /** Publishes a key set, and a discovery document that leads to it. */
  async publish(keys: readonly unknown[]): Promise<void> {
    await this.answer({
      [JWKS_PATH]: { body: JSON.stringify({ keys }) },
      [DISCOVERY_PATH]: { body: JSON.stringify({ issuer: this.issuer, jwks_uri: `${this.issuer}${JWKS_PATH}` }) },
    });
  }

  /** How often the key set was asked for. */
  async fetches(path = JWKS_PATH): Promise<number> {
    const requests = await (await fetch(`${this.issuer}/__requests`)).json<Record<string, number>>();
    return requests[path] ?? 0;
  }
}
