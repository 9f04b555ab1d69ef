/**
 * The door to the round ledger: finds the object of a round, joins the calls of this isolate into one hop, and tries a
 * second time with a fresh stub where the platform says that may help. Recording is idempotent, so a repeat is harmless.
 */
import type { Clock } from '../kernel/clock.ts';
import { Coalescer, type WaitUntil } from '../kernel/coalescer.ts';
import { AppError } from '../kernel/errors.ts';
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
}

/**
 * `accepted`: counted now. `repeated`: the same answer was counted before. `conflict`: another answer was counted.
 * `unknown`: the ledger does not know the answers before this one.
 */
export type AnswerRecord =
  | { readonly outcome: 'accepted' | 'repeated'; readonly correctCount: number; readonly recordedAtMs: number }
  | { readonly outcome: 'conflict' | 'unknown' };

export class Ledger {
  readonly #namespace: DurableObjectNamespace<RoundLedger>;
  readonly #clock: Clock;
  readonly #coalescers = new Map<string, Coalescer<AnswerEntry, AnswerRecord>>();

  constructor(namespace: DurableObjectNamespace<RoundLedger>, clock: Clock) {
    this.#namespace = namespace;
    this.#clock = clock;
  }

  /**
   * Records an answer, at most once for each question of a round.
   *
   * @throws AppError `unavailable` when the ledger does not answer; the caller may send the same answer again.
   */
  async record(entry: AnswerEntry, waitUntil: WaitUntil): Promise<AnswerRecord> {
    const place = ledgerPlaceOf(entry.rid);
    if (place === undefined) throw new RangeError('not a round id');
    try {
      return await this.#coalescerFor(place).call(entry, waitUntil);
    } catch (cause) {
      throw new AppError('unavailable', { cause, headers: { 'Retry-After': '1' } });
    }
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

/** The platform marks errors: `retryable` ones may pass, `overloaded` ones get worse with every further call. */
function mayTryAgain(error: unknown): boolean {
  return (
    error instanceof Error && Reflect.get(error, 'retryable') === true && Reflect.get(error, 'overloaded') !== true
  );
}
