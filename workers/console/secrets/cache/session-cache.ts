/**
 * The way to the cache of a session: seals and opens, with the session's key in hand. Whatever goes wrong with the cache is
 * a miss: a secret is then fetched where it is from.
 */
import type { SecretPrefix } from '../../../../shared/secret-references.ts';
import { AppError } from '../../../kernel/errors.ts';
import { inTime } from '../../../kernel/in-time.ts';
import { describeThrown, type Log } from '../../../kernel/log.ts';
import { CACHE_TIMEOUT_MS, CACHE_TTL_MS } from '../secrets.constants.ts';
import type { CachedEntry, SealedEntry, SessionSecrets } from './session-secrets.do.ts';

export interface CachedValue {
  readonly value: string;
  readonly storedAtMs: number;
}

interface Parts {
  readonly namespace: DurableObjectNamespace<SessionSecrets>;
  readonly log: Log;
}

const IV_BYTES = 12;

export class SessionCache {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @returns What is there of these references, by reference. */
  async read(sessionId: string, key: CryptoKey, references: readonly string[]): Promise<Map<string, CachedValue>> {
    const found = new Map<string, CachedValue>();
    const read = async (): Promise<readonly SealedEntry[]> => await this.#object(sessionId).read([...references]);
    const entries = await this.#orNothing('read', read, []);
    for (const { reference, iv, sealed, storedAtMs } of entries) {
      const value = await open(key, iv, sealed, sessionId, reference);
      if (value !== undefined) found.set(reference, { value, storedAtMs });
    }
    return found;
  }

  async write(sessionId: string, key: CryptoKey, values: ReadonlyMap<string, string>): Promise<void> {
    if (values.size === 0) return;
    const storedAtMs = Date.now();
    const expiresAtMs = storedAtMs + CACHE_TTL_MS;
    const entries: SealedEntry[] = [];
    for (const [reference, value] of values) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: 'AES-GCM', iv, additionalData: boundTo(sessionId, reference) };
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new TextEncoder().encode(value)));
      entries.push({ reference, iv, sealed, storedAtMs, expiresAtMs });
    }
    await this.#orNothing('write', () => this.#object(sessionId).write(entries), undefined);
  }

  /** @throws AppError `unavailable`. */
  async list(sessionId: string): Promise<readonly CachedEntry[]> {
    return await this.#required(() => this.#object(sessionId).list());
  }

  /** @param prefix Of the provider whose values go; all go without. @throws AppError `unavailable`. */
  async clear(sessionId: string, prefix?: SecretPrefix): Promise<void> {
    await this.#required(() => this.#object(sessionId).clear(prefix === undefined ? '' : `{{ ${prefix}:`));
  }

  #object(sessionId: string): DurableObjectStub<SessionSecrets> {
    return this.#parts.namespace.getByName(sessionId);
  }

  async #required<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await inTime(call(), CACHE_TIMEOUT_MS);
    } catch (cause) {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    }
  }

  async #orNothing<Value>(operation: string, call: () => Promise<Value>, nothing: Value): Promise<Value> {
    try {
      return await inTime(call(), CACHE_TIMEOUT_MS);
    } catch (error) {
      this.#parts.log.warn('secret_cache_failed', { operation, cause: describeThrown(error) });
      return nothing;
    }
  }
}

/** A sealed value opens for its session and its reference alone. Neither has a line break. */
function boundTo(sessionId: string, reference: string): Uint8Array {
  return new TextEncoder().encode(`session secret v1\n${sessionId}\n${reference}`);
}

async function open(
  key: CryptoKey,
  iv: Uint8Array,
  sealed: Uint8Array,
  sessionId: string,
  reference: string,
): Promise<string | undefined> {
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: boundTo(sessionId, reference) };
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      await crypto.subtle.decrypt(algorithm, key, sealed),
    );
  } catch {
    return undefined;
  }
}
