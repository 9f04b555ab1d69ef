/**
 * Lets a caller in who shows an API key. In this order, so that a made-up key costs nobody anything: form and checksum, what
 * is known of the id, digest, state, rate. Whatever is wrong looks alike, except to whoever holds the right key.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Caller, ShardPlace } from '../../kernel/limits/caller.ts';
import { requireAdmitted } from '../../kernel/limits/decision.ts';
import type { Limiter } from '../../kernel/limits/limiter.ts';
import { LIMIT_SHARDS_PER_REGION } from '../../kernel/limits/limits.constants.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Demand } from '../freshness/freshness.ts';
import type { KeyFacts } from './key-record.ts';
import { digestOfKey, idOfKey, type KeyRealm } from './key-text.ts';
import type { KnownKeys } from './known-keys.ts';
import type { LastUse } from './last-use.ts';

interface ApiKeysParts {
  readonly realm: KeyRealm;
  readonly known: KnownKeys;
  readonly lastUse: LastUse;
  readonly limiter: Pick<Limiter, 'check' | 'checkBehind'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

export class ApiKeys {
  readonly #parts: ApiKeysParts;

  constructor(parts: ApiKeysParts) {
    this.#parts = parts;
  }

  /**
   * The caller who shows a key: its owner, with the scopes of the key.
   *
   * @param demand How fresh the knowledge must be that the key was not revoked.
   * @param caller Where the call comes from, for the ceiling of wrong keys; without it there is none.
   * @throws AppError `invalid_token`, `token_expired` (only to whoever holds the key), `rate_limited`, `unavailable`.
   */
  async authenticate(keyText: string, demand: Demand, waitUntil: WaitUntil, caller?: Caller): Promise<Principal> {
    const { realm, known, lastUse, clock } = this.#parts;
    const id = idOfKey(keyText, realm);
    if (id === undefined) throw this.#refuse();
    // Known ids are charged only when the key turns out wrong.
    const isKnown = known.has(id);
    if (!isKnown) await this.#chargeAddress(caller, waitUntil);
    const [facts, digest] = await Promise.all([known.find(id, demand, waitUntil), digestOfKey(keyText)]);
    if (facts === undefined || !isSameDigest(facts.digest, digest)) {
      if (isKnown) await this.#chargeAddress(caller, waitUntil);
      throw this.#refuse();
    }
    if (facts.revokedAtMs !== null) throw this.#refuse();
    if (facts.expiresAtMs <= clock.nowMs()) throw this.#refuse('token_expired', 'The API key has expired.');
    await this.#chargeKey(facts, waitUntil);
    lastUse.note(facts, waitUntil);
    this.#count('success');
    return {
      subject: facts.owner,
      credential: 'api-key',
      roles: [],
      scopes: facts.scopes,
      hasSecondFactor: false,
      keyId: id,
    };
  }

  async #chargeAddress(caller: Caller | undefined, waitUntil: WaitUntil): Promise<void> {
    if (caller !== undefined) requireAdmitted(await this.#parts.limiter.check(['address'], caller, waitUntil));
  }

  async #chargeKey({ id, region }: KeyFacts, waitUntil: WaitUntil): Promise<void> {
    const place = placeOf(id, region);
    requireAdmitted(await this.#parts.limiter.checkBehind(place, [{ policy: 'api_key', key: id }], waitUntil));
  }

  #refuse(code: 'invalid_token' | 'token_expired' = 'invalid_token', message = 'The API key is not valid.'): AppError {
    this.#count('failed');
    return new AppError(code, { message, headers: CHALLENGE });
  }

  #count(result: 'success' | 'failed'): void {
    this.#parts.metrics.count('auth_attempts_total', { method: 'api_key', result });
  }
}

/** One place for each key wherever it is used, so that its rate is exact; near whoever made it. */
function placeOf(id: string, region: KeyFacts['region']): ShardPlace {
  let sum = 0;
  for (const byte of new TextEncoder().encode(id)) sum = (sum * 31 + byte) % LIMIT_SHARDS_PER_REGION;
  return { name: `${region}-${sum}`, region };
}

function isSameDigest(one: string, other: string): boolean {
  return crypto.subtle.timingSafeEqual(Uint8Array.fromHex(one), Uint8Array.fromHex(other));
}
