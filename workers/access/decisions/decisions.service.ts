/**
 * Answers questions of the form "may this subject do that to this": out of caches as long as nothing has changed, out of D1
 * otherwise, and never out of what is older than the caller accepts. When it cannot know, it throws; it never guesses.
 *
 * What is kept is found under a key that holds the epoch of the subject and the revision of the policies, so a revocation
 * does not search for anything: it makes the next key another one. While a change is under way nothing is kept at all.
 */
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { type BreakerStats, CacheBreaker } from '../cache/breaker.ts';
import { type Answer, TwoLayerCache } from '../cache/two-layer-cache.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { decide } from '../policies/decide.ts';
import type { DecisionRequest, DecisiveStep, PolicySource } from '../policies/model.ts';
import { type Consistency, RequestStamps, type Stamps } from './consistency.ts';
import { decisionKey } from './decision-key.ts';
import { decisionTtlMs } from './decision-ttl.ts';
import { DECISIONS_KEPT_MAX } from './decisions.constants.ts';
import { Truth } from './truth.ts';

const keptDecision = z.object({
  decision: z.boolean(),
  path: z.array(
    z.object({
      kind: z.enum(['role', 'grant', 'policy', 'default']),
      id: z.string(),
      effect: z.enum(['allow', 'deny']),
    }),
  ),
});
type KeptDecision = z.output<typeof keptDecision>;

/** Why an answer is not kept for the next caller. */
export type NotKept = 'caching_is_off' | 'change_under_way' | 'policy_or_time';

export interface Evaluated {
  readonly decision: boolean;
  readonly path: readonly DecisiveStep[];
  readonly layer: Answer<unknown>['layer'];
  /** Milliseconds since it was decided. */
  readonly ageMs: number;
  /** Milliseconds for which it is kept from now on. */
  readonly keptForMs: number;
  readonly notKept?: NotKept;
  readonly stamps: Stamps;
}

export interface DecisionParts {
  readonly source: PolicySource;
  readonly freshness: Freshness;
  readonly kv: KVNamespace;
  /** False turns all caching of decisions off. */
  readonly isCaching: boolean;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What this isolate holds and how its caches do. */
export interface DecisionStats {
  readonly isCaching: boolean;
  readonly decisionsKept: number;
  readonly subjectsKept: number;
  readonly breaker: BreakerStats;
}

/** Decides one question of a request. */
export type Evaluate = (request: DecisionRequest) => Promise<Evaluated>;

export class DecisionService {
  readonly #parts: DecisionParts;
  readonly #breaker: CacheBreaker;
  readonly #truth: Truth;
  readonly #decisions: TwoLayerCache<KeptDecision>;

  constructor(parts: DecisionParts) {
    this.#parts = parts;
    const { kv: namespace, clock, metrics, log } = parts;
    this.#breaker = new CacheBreaker({ clock, metrics, log });
    this.#truth = new Truth({ ...parts, breaker: this.#breaker });
    this.#decisions = new TwoLayerCache({
      type: 'authorization',
      entriesMax: DECISIONS_KEPT_MAX,
      kv: {
        namespace,
        prefix: 'decision:1:',
        schema: keptDecision,
        encode: (value) => value,
        breaker: this.#breaker,
        isJudgedByHits: true,
      },
      clock,
      metrics,
      log,
    });
  }

  /**
   * Begins the questions of one request. Its counters are asked once for all of them.
   *
   * @returns Decides one question. Throws AppError `unavailable` when the answer cannot be known.
   */
  evaluator(consistency: Consistency, waitUntil: WaitUntil): Evaluate {
    const stamps = new RequestStamps(this.#parts.freshness, consistency, waitUntil);
    return async (request) => {
      const { metrics } = this.#parts;
      try {
        const evaluated = await this.#evaluate(request, await stamps.of(request.subject), waitUntil);
        const result = evaluated.decision ? 'allow' : 'deny';
        metrics.count('authz_checks_total', { result, cache_hit: String(evaluated.layer !== 'truth') });
        return evaluated;
      } catch (error) {
        metrics.count('authz_checks_total', { result: 'error', cache_hit: 'false' });
        throw error;
      }
    };
  }

  stats(): DecisionStats {
    return {
      isCaching: this.#parts.isCaching,
      decisionsKept: this.#decisions.size,
      subjectsKept: this.#truth.factsKept,
      breaker: this.#breaker.stats(),
    };
  }

  async #evaluate(request: DecisionRequest, stamps: Stamps, waitUntil: WaitUntil): Promise<Evaluated> {
    const { clock, metrics, isCaching } = this.#parts;
    const { epoch, revision } = stamps;
    metrics.observe('authz_state_age_seconds', {}, Math.max(epoch.ageMs, revision.ageMs) / 1000);
    const { set, usesAddress } = await this.#truth.policySet(revision, waitUntil);
    const fromTruth = async () => {
      const facts = await this.#truth.factsOf(request.subject, epoch, waitUntil);
      const nowMs = clock.nowMs();
      const decided = decide(request, set, facts, nowMs);
      const value: KeptDecision = { decision: decided.decision, path: [...decided.path] };
      return { value, ttlMs: decisionTtlMs(decided, nowMs) };
    };
    if (!isCaching || !epoch.isSettled || !revision.isSettled) {
      const { value } = await fromTruth();
      const notKept = isCaching ? 'change_under_way' : 'caching_is_off';
      return { ...value, layer: 'truth', ageMs: 0, keptForMs: 0, notKept, stamps };
    }
    const facts = { epoch: epoch.number, revision: revision.number, usesAddress };
    const key = await decisionKey(request, facts);
    // To decide takes microseconds once the facts are here; to ask KV whether somebody else has decided takes milliseconds.
    const isAtHand = this.#truth.holdsFactsOf(request.subject, epoch);
    const answer = await this.#decisions.read(key, fromTruth, waitUntil, isAtHand);
    const nowMs = clock.nowMs();
    const keptForMs = Math.max(0, answer.endsAtMs - nowMs);
    return {
      ...answer.value,
      layer: answer.layer,
      ageMs: Math.max(0, nowMs - answer.madeAtMs),
      keptForMs,
      ...(keptForMs === 0 ? { notKept: 'policy_or_time' as const } : {}),
      stamps,
    };
  }
}
