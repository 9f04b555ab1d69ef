/**
 * The limit of decisions for each service, without a hop for each decision: an isolate takes some units ahead and spends them
 * by itself for a short while. Those who find none left wait for one hop together.
 */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { ShardPlace } from '../../kernel/limits/caller.ts';
import type { LimitDecision } from '../../kernel/limits/decision.ts';
import type { Limiter } from '../../kernel/limits/limiter.ts';
import { LIMIT_SHARDS_PER_REGION } from '../../kernel/limits/limits.constants.ts';
import type { Subject } from '../../kernel/principal.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import { lengthPrefixed } from './decision-key.ts';
import { LEASE_MS, LEASE_PATIENCE_MS, LEASE_UNITS, LEASES_MAX } from './decisions.constants.ts';

interface Lease {
  left: number;
  untilMs: number;
  /** What was said when it was taken. */
  decision: LimitDecision;
}

export class DecisionBudget {
  readonly #limiter: Pick<Limiter, 'checkAt'>;
  readonly #clock: Clock;
  readonly #leases = new BoundedMap<string, Lease>(LEASES_MAX);
  readonly #flights: SingleFlight<LimitDecision>;

  constructor(limiter: Pick<Limiter, 'checkAt'>, clock: Clock) {
    this.#limiter = limiter;
    this.#clock = clock;
    this.#flights = new SingleFlight(clock, LEASE_PATIENCE_MS);
  }

  /**
   * Takes units for a service.
   *
   * @param units At most `LEASE_UNITS`.
   * @returns Whether they were there. The last units of a window, fewer than a lease, are not given out.
   */
  async take({ type, id }: Subject, units: number, waitUntil: WaitUntil): Promise<LimitDecision> {
    const digest = await crypto.subtle.digest('SHA-256', lengthPrefixed([type, id]));
    const key = new Uint8Array(digest, 0, 16).toHex();
    for (;;) {
      const lease = this.#leases.get(key);
      if (lease !== undefined && lease.left >= units) {
        if (lease.untilMs <= this.#clock.nowMs()) this.#extend(key, lease, new DataView(digest), waitUntil);
        lease.left -= units;
        return lease.decision;
      }
      const decision = await this.#flights.run(key, () => this.#lease(key, new DataView(digest), waitUntil), waitUntil);
      if (!decision.admitted) return decision;
    }
  }

  async #lease(key: string, digest: DataView, waitUntil: WaitUntil): Promise<LimitDecision> {
    const decision = await this.#check(key, digest, waitUntil);
    if (decision.admitted) this.#leases.set(key, { ...this.#fresh(), decision });
    return decision;
  }

  /** Whoever did not use up the last lease is not kept waiting for the next one: it is counted behind the answer. */
  #extend(key: string, lease: Lease, digest: DataView, waitUntil: WaitUntil): void {
    Object.assign(lease, this.#fresh());
    waitUntil(
      this.#check(key, digest, waitUntil).then((decision) => {
        if (decision.admitted) lease.decision = decision;
        else if (this.#leases.get(key) === lease) this.#leases.delete(key);
      }),
    );
  }

  #check(key: string, digest: DataView, waitUntil: WaitUntil): Promise<LimitDecision> {
    return this.#limiter.checkAt(placeOf(digest), [{ policy: 'decision', key, cost: LEASE_UNITS }], waitUntil);
  }

  #fresh(): Pick<Lease, 'left' | 'untilMs'> {
    return { left: LEASE_UNITS, untilMs: this.#clock.nowMs() + LEASE_MS };
  }
}

/** One place for a service wherever it asks from, so that its rate is counted once. */
function placeOf(digest: DataView): ShardPlace {
  return { name: `enam-${digest.getUint16(0) % LIMIT_SHARDS_PER_REGION}`, region: 'enam' };
}
