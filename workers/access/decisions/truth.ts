/**
 * What decisions are made of, as read from D1 or remembered: the policies of a revision and the facts about an epoch of a
 * subject. Both are kept only when nothing was changing while they were read.
 *
 * The policies of a revision also lie in KV, so that a new isolate can use cached decisions while D1 is down. Facts about
 * people do not: they stay in memory.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import { inTime } from '../../kernel/in-time.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { CacheBreaker } from '../cache/breaker.ts';
import { TwoLayerCache } from '../cache/two-layer-cache.ts';
import type { Stamp } from '../freshness/change-counter.ts';
import { subjectObjectName } from '../freshness/freshness.ts';
import type { PolicySource, SubjectFacts } from '../policies/model.ts';
import {
  FACTS_KEPT_MAX,
  FACTS_TTL_MS,
  POLICY_SET_TTL_MS,
  POLICY_SETS_KEPT_MAX,
  TRUTH_TIMEOUT_MS,
} from './decisions.constants.ts';
import { encodePolicySet, type KnownSet, knownSet, knownSetSchema } from './policy-set.codec.ts';

export interface TruthParts {
  readonly source: PolicySource;
  readonly kv: KVNamespace;
  readonly breaker: CacheBreaker;
  /** False: everything is read from the source every time. */
  readonly isCaching: boolean;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

export class Truth {
  readonly #parts: TruthParts;
  readonly #sets: TwoLayerCache<KnownSet>;
  readonly #facts: TwoLayerCache<SubjectFacts>;

  constructor(parts: TruthParts) {
    this.#parts = parts;
    const { kv: namespace, breaker, clock, metrics, log } = parts;
    const shape = { prefix: 'policies:1:', schema: knownSetSchema, encode: encodePolicySet };
    const kv = { namespace, breaker, ...shape, isJudgedByHits: false };
    const shared = { clock, metrics, log };
    this.#sets = new TwoLayerCache({ type: 'policies', entriesMax: POLICY_SETS_KEPT_MAX, kv, ...shared });
    this.#facts = new TwoLayerCache({ type: 'subject', entriesMax: FACTS_KEPT_MAX, ...shared });
  }

  /** Subjects whose facts are in memory. */
  get factsKept(): number {
    return this.#facts.size;
  }

  /** @throws AppError `unavailable` when neither a cache nor D1 has it. */
  async policySet({ number, isSettled }: Stamp, waitUntil: WaitUntil): Promise<KnownSet> {
    const read = async () => knownSet(await this.#read('policies', (source) => source.policySet()));
    if (!isSettled || !this.#parts.isCaching) return await read();
    const fresh = async () => ({ value: await read(), ttlMs: POLICY_SET_TTL_MS });
    return (await this.#sets.read(String(number), fresh, waitUntil)).value;
  }

  /** Throws as `policySet` does. */
  async factsOf(subject: Subject, { number, isSettled }: Stamp, waitUntil: WaitUntil): Promise<SubjectFacts> {
    const read = () => this.#read('subject', (source) => source.factsOf(subject));
    if (!isSettled || !this.#parts.isCaching) return await read();
    const fresh = async () => ({ value: await read(), ttlMs: FACTS_TTL_MS });
    return (await this.#facts.read(factsKey(subject, number), fresh, waitUntil)).value;
  }

  /** Whether `factsOf` answers out of the memory. */
  holdsFactsOf(subject: Subject, { number, isSettled }: Stamp): boolean {
    return isSettled && this.#parts.isCaching && this.#facts.holds(factsKey(subject, number));
  }

  async #read<Value>(kind: 'policies' | 'subject', ask: (source: PolicySource) => Promise<Value>): Promise<Value> {
    const { source, metrics } = this.#parts;
    metrics.count('authz_truth_reads_total', { kind });
    try {
      return await inTime(ask(source), TRUTH_TIMEOUT_MS);
    } catch (cause) {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    }
  }
}

function factsKey(subject: Subject, epoch: number): string {
  return `${epoch}\n${subjectObjectName(subject)}`;
}
