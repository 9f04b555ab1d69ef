/**
 * Key sets in KV, so that an isolate that has just begun need not ask the issuer. What is read here is checked like what
 * comes from outside; a store that fails or hangs is a miss.
 */
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { inTime } from '../../kernel/in-time.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { keySetSchema, type PublicKey } from './key-import.ts';
import { KEY_SET_STALE_MS, KEY_SET_STORE_MS } from './tokens.constants.ts';

const storedSchema = keySetSchema.extend({
  version: z.literal(1),
  issuer: z.string(),
  fetched_at_ms: z.int().min(0),
});

export interface StoredKeySet {
  readonly keys: readonly unknown[];
  readonly fetchedAtMs: number;
}

interface KeyStoreParts {
  readonly kv: KVNamespace;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

export class KeyStore {
  readonly #parts: KeyStoreParts;

  constructor(parts: KeyStoreParts) {
    this.#parts = parts;
  }

  async get(issuer: string): Promise<StoredKeySet | undefined> {
    const { clock, metrics } = this.#parts;
    const startedMs = clock.nowMs();
    try {
      const text = await inTime(this.#parts.kv.get(await keyOf(issuer)), KEY_SET_STORE_MS);
      if (text === null) return undefined;
      const stored = storedSchema.parse(JSON.parse(text));
      if (stored.issuer !== issuer) throw new Error('a key set of another issuer');
      return { keys: stored.keys, fetchedAtMs: stored.fetched_at_ms };
    } catch (error) {
      this.#report('get', error);
      return undefined;
    } finally {
      const seconds = Math.max(0, clock.nowMs() - startedMs) / 1000;
      metrics.observe('auth_cache_latency_seconds', { cache_type: 'jwks' }, seconds);
    }
  }

  /** Never rejects. */
  async put(issuer: string, keys: readonly PublicKey[], fetchedAtMs: number): Promise<void> {
    try {
      const value = JSON.stringify({ version: 1, issuer, fetched_at_ms: fetchedAtMs, keys });
      await this.#parts.kv.put(await keyOf(issuer), value, { expirationTtl: KEY_SET_STALE_MS / 1000 });
    } catch (error) {
      this.#report('set', error);
    }
  }

  #report(operation: 'get' | 'set', error: unknown): void {
    this.#parts.metrics.count('auth_cache_errors_total', { cache_type: 'jwks', operation });
    this.#parts.log.warn('key_store_failed', { operation, cause: describeThrown(error) });
  }
}

/** Keys in KV have at most 512 bytes, an issuer may have more. */
async function keyOf(issuer: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(issuer));
  return `jwks:v1:${new Uint8Array(digest).toHex()}`;
}
