/**
 * Whether an RSA public key is fit to verify with. Web Crypto and jose take keys that vouch for anybody: with exponent 1 the
 * signature is the padded message itself, and moduli of a broken generator can be factored.
 *
 * @see RFC 7518 §3.3, NIST SP 800-56B §6.4.2 (public keys)
 */
import { RSA_BITS_MAX, RSA_BITS_MIN, RSA_EXPONENT_BYTES_MAX } from './tokens.constants.ts';

/** The primes whose product the generator of CVE-2017-15361 builds 512-bit primes and larger ones on; 2 tells nothing. */
const SMALL_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
] as const;
const GENERATOR = 65537;

/** @param modulus Big-endian. @param exponent Big-endian. */
export function isSoundRsaKey(modulus: Uint8Array, exponent: Uint8Array): boolean {
  if (modulus.length * 8 > RSA_BITS_MAX || exponent.length > RSA_EXPONENT_BYTES_MAX) return false;
  const [n, e] = [integerOf(modulus), integerOf(exponent)];
  const isOdd = (number: bigint) => number % 2n === 1n;
  if (n.toString(2).length < RSA_BITS_MIN || !isOdd(n) || e < 3n || !isOdd(e)) return false;
  return SMALL_PRIMES.every((prime) => n % BigInt(prime) !== 0n) && !hasRocaFingerprint(n);
}

/**
 * The public test of Nemec and others, "The Return of Coppersmith's Attack" (CCS 2017) §2.3: modulo each of the primes such a
 * modulus is a power of 65537. One in some 2^27 others is as well.
 */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return SMALL_PRIMES.every((prime) => powersOfGenerator(prime).has(Number(modulus % BigInt(prime))));
}

function powersOfGenerator(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * GENERATOR) % prime) powers.add(power);
  return powers;
}

function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toHex() || '0'}`);
}
