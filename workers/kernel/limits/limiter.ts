/**
 * The isolate's side of the limits. A check whose answer is known costs no hop; others leave joined, one hop at a time to
 * each shard. When a shard does not answer, the policies decide: closed ones refuse the request, open ones are counted in
 * this isolate alone, by the same algorithm.
 *
 * `plan` and `conclude` are the two halves around a hop, for limits that another object counts in a hop of its own.
 */
import type { PolicyName } from '../../../shared/limits.vocabulary.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';
import type { WaitUntil } from '../coalescer.ts';
import { AppError } from '../errors.ts';
import { describeThrown, type Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Caller, ShardPlace } from './caller.ts';
import { type Check, decide, type Verdict } from './decide.ts';
import { decisionOf, type LimitDecision, UNLIMITED } from './decision.ts';
import { KnownDenials } from './known-denials.ts';
import { LOCAL_WINDOWS_MAX } from './limits.constants.ts';
import { logKey } from './log-store.ts';
import { POLICIES } from './policies.ts';
import { checkOf, type PolicyBook } from './policy-book.ts';
import type { ShardDoor } from './shard-door.ts';
import { SlidingLog } from './window.ts';

interface LimiterParts {
  readonly shards: Pick<ShardDoor, 'check'>;
  readonly book: PolicyBook;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What is to be checked about one request, and the decision if that is known already. */
export interface LimitPlan {
  readonly checks: readonly Check[];
  readonly known: LimitDecision | undefined;
}

interface KeyedPolicy {
  readonly policy: PolicyName;
  readonly key: string;
  /** Units in the place of the policy's own. */
  readonly cost?: number;
}

export class Limiter {
  readonly #parts: LimiterParts;
  readonly #denials = new KnownDenials();
  readonly #local = new BoundedMap<string, SlidingLog>(LOCAL_WINDOWS_MAX);
  #revision = 0;

  constructor(parts: LimiterParts) {
    this.#parts = parts;
  }

  /**
   * Takes from all limits of a request, or from none.
   *
   * @param policies Limits by client or by address.
   * @throws AppError `unavailable` when a limit that fails closed cannot be checked.
   */
  async check(policies: readonly PolicyName[], caller: Caller, waitUntil: WaitUntil): Promise<LimitDecision> {
    const keyed = policies.map((policy) => ({ policy, key: keyOf(policy, caller) }));
    return await this.checkAt(caller.place, keyed, waitUntil);
  }

  /** The same for limits by another key than the caller's address or client. All of them are counted in one place. */
  async checkAt(place: ShardPlace, keyed: readonly KeyedPolicy[], waitUntil: WaitUntil): Promise<LimitDecision> {
    const { checks, known } = await this.plan(keyed, waitUntil);
    if (known !== undefined) return known;
    try {
      return this.conclude(checks, await this.#parts.shards.check(place, checks, waitUntil));
    } catch (cause) {
      return this.withoutShard(checks, cause);
    }
  }

  /**
   * The same, counted behind the answer: a hop is not waited for, and a denial holds from the next request on. What comes to
   * this isolate during one hop may pass beyond the limit. Only for limits that fail open.
   */
  async checkBehind(place: ShardPlace, keyed: readonly KeyedPolicy[], waitUntil: WaitUntil): Promise<LimitDecision> {
    const { checks, known } = await this.plan(keyed, waitUntil);
    if (known !== undefined) return known;
    const counted = this.#parts.shards.check(place, checks, waitUntil).then(
      (verdicts) => void this.conclude(checks, verdicts),
      (cause: unknown) => void this.withoutShard(checks, cause),
    );
    waitUntil(counted);
    return UNLIMITED;
  }

  /** Looks up what holds for the keys of a request, and whether the answer is known. */
  async plan(keyed: readonly KeyedPolicy[], waitUntil: WaitUntil): Promise<LimitPlan> {
    const { book, clock } = this.#parts;
    await book.refresh(waitUntil);
    if (this.#revision !== book.revision) {
      this.#revision = book.revision;
      this.#denials.clear();
    }
    const checks = keyed.flatMap(({ policy, key, cost }) => {
      const check = checkOf(book, policy, key);
      return check === undefined ? [] : [cost === undefined ? check : { ...check, cost }];
    });
    if (checks.length === 0) return { checks, known: UNLIMITED };
    const now = clock.nowMs();
    const denied = checks.flatMap((check) => {
      const verdict = this.#denials.recall(check, now);
      return verdict === undefined ? [] : [{ check, verdict }];
    });
    if (denied.length === 0) return { checks, known: undefined };
    return {
      checks,
      known: this.#count(
        denied.map(({ check }) => check),
        denied.map(({ verdict }) => verdict),
      ),
    };
  }

  /** Takes in what the counting object said. */
  conclude(checks: readonly Check[], verdicts: readonly Verdict[]): LimitDecision {
    const now = this.#parts.clock.nowMs();
    for (const [nth, check] of checks.entries()) {
      const verdict = verdicts[nth];
      if (verdict !== undefined) this.#denials.learn(check, verdict, now);
    }
    return this.#count(checks, verdicts);
  }

  #count(checks: readonly Check[], verdicts: readonly Verdict[]): LimitDecision {
    const { metrics } = this.#parts;
    for (const [nth, { policy, mode }] of checks.entries()) {
      const admitted = verdicts[nth]?.admitted ?? true;
      metrics.count('rate_limit_checks_total', { policy, outcome: admitted ? 'admitted' : 'denied' });
      if (!admitted) metrics.count('rate_limit_exceeded_total', { policy, mode });
    }
    return decisionOf(checks, verdicts);
  }

  /** Decides by the failure policies. @throws AppError `unavailable` when one of them is closed. */
  withoutShard(checks: readonly Check[], cause: unknown): LimitDecision {
    const { clock, metrics, log } = this.#parts;
    for (const { policy } of checks) metrics.count('rate_limit_errors_total', { policy });
    log.error('limit_unreachable', {
      policies: checks.map(({ policy }) => policy).join(),
      cause: describeThrown(cause),
    });
    const isClosed = checks.some(({ policy, mode }) => mode === 'enforce' && POLICIES[policy].onFailure === 'closed');
    if (isClosed) throw new AppError('unavailable', { cause, headers: { 'Retry-After': '1' } });
    const counted = checks.map((check) => ({ check, log: this.#localLog(check) }));
    return this.#count(checks, decide(counted, clock.nowMs()).verdicts);
  }

  #localLog({ policy, key, windowMs }: Check): SlidingLog {
    const name = logKey.taken(policy, key);
    const log = this.#local.get(name) ?? new SlidingLog(windowMs);
    this.#local.set(name, log);
    return log;
  }
}

function keyOf(policy: PolicyName, caller: Caller): string {
  switch (POLICIES[policy].key) {
    case 'client':
      return caller.client;
    case 'address':
      return caller.address;
    case 'round':
    case 'api_key':
    case 'service':
      throw new RangeError(`${policy} is not counted by caller`);
  }
}
