/**
 * The door to the round ledger: finds the object of a round, joins the calls of this isolate into one hop, and tries a
 * second time with a fresh stub where the platform says that may help. Recording is idempotent, so a repeat costs at most
 * one unit of the round's budget. A round known to be over its budget costs no hop.
 */
import type { Clock } from '../kernel/clock.ts';
import { Coalescer, type WaitUntil } from '../kernel/coalescer.ts';
import { AppError } from '../kernel/errors.ts';
import type { Check, Verdict } from '../kernel/limits/decide.ts';
import type { LimitDecision } from '../kernel/limits/decision.ts';
import type { Limiter, LimitPlan } from '../kernel/limits/limiter.ts';
import { mayTryAgain } from '../kernel/stub-errors.ts';
import { type LedgerPlace, ledgerPlaceOf } from './round-id.ts';
import { LEDGER_BATCH_MAX, LEDGER_STALE_MS } from './rounds.constants.ts';
import type { RoundLedger } from './rounds.do.ts';

/** One answer on its way to the ledger. */
export interface AnswerEntry {
  readonly rid: string;
  /** Question that is answered, from 0. */
  readonly idx: number;
  /** One character: the choice, or a sign for time-out or skip. */
  readonly answer: string;
  readonly correct: boolean;
  /** The limit of answers for this round; undefined when it is off. */
  readonly budget: Check | undefined;
}

/**
 * `accepted`: counted now. `repeated`: the same answer was counted before. `conflict`: another answer was counted.
 * `unknown`: the ledger does not know the answers before this one. `limited`: the round is over its budget; nothing was
 * looked at or recorded.
 */
export type AnswerRecord = { readonly budget?: Verdict | undefined } & (
  | { readonly outcome: 'accepted' | 'repeated'; readonly correctCount: number; readonly recordedAtMs: number }
  | { readonly outcome: 'conflict' | 'unknown' | 'limited' }
);

/** What became of an answer, and what the round's limit says about it. */
export interface Recorded {
  readonly record: AnswerRecord;
  readonly limit: LimitDecision;
}

/** The part of the limiter that works around our own hop. */
type RoundLimiter = Pick<Limiter, 'plan' | 'conclude' | 'withoutShard'>;

export class Ledger {
  readonly #namespace: DurableObjectNamespace<RoundLedger>;
  readonly #clock: Clock;
  readonly #limiter: RoundLimiter;
  readonly #coalescers = new Map<string, Coalescer<AnswerEntry, AnswerRecord>>();

  constructor(namespace: DurableObjectNamespace<RoundLedger>, clock: Clock, limiter: RoundLimiter) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#limiter = limiter;
  }

  /** Looks up the limit of a round, and whether it is known to be over it. Costs no hop. */
  plan(rid: string, waitUntil: WaitUntil): Promise<LimitPlan> {
    return this.#limiter.plan([{ policy: 'next', key: rid }], waitUntil);
  }

  /**
   * Records an answer, at most once for each question of a round, and takes it from the budget of the round.
   *
   * @param plan What `plan` said; not a denial.
   * @throws AppError `unavailable` when the ledger does not answer; the caller may send the same answer again.
   */
  async record(
    entry: Omit<AnswerEntry, 'budget'>,
    { checks }: Pick<LimitPlan, 'checks'>,
    waitUntil: WaitUntil,
  ): Promise<Recorded> {
    const place = ledgerPlaceOf(entry.rid);
    if (place === undefined) throw new RangeError('not a round id');
    try {
      const record = await this.#coalescerFor(place).call({ ...entry, budget: checks[0] }, waitUntil);
      return { record, limit: this.#limiter.conclude(checks, record.budget === undefined ? [] : [record.budget]) };
    } catch (cause) {
      this.#limiter.withoutShard(checks, cause);
      throw new AppError('unavailable', { cause, headers: { 'Retry-After': '1' } });
    }
  }

  /** The object that keeps a round, or undefined when the text is not a round id. */
  objectOf(roundId: string): DurableObjectStub<RoundLedger> | undefined {
    const place = ledgerPlaceOf(roundId);
    return place && this.#stub(place);
  }

  #coalescerFor(place: LedgerPlace): Coalescer<AnswerEntry, AnswerRecord> {
    const known = this.#coalescers.get(place.name);
    if (known !== undefined) return known;
    const coalescer = new Coalescer<AnswerEntry, AnswerRecord>({
      send: (entries) => this.#send(place, entries),
      batchMax: LEDGER_BATCH_MAX,
      staleAfterMs: LEDGER_STALE_MS,
      clock: this.#clock,
    });
    this.#coalescers.set(place.name, coalescer);
    return coalescer;
  }

  async #send(place: LedgerPlace, entries: readonly AnswerEntry[]): Promise<readonly AnswerRecord[]> {
    try {
      return await this.#stub(place).record(entries);
    } catch (error) {
      if (!mayTryAgain(error)) throw error;
      return await this.#stub(place).record(entries);
    }
  }

  #stub({ name, region }: LedgerPlace): DurableObjectStub<RoundLedger> {
    return this.#namespace.getByName(name, { locationHint: region });
  }
}
