/**
 * Resolves references just in time, for one step of a job or a dry run: out of the cache of the session, else at the
 * provider. Values stay in memory for as long as the caller holds them.
 *
 * Nothing is resolved for a session that has ended, not even what a provider would give: whoever signed out is done.
 */
import {
  formatReference,
  type SecretPrefix,
  type SecretReference,
  uniqueReferences,
} from '../../../shared/secret-references.ts';
import type { UnresolvedReason } from '../../../shared/secrets.vocabulary.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { SessionKeys } from '../../kernel/keys/session-keys.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { SessionCache } from './cache/session-cache.ts';
import { ResolvedSecrets } from './resolved-secrets.ts';
import { READS_AT_A_TIME, RESOLVED_MAX, VALUE_BYTES_MAX } from './secrets.constants.ts';
import type { SecretSource, Vault } from './source.ts';
import { sessionEnded, Unresolved, unresolvedError } from './unresolved.ts';

export interface ResolveContext {
  readonly owner: JobOwner;
  readonly signal: AbortSignal;
}

/** What became of one reference. */
export type Outcome =
  | { readonly ok: true; readonly value: string; readonly cachedAtMs?: number }
  | { readonly ok: false; readonly reason: UnresolvedReason; readonly cause?: unknown };

interface Parts {
  readonly sources: readonly SecretSource[];
  readonly keys: SessionKeys;
  readonly cache: SessionCache;
  readonly metrics: Metrics;
  /** Hands each value to whoever keeps it out of logs. */
  readonly watch: (value: string) => void;
}

export class SecretResolver {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * @throws AppError `secret_unresolved` (or `upstream_failed`, where another try may help) naming the first reference that
   *   leads nowhere; `not_signed_in` when the session has ended; `unavailable`.
   */
  async resolve(references: Iterable<SecretReference>, context: ResolveContext): Promise<ResolvedSecrets> {
    const wanted = uniqueReferences(references);
    if (wanted.length === 0) return new ResolvedSecrets(new Map());
    const outcomes = await this.outcomes(wanted, context);
    const values = new Map<string, string>();
    for (const reference of wanted) {
      const text = formatReference(reference);
      const outcome = outcomes.get(text);
      if (outcome === undefined) throw new Error('every reference has an outcome');
      if (!outcome.ok) throw unresolvedError(reference, outcome.reason, outcome.cause);
      values.set(text, outcome.value);
    }
    return new ResolvedSecrets(values);
  }

  /**
   * What becomes of each reference, by reference as it is written.
   *
   * @throws AppError as `resolve` does, but for references that lead nowhere.
   */
  async outcomes(
    references: readonly SecretReference[],
    { owner, signal }: ResolveContext,
  ): Promise<ReadonlyMap<string, Outcome>> {
    const wanted = new Map(uniqueReferences(references).map((reference) => [formatReference(reference), reference]));
    if (wanted.size > RESOLVED_MAX) {
      throw new AppError('bad_request', { message: `The request is not valid: more than ${RESOLVED_MAX} references.` });
    }
    const key = await this.#parts.keys.keyOf(owner);
    const { sessionId } = owner;
    if (key === undefined || sessionId === undefined) throw sessionEnded();
    const cached = await this.#parts.cache.read(sessionId, key, [...wanted.keys()]);
    const outcomes = new Map<string, Outcome>();
    const missing: SecretReference[] = [];
    for (const [text, reference] of wanted) {
      const hit = cached.get(text);
      this.#parts.metrics.count(hit ? 'secret_cache_hits_total' : 'secret_cache_misses_total', {
        provider: reference.prefix,
      });
      if (hit === undefined) missing.push(reference);
      else outcomes.set(text, { ok: true, value: hit.value, cachedAtMs: hit.storedAtMs });
    }
    const fetched = await this.#fetch(missing, { owner, signal });
    // A provider takes seconds, in which the session may have ended.
    if ((await this.#parts.keys.keyOf(owner)) === undefined) throw sessionEnded();
    for (const [text, outcome] of fetched) outcomes.set(text, outcome);
    for (const outcome of outcomes.values()) if (outcome.ok) this.#parts.watch(outcome.value);
    const values = [...fetched].flatMap(([text, outcome]) => (outcome.ok ? [[text, outcome.value] as const] : []));
    await this.#parts.cache.write(sessionId, key, new Map(values));
    return outcomes;
  }

  async #fetch(missing: readonly SecretReference[], context: ResolveContext): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    const prefixes = [...new Set(missing.map(({ prefix }) => prefix))];
    await Promise.all(
      prefixes.map(async (prefix) => {
        const vault = this.#openOnce(prefix, context);
        const queue = missing.filter((reference) => reference.prefix === prefix);
        const worker = async () => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            const outcome = await this.#read(vault, next, context.signal);
            this.#parts.metrics.count('secret_resolutions_total', {
              provider: prefix,
              result: outcome.ok ? 'resolved' : outcome.reason,
            });
            outcomes.set(formatReference(next), outcome);
          }
        };
        await Promise.all(Array.from({ length: READS_AT_A_TIME }, worker));
      }),
    );
    return outcomes;
  }

  /** One vault serves all references of a provider. */
  #openOnce(prefix: SecretPrefix, { owner, signal }: ResolveContext): () => Promise<Vault> {
    let opened: Promise<Vault> | undefined;
    return () => {
      const source = this.#parts.sources.find((candidate) => candidate.prefix === prefix);
      opened ??= source === undefined ? Promise.reject(new Unresolved('not_registered')) : source.open(owner, signal);
      return opened;
    };
  }

  async #read(vault: () => Promise<Vault>, reference: SecretReference, signal: AbortSignal): Promise<Outcome> {
    try {
      const value = await (await vault()).read(reference);
      if (value === '') return { ok: false, reason: 'empty' };
      const { length } = new TextEncoder().encode(value);
      return length > VALUE_BYTES_MAX ? { ok: false, reason: 'too_large' } : { ok: true, value };
    } catch (error) {
      if (isLate(signal)) return { ok: false, reason: 'unreachable', cause: error };
      signal.throwIfAborted();
      if (error instanceof Unresolved) return { ok: false, reason: error.reason, cause: error };
      if (error instanceof AppError && error.code === 'url_refused')
        return { ok: false, reason: 'address_refused', cause: error };
      throw error;
    }
  }
}

/** Whether whoever asks has no more time: that is the provider's doing. Anything else that stops the work is not. */
function isLate({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === 'TimeoutError';
}
