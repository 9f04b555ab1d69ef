/**
 * One request fetches, all others who want the same meanwhile get what it got. The work belongs to the request that came
 * first; when that one is torn down, those who wait do the work themselves after a while instead of waiting for ever.
 */
import type { Clock } from './clock.ts';
import type { WaitUntil } from './coalescer.ts';

type Outcome<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'failed'; readonly reason: unknown };

interface Flight<Value> {
  readonly startedMs: number;
  readonly waiting: ((outcome: Outcome<Value>) => void)[];
}

export class SingleFlight<Value> {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #flights = new Map<string, Flight<Value>>();

  /** @param patienceMs How long to wait for another request's work; longer than the work may take. */
  constructor(clock: Clock, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /**
   * Runs the work for a key unless it is under way already.
   *
   * @returns What the work returned; rejects as it rejected, for everybody who waited.
   */
  async run(key: string, work: () => Promise<Value>, waitUntil: WaitUntil): Promise<Value> {
    const flight = this.#flights.get(key);
    const leftMs = flight === undefined ? 0 : flight.startedMs + this.#patienceMs - this.#clock.nowMs();
    if (flight === undefined || leftMs <= 0) return await this.#lead(key, work, waitUntil);
    const outcome = await joined(flight, leftMs);
    if (outcome === undefined) return await this.#lead(key, work, waitUntil);
    if (outcome.kind === 'failed') throw outcome.reason;
    return outcome.value;
  }

  #lead(key: string, work: () => Promise<Value>, waitUntil: WaitUntil): Promise<Value> {
    const flight: Flight<Value> = { startedMs: this.#clock.nowMs(), waiting: [] };
    this.#flights.set(key, flight);
    const settle = (outcome: Outcome<Value>) => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
      for (const tell of flight.waiting) tell(outcome);
    };
    const result = work();
    waitUntil(
      result.then(
        (value) => settle({ kind: 'value', value }),
        (reason: unknown) => settle({ kind: 'failed', reason }),
      ),
    );
    return result;
  }
}

/** @returns undefined when the leader did not come back in time. */
async function joined<Value>(flight: Flight<Value>, leftMs: number): Promise<Outcome<Value> | undefined> {
  // Not `new Promise`: see coalescer.ts.
  const { promise, resolve } = Promise.withResolvers<Outcome<Value> | undefined>();
  flight.waiting.push(resolve);
  const timer = setTimeout(() => resolve(undefined), leftMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
