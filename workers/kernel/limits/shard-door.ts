/**
 * The way to the limit shards: joins the calls of this isolate into one hop to each shard, tries a second time where the
 * platform says that may help, and gives up in time. A second try may charge twice when the first one got lost on its way
 * back: a limit that errs, errs towards less.
 */
import type { Clock } from '../clock.ts';
import type { WaitUntil } from '../coalescer.ts';
import { Coalescer } from '../coalescer.ts';
import { mayTryAgain } from '../stub-errors.ts';
import type { ShardPlace } from './caller.ts';
import type { Check, Verdict } from './decide.ts';
import { LIMIT_BATCH_MAX, LIMIT_REST_MS, LIMIT_STALE_MS, LIMIT_TIMEOUT_MS } from './limits.constants.ts';
import type { LimitShard } from './limits.do.ts';

interface Shard {
  readonly coalescer: Coalescer<readonly Check[], readonly Verdict[]>;
  /** Until then the shard is left alone: it did not answer in time. */
  restUntilMs: number;
}

export class ShardDoor {
  readonly #namespace: DurableObjectNamespace<LimitShard>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #shards = new Map<string, Shard>();

  constructor(namespace: DurableObjectNamespace<LimitShard>, clock: Clock, timeoutMs: number = LIMIT_TIMEOUT_MS) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** The verdicts of a shard, in the order of the checks. Rejects when the shard does not answer in time. */
  async check(place: ShardPlace, checks: readonly Check[], waitUntil: WaitUntil): Promise<readonly Verdict[]> {
    const shard = this.#shardAt(place);
    if (this.#clock.nowMs() < shard.restUntilMs) throw new Error(`limit shard ${place.name} is resting`);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      shard.restUntilMs = this.#clock.nowMs() + LIMIT_REST_MS;
      reject(new Error(`limit shard ${place.name} did not answer within ${this.#timeoutMs} ms`));
    }, this.#timeoutMs);
    try {
      return await Promise.race([shard.coalescer.call(checks, waitUntil), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The object at a place. */
  stub({ name, region }: ShardPlace): DurableObjectStub<LimitShard> {
    return this.#namespace.getByName(name, { locationHint: region });
  }

  #shardAt(place: ShardPlace): Shard {
    const known = this.#shards.get(place.name);
    if (known !== undefined) return known;
    const coalescer = new Coalescer<readonly Check[], readonly Verdict[]>({
      send: (calls) => this.#send(place, calls),
      batchMax: LIMIT_BATCH_MAX,
      staleAfterMs: LIMIT_STALE_MS,
      clock: this.#clock,
    });
    const shard = { coalescer, restUntilMs: Number.NEGATIVE_INFINITY };
    this.#shards.set(place.name, shard);
    return shard;
  }

  async #send(place: ShardPlace, calls: readonly (readonly Check[])[]): Promise<readonly (readonly Verdict[])[]> {
    try {
      return await this.stub(place).check(calls);
    } catch (error) {
      if (!mayTryAgain(error)) throw error;
      return await this.stub(place).check(calls);
    }
  }
}
