/**
 * The keys of an issuer's key set that may verify tokens. A key is taken only when everything about it agrees with that one
 * use; a key that is left out does not harm the others.
 *
 * @see RFC 7517 §4 (members of a key), RFC 7518 §6, RFC 8037 §2, RFC 8725 §3.1
 */
import * as z from 'zod';
import { bytesOfPart } from '../../kernel/keys/token-part.ts';
import type { TokenAlgorithm } from '../../kernel/settings/identity.ts';
import { isSoundRsaKey } from './rsa-sanity.ts';
import { KEYS_MAX, KID_CHARS_MAX } from './tokens.constants.ts';

const part = z.string().min(1).max(2048);
const common = {
  kid: z.string().min(1).max(KID_CHARS_MAX),
  use: z.literal('sig').optional(),
  key_ops: z.array(z.literal('verify')).max(1).optional(),
  /** A private key that is published belongs to everybody. */
  d: z.never().optional(),
};
const publicKey = z.discriminatedUnion('kty', [
  z.object({ ...common, kty: z.literal('RSA'), alg: z.literal('RS256').optional(), n: part, e: part }),
  z.object({
    ...common,
    kty: z.literal('EC'),
    alg: z.literal('ES256').optional(),
    crv: z.literal('P-256'),
    x: part,
    y: part,
  }),
  z.object({
    ...common,
    kty: z.literal('OKP'),
    alg: z.enum(['EdDSA', 'Ed25519']).optional(),
    crv: z.literal('Ed25519'),
    x: part,
  }),
]);

/** A public key in the form that is kept: checked, with nothing in it that is not needed. */
export type PublicKey = z.output<typeof publicKey>;

export interface VerifyingKey {
  readonly algorithm: TokenAlgorithm;
  readonly key: CryptoKey;
}

/** What is verified with: algorithm of the token and of Web Crypto, and bytes of a signature where they are fixed. */
export const ALGORITHMS = {
  RS256: { importing: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, verifying: { name: 'RSASSA-PKCS1-v1_5' } },
  ES256: {
    importing: { name: 'ECDSA', namedCurve: 'P-256' },
    verifying: { name: 'ECDSA', hash: 'SHA-256' },
    bytes: 64,
  },
  EdDSA: { importing: { name: 'Ed25519' }, verifying: { name: 'Ed25519' }, bytes: 64 },
} as const satisfies Record<TokenAlgorithm, object>;

const ALGORITHM_OF = { RSA: 'RS256', EC: 'ES256', OKP: 'EdDSA' } as const satisfies Record<
  PublicKey['kty'],
  TokenAlgorithm
>;

/** Points of Ed25519 whose order is small: signatures under them are easily made. The sign bit is left out. */
const SMALL_ORDER_POINTS: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** A set from outside. The keys are looked at one by one. */
export const keySetSchema = z.object({ keys: z.array(z.unknown()).max(KEYS_MAX) });

/**
 * Imports what may be used of a set.
 *
 * @param keys As the issuer sent them. A `kid` that stands twice is used for none: nobody can say which key is meant.
 * @param algorithms Those that the issuer's settings allow.
 */
export async function importKeys(
  keys: readonly unknown[],
  algorithms: readonly TokenAlgorithm[],
): Promise<{ readonly byKid: ReadonlyMap<string, VerifyingKey>; readonly kept: readonly PublicKey[] }> {
  const counts = new Map<unknown, number>();
  for (const key of keys) counts.set(kidOf(key), (counts.get(kidOf(key)) ?? 0) + 1);
  const byKid = new Map<string, VerifyingKey>();
  const kept: PublicKey[] = [];
  for (const candidate of keys) {
    const parsed = publicKey.safeParse(candidate);
    if (!parsed.success || counts.get(parsed.data.kid) !== 1) continue;
    const algorithm = ALGORITHM_OF[parsed.data.kty];
    if (!algorithms.includes(algorithm) || !isSound(parsed.data)) continue;
    const key = await importKey(parsed.data, algorithm);
    if (key === undefined) continue;
    byKid.set(parsed.data.kid, { algorithm, key });
    kept.push(parsed.data);
  }
  return { byKid, kept };
}

function kidOf(key: unknown): unknown {
  return typeof key === 'object' && key !== null && Object.hasOwn(key, 'kid') ? Reflect.get(key, 'kid') : undefined;
}

function isSound(key: PublicKey): boolean {
  if (key.kty === 'RSA') {
    const [modulus, exponent] = [bytesOfPart(key.n), bytesOfPart(key.e)];
    return modulus !== undefined && exponent !== undefined && isSoundRsaKey(modulus, exponent);
  }
  const x = bytesOfPart(key.x);
  if (x?.length !== 32) return false;
  if (key.kty === 'EC') return bytesOfPart(key.y)?.length === 32;
  x[31] = (x[31] ?? 0) & 0x7f;
  return !SMALL_ORDER_POINTS.has(x.toHex());
}

/** Web Crypto refuses points that are not on the curve. */
async function importKey(key: PublicKey, algorithm: TokenAlgorithm): Promise<CryptoKey | undefined> {
  const { kid: _kid, use: _use, key_ops: _ops, alg: _alg, d: _d, ...bare } = key;
  try {
    return await crypto.subtle.importKey('jwk', bare, ALGORITHMS[algorithm].importing, false, ['verify']);
  } catch {
    return undefined;
  }
}
