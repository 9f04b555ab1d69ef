/**
 * Joins calls that go to the same place into one hop: while a hop is on its way, calls that arrive wait and leave
 * together with the next one. A lone caller never waits for company.
 *
 * Every hop is made by one of the requests that wait for it, since I/O belongs to a request. Two platform rules shape
 * this: each caller keeps its request alive with `waitUntil`, so that a hop lands although a client has gone; and a
 * request may still be torn down in flight, so after `staleAfterMs` the next caller takes over. Those who waited in a hop
 * that never came back are answered by their own deadline, and may repeat.
 */
import type { Clock } from './clock.ts';

/** Keeps the calling request alive until the work has settled. */
export type WaitUntil = (work: Promise<unknown>) => void;

interface CoalescerOptions<Item, Result> {
  /** Performs one hop. Results stand in the order of the items. */
  readonly send: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items in one hop at most. */
  readonly batchMax: number;
  /** Milliseconds after which a hop that has not come back is given up. */
  readonly staleAfterMs: number;
  readonly clock: Clock;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: (outcome: Outcome<Result>) => void;
}

type Outcome<Result> =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'failed'; readonly reason: unknown }
  /** The hop before has ended and it is this caller's turn to make the next one. */
  | { readonly kind: 'turn' };

interface Hop {
  readonly startedMs: number;
}

export class Coalescer<Item, Result> {
  readonly #options: CoalescerOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #underWay: Hop | undefined;

  constructor(options: CoalescerOptions<Item, Result>) {
    this.#options = options;
  }

  /**
   * Sends an item with the next hop.
   *
   * @param waitUntil Of the calling request.
   * @returns The result for this item. Rejects as the whole hop rejected.
   */
  call(item: Item, waitUntil: WaitUntil): Promise<Result> {
    const result = this.#isBusy() ? this.#join(item) : this.#hop(item);
    waitUntil(result.catch(() => undefined));
    return result;
  }

  #isBusy(): boolean {
    const { clock, staleAfterMs } = this.#options;
    return this.#underWay !== undefined && clock.nowMs() - this.#underWay.startedMs <= staleAfterMs;
  }

  async #join(item: Item): Promise<Result> {
    // Not `new Promise`: once the engine compiles that inline, the runtime no longer sees which request the promise belongs
    // to, and its continuation runs in the wrong one (scripts/tests/coalescing.test.ts, after some 14,000 calls).
    const { promise, resolve } = Promise.withResolvers<Outcome<Result>>();
    this.#waiting.push({ item, settle: resolve });
    const outcome = await promise;
    switch (outcome.kind) {
      case 'result':
        return outcome.result;
      case 'failed':
        throw outcome.reason;
      case 'turn':
        return await this.#hop(item);
    }
  }

  /** Makes one hop for the own item and all that wait, then passes the turn on. */
  async #hop(item: Item): Promise<Result> {
    const hop: Hop = { startedMs: this.#options.clock.nowMs() };
    this.#underWay = hop;
    const passengers = this.#waiting.splice(0, this.#options.batchMax - 1);
    try {
      const items = [item, ...passengers.map((passenger) => passenger.item)];
      const results = await this.#options.send(items);
      if (results.length !== items.length) throw new Error(`${items.length} calls, ${results.length} results`);
      for (const [index, { settle }] of passengers.entries()) {
        settle({ kind: 'result', result: results[index + 1] as Result });
      }
      return results[0] as Result;
    } catch (reason) {
      for (const { settle } of passengers) settle({ kind: 'failed', reason });
      throw reason;
    } finally {
      if (this.#underWay === hop) this.#passTurn();
    }
  }

  #passTurn(): void {
    const next = this.#waiting.shift();
    this.#underWay = next === undefined ? undefined : { startedMs: this.#options.clock.nowMs() };
    next?.settle({ kind: 'turn' });
  }
}
