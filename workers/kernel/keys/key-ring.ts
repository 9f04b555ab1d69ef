/**
 * The ring of HMAC keys that sign and verify round tokens and receipts. Keys come from the operator's secrets and are
 * never made, stored or shown here; what may be shown is the key id.
 *
 * States: announced (verifies, never signs) → signing → verify-only → retired (no longer configured).
 */

export type KeyState = 'announced' | 'signing' | 'verify-only';

export interface RingKey {
  /** First 16 hex digits of SHA-256 of the key: safe to publish, changes with the key. */
  readonly kid: string;
  readonly state: KeyState;
  readonly key: CryptoKey;
}

export interface KeyRing {
  /** The one key in state `signing`. */
  readonly signing: RingKey;
  /** Keys that may verify a token with this id; without an id all of them, the newer first. Empty for an unknown id. */
  verifying(kid: string | undefined): readonly RingKey[];
}

export interface KeyRingSecrets {
  readonly current: string;
  /** The key to rotate to, present only during a rotation. */
  readonly next?: string | undefined;
  readonly signer: 'current' | 'new';
}

/**
 * Imports the secrets and gives each its state. The parsed environment guarantees that a signer `new` has its key.
 *
 * @throws Error when the signer is `new` and there is no such key.
 */
export async function createHmacKeyRing(secrets: KeyRingSecrets): Promise<KeyRing> {
  const signsNew = secrets.signer === 'new';
  const current = await importKey(secrets.current, signsNew ? 'verify-only' : 'signing');
  const next =
    secrets.next === undefined ? undefined : await importKey(secrets.next, signsNew ? 'signing' : 'announced');
  const signing = signsNew ? next : current;
  if (signing === undefined) throw new Error('The signer is "new", but there is no new key.');
  const newestFirst = next === undefined ? [current] : [next, current];
  const byId = new Map(newestFirst.map((ringKey) => [ringKey.kid, [ringKey]]));
  return { signing, verifying: (kid) => (kid === undefined ? newestFirst : (byId.get(kid) ?? [])) };
}

async function importKey(secret: string, state: KeyState): Promise<RingKey> {
  const bytes = new TextEncoder().encode(secret);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);
  return { kid: await keyId(bytes), state, key };
}

async function keyId(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return digest.subarray(0, 8).toHex();
}
