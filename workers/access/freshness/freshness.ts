/**
 * This isolate's knowledge of the counters: how old it may be is part of every check. Within the bound it is used as it is
 * and renewed behind the answer; a check that demands more asks the object.
 *
 * Reads are safe against lost ends and failed writes (change-counter.ts). A write is refused before anything is written when
 * its counter cannot be reached, so nothing can change without every cache learning of it.
 */

import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import { inTime } from '../../kernel/in-time.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import type { Subject } from '../../kernel/principal.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import {
  FRESHNESS_BOUND_MS,
  FRESHNESS_REFRESH_MS,
  FRESHNESS_TIMEOUT_MS,
  KNOWN_EPOCHS_MAX,
} from '../access.constants.ts';
import type { AccessSubject } from '../subject.do.ts';
import type { Stamp } from './change-counter.ts';
import type { AccessPolicies } from './policies.do.ts';

/** `bounded`: not older than `FRESHNESS_BOUND_MS`; `strict`: asked now; a number: at least that step of the counter. */
export type Demand = 'bounded' | 'strict' | { readonly atLeast: number };

/** A stamp and how old the knowledge of it is, in milliseconds. */
export interface KnownStamp extends Stamp {
  readonly ageMs: number;
}

interface Known {
  readonly stamp: Stamp;
  /** When the question was asked: the answer is at least as new. */
  readonly askedAtMs: number;
}

type Counter = Pick<DurableObjectStub<AccessSubject>, 'stamp' | 'beginChange' | 'endChange'>;

interface FreshnessParts {
  readonly subjects: DurableObjectNamespace<AccessSubject>;
  readonly policies: DurableObjectNamespace<AccessPolicies>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Name of the one object of roles and policies, and of its counter here. */
const POLICIES = 'policies';

/** Name of a subject's object. Types never contain a line break, so two subjects never share one. */
export function subjectObjectName({ type, id }: Subject): string {
  return `${type}\n${id}`;
}

export class Freshness {
  readonly #parts: FreshnessParts;
  readonly #known = new BoundedMap<string, Known>(KNOWN_EPOCHS_MAX);
  readonly #asking: SingleFlight<Known>;

  constructor(parts: FreshnessParts) {
    this.#parts = parts;
    this.#asking = new SingleFlight(parts.clock, FRESHNESS_TIMEOUT_MS);
  }

  /**
   * The epoch of a subject.
   *
   * @throws AppError `unavailable` when it cannot be known as freshly as demanded.
   */
  epochOf(subject: Subject, demand: Demand, waitUntil: WaitUntil): Promise<KnownStamp> {
    return this.#stampOf(subjectObjectName(subject), () => this.#subject(subject), demand, waitUntil);
  }

  /** The revision of roles and policies. Throws as `epochOf` does. */
  policyRevision(demand: Demand, waitUntil: WaitUntil): Promise<KnownStamp> {
    return this.#stampOf(POLICIES, () => this.#policies(), demand, waitUntil);
  }

  /**
   * Makes a change that concerns one subject.
   *
   * @param write Writes it elsewhere. What was written when it throws is seen all the same.
   * @returns The result and the epoch that a check must reach to see the change.
   * @throws AppError `unavailable` when the counter cannot be reached; nothing was written then.
   */
  changeSubject<Result>(subject: Subject, write: () => Promise<Result>): Promise<Changed<Result>> {
    return this.#change(subjectObjectName(subject), () => this.#subject(subject), write);
  }

  /**
   * Takes back everything that was issued to a subject until now, such as tokens of issuers.
   *
   * @returns The epoch that a check must reach to see it.
   * @throws AppError `unavailable`.
   */
  async takeBack(subject: Subject): Promise<number> {
    const taken = this.#subject(subject).takeBack();
    const stamp = await inTime(taken, FRESHNESS_TIMEOUT_MS).catch(unreachable);
    this.#learn(subjectObjectName(subject), stamp, this.#parts.clock.nowMs());
    return stamp.number;
  }

  /** Makes a change of roles or policies. Returns and throws as `changeSubject` does. */
  changePolicies<Result>(write: () => Promise<Result>): Promise<Changed<Result>> {
    return this.#change(POLICIES, () => this.#policies(), write);
  }

  async #stampOf(name: string, counter: () => Counter, demand: Demand, waitUntil: WaitUntil): Promise<KnownStamp> {
    const known = this.#known.get(name);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : this.#parts.clock.nowMs() - known.askedAtMs;
    if (known === undefined || ageMs > FRESHNESS_BOUND_MS || !satisfies(known.stamp, demand)) {
      // A strict check must not join a question that was asked before it.
      const asked = demand === 'bounded' ? this.#join(name, counter, waitUntil) : this.#ask(name, counter);
      return this.#aged(await asked.catch(unreachable));
    }
    if (ageMs >= FRESHNESS_REFRESH_MS) waitUntil(this.#join(name, counter, waitUntil).catch(() => undefined));
    return { ...known.stamp, ageMs };
  }

  #join(name: string, counter: () => Counter, waitUntil: WaitUntil): Promise<Known> {
    return this.#asking.run(name, () => this.#ask(name, counter), waitUntil);
  }

  async #ask(name: string, counter: () => Counter): Promise<Known> {
    const askedAtMs = this.#parts.clock.nowMs();
    const stamp = await inTime(counter().stamp(), FRESHNESS_TIMEOUT_MS);
    return this.#learn(name, stamp, askedAtMs);
  }

  #learn(name: string, stamp: Stamp, askedAtMs: number): Known {
    const before = this.#known.get(name);
    const known = { stamp, askedAtMs };
    if (before === undefined || before.stamp.number <= stamp.number) this.#known.set(name, known);
    return known;
  }

  #aged({ stamp, askedAtMs }: Known): KnownStamp {
    return { ...stamp, ageMs: Math.max(0, this.#parts.clock.nowMs() - askedAtMs) };
  }

  async #change<Result>(name: string, counter: () => Counter, write: () => Promise<Result>): Promise<Changed<Result>> {
    const { clock, log } = this.#parts;
    const id = crypto.randomUUID();
    const begun = await inTime(counter().beginChange(id), FRESHNESS_TIMEOUT_MS).catch(unreachable);
    this.#learn(name, begun, clock.nowMs());
    try {
      const result = await write();
      return { result, number: begun.number };
    } finally {
      try {
        this.#learn(name, await inTime(counter().endChange(id), FRESHNESS_TIMEOUT_MS), clock.nowMs());
      } catch (error) {
        // Until the change counts as ended nothing is cached, and everything is read from the truth.
        log.error('access_change_open', { cause: describeThrown(error) });
      }
    }
  }

  #subject(subject: Subject): DurableObjectStub<AccessSubject> {
    return this.#parts.subjects.getByName(subjectObjectName(subject));
  }

  #policies(): Counter {
    return this.#parts.policies.getByName(POLICIES);
  }
}

export interface Changed<Result> {
  readonly result: Result;
  /** Step of the counter from which on the change is seen. */
  readonly number: number;
}

function satisfies({ number }: Stamp, demand: Demand): boolean {
  return demand === 'bounded' || (demand !== 'strict' && number >= demand.atLeast);
}

function unreachable(cause: unknown): never {
  throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
}
