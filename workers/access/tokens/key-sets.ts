/**
 * The keys of the issuers: isolate memory, then KV, then the issuer itself. Renewed behind the answers while they are young
 * enough, waited for when they are not, and kept for a day when the issuer cannot be asked.
 *
 * A `kid` that is not known may be a new key, so it is asked for once; after that nobody makes this isolate ask again within
 * the cool-down, however many they invent. One renewal serves all who wait for it.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { TokenIssuer } from '../../kernel/settings/identity.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import type { FetchedKeys } from './key-fetch.ts';
import { importKeys, type VerifyingKey } from './key-import.ts';
import type { KeyStore } from './key-store.ts';
import {
  KEY_SET_AGE_MAX_MS,
  KEY_SET_COOLDOWN_MS,
  KEY_SET_PATIENCE_MS,
  KEY_SET_REFRESH_MS,
  KEY_SET_STALE_MS,
} from './tokens.constants.ts';

interface KeySetsParts {
  readonly fetchKeys: (issuer: TokenIssuer) => Promise<FetchedKeys>;
  readonly store: KeyStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

interface KeySet {
  readonly byKid: ReadonlyMap<string, VerifyingKey>;
  readonly fetchedAtMs: number;
}

/** What is known about one issuer's keys. */
interface Held {
  readonly set: KeySet | undefined;
  /** When the issuer was last asked. */
  readonly askedAtMs: number;
  /** Whether it answered with a key set then. */
  readonly isAnswered: boolean;
}

export type KeyLookup =
  | { readonly kind: 'key'; readonly key: VerifyingKey }
  | { readonly kind: 'unknown' }
  /** Nothing known can decide, and the issuer cannot be asked now. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

const NOTHING: Held = { set: undefined, askedAtMs: Number.NEGATIVE_INFINITY, isAnswered: false };

export class KeySets {
  readonly #parts: KeySetsParts;
  readonly #held = new Map<string, Held>();
  readonly #renewals: SingleFlight<Held>;
  readonly #questions: SingleFlight<Held>;

  constructor(parts: KeySetsParts) {
    this.#parts = parts;
    this.#renewals = new SingleFlight(parts.clock, KEY_SET_PATIENCE_MS);
    this.#questions = new SingleFlight(parts.clock, KEY_SET_PATIENCE_MS);
  }

  /** The key that an issuer publishes under an id. */
  async find(issuer: TokenIssuer, kid: string, waitUntil: WaitUntil): Promise<KeyLookup> {
    const { clock, metrics } = this.#parts;
    let held = this.#heldOf(issuer);
    const ageMs = this.#ageMs(held.set);
    if (ageMs < KEY_SET_AGE_MAX_MS) {
      metrics.count('auth_cache_hits_total', { cache_type: 'jwks', layer: 'memory' });
      if (ageMs >= KEY_SET_REFRESH_MS) waitUntil(this.#renew(issuer, waitUntil).catch(() => undefined));
    } else {
      held = await this.#renew(issuer, waitUntil);
    }
    if (this.#usable(held)?.byKid.has(kid) !== true) held = await this.#ask(issuer, waitUntil);
    const key = this.#usable(held)?.byKid.get(kid);
    if (key !== undefined) return { kind: 'key', key };
    if (held.isAnswered) return { kind: 'unknown' };
    const waitMs = held.askedAtMs + KEY_SET_COOLDOWN_MS - clock.nowMs();
    return { kind: 'unavailable', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  }

  /**
   * Asks the issuer now, unless it was asked within the cool-down.
   *
   * @returns How many of its keys count, or undefined when it did not answer with a key set.
   */
  async preload(issuer: TokenIssuer, waitUntil: WaitUntil): Promise<number | undefined> {
    const held = await this.#ask(issuer, waitUntil);
    return held.isAnswered ? held.set?.byKid.size : undefined;
  }

  /** Takes what another isolate has fetched since, or asks the issuer. */
  #renew(issuer: TokenIssuer, waitUntil: WaitUntil): Promise<Held> {
    const work = async () => (await this.#fromStore(issuer)) ?? (await this.#ask(issuer, waitUntil));
    return this.#renewals.run(issuer.issuer, work, waitUntil);
  }

  #ask(issuer: TokenIssuer, waitUntil: WaitUntil): Promise<Held> {
    return this.#questions.run(issuer.issuer, () => this.#askUnlessCooling(issuer, waitUntil), waitUntil);
  }

  async #askUnlessCooling(issuer: TokenIssuer, waitUntil: WaitUntil): Promise<Held> {
    const before = this.#heldOf(issuer);
    const askedAtMs = this.#parts.clock.nowMs();
    if (askedAtMs - before.askedAtMs < KEY_SET_COOLDOWN_MS) return before;
    // Set first: whatever becomes of this question, the next one is not before the cool-down is over.
    this.#hold(issuer, { set: before.set, askedAtMs, isAnswered: false });
    const set = await this.#fromIssuer(issuer, waitUntil);
    return this.#hold(issuer, { set: set ?? this.#heldOf(issuer).set, askedAtMs, isAnswered: set !== undefined });
  }

  /** @returns undefined when there is nothing that is young enough; something older is kept in reserve. */
  async #fromStore(issuer: TokenIssuer): Promise<Held | undefined> {
    const { store, clock, metrics } = this.#parts;
    const before = this.#heldOf(issuer);
    if (clock.nowMs() - before.askedAtMs < KEY_SET_COOLDOWN_MS) return before;
    const stored = await store.get(issuer.issuer);
    const isNewer = stored !== undefined && stored.fetchedAtMs > (before.set?.fetchedAtMs ?? Number.NEGATIVE_INFINITY);
    if (!isNewer || this.#ageMs(stored) >= KEY_SET_STALE_MS) {
      metrics.count('auth_cache_misses_total', { cache_type: 'jwks' });
      return undefined;
    }
    const { byKid } = await importKeys(stored.keys, issuer.algorithms);
    const held = this.#hold(issuer, { ...this.#heldOf(issuer), set: { byKid, fetchedAtMs: stored.fetchedAtMs } });
    const isYoung = this.#ageMs(stored) < KEY_SET_REFRESH_MS;
    if (isYoung) metrics.count('auth_cache_hits_total', { cache_type: 'jwks', layer: 'kv' });
    else metrics.count('auth_cache_misses_total', { cache_type: 'jwks' });
    return isYoung ? held : undefined;
  }

  async #fromIssuer(issuer: TokenIssuer, waitUntil: WaitUntil): Promise<KeySet | undefined> {
    const { fetchKeys, store, clock, metrics, log } = this.#parts;
    const fetchedAtMs = clock.nowMs();
    const fetched = await fetchKeys(issuer);
    metrics.count('jwks_fetches_total', { result: fetched.result });
    if (fetched.result !== 'ok') {
      log.warn('keys_not_fetched', { issuer: issuer.issuer, result: fetched.result, reason: fetched.reason });
      return undefined;
    }
    const { byKid, kept } = await importKeys(fetched.keys, issuer.algorithms);
    if (byKid.size < fetched.keys.length) {
      log.info('keys_left_out', { issuer: issuer.issuer, used: byKid.size, published: fetched.keys.length });
    }
    waitUntil(store.put(issuer.issuer, kept, fetchedAtMs));
    return { byKid, fetchedAtMs };
  }

  #heldOf({ issuer }: TokenIssuer): Held {
    return this.#held.get(issuer) ?? NOTHING;
  }

  #hold({ issuer }: TokenIssuer, held: Held): Held {
    this.#held.set(issuer, held);
    return held;
  }

  #usable({ set }: Held): KeySet | undefined {
    return this.#ageMs(set) < KEY_SET_STALE_MS ? set : undefined;
  }

  /** A set from the future is none: its age would never end. */
  #ageMs(set: { readonly fetchedAtMs: number } | undefined): number {
    if (set === undefined) return Number.POSITIVE_INFINITY;
    const ageMs = this.#parts.clock.nowMs() - set.fetchedAtMs;
    return ageMs < -KEY_SET_COOLDOWN_MS ? Number.POSITIVE_INFINITY : Math.max(0, ageMs);
  }
}
