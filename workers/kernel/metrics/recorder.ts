/**
 * Counts in this isolate and ships the counts to a shard behind the answers, one flight at a time.
 *
 * A parcel is packed once and sent, unchanged and under the same number, until it is acknowledged; the shard takes each
 * number of an isolate once. Joining a parcel that failed with newer counts would count twice whenever only the reply
 * was lost. What happens meanwhile waits in the one parcel to come, so memory stays bounded.
 *
 * What may be lost: an isolate that ends without notice takes along what is not acknowledged, which is the last
 * `FLIGHT_INTERVAL_MS` and one flight while shards answer, and everything since then while they do not. Everything else
 * that cannot be kept is counted in `metrics_deltas_lost_total`.
 */
import type { Clock } from '../clock.ts';
import { describeThrown, type Log } from '../log.ts';
import { countNoted } from '../sanitise/tally.ts';
import type { CounterName, GaugeName, HistogramName, LabelsOf } from './catalogue.ts';
import { type Delta, Deltas } from './deltas.ts';
import { CARRIER_STALE_MS, FLIGHT_PATIENCE_INTERVALS, PARCEL_AGE_MAX_MS } from './metrics.constants.ts';
import type { ShippedMetrics } from './metrics.ts';

/** Changes on their way to a shard. */
export interface Parcel {
  /** Random id of the isolate that packed it. */
  readonly isolate: string;
  /** Rises by one with each parcel of an isolate. */
  readonly sequence: number;
  readonly packedAtMs: number;
  readonly deltas: readonly Delta[];
}

interface RecorderOptions {
  /** Takes a parcel to a shard; resolves when it is stored. */
  readonly send: (parcel: Parcel) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two departures. */
  readonly intervalMs: number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

export class Recorder implements ShippedMetrics {
  readonly #options: RecorderOptions;
  readonly #isolate = crypto.randomUUID();
  readonly #deltas = new Deltas();
  #sequence = 0;
  #unacknowledged: Parcel | undefined;
  /** Until then some request is believed to see to the next departure. */
  #carriedUntilMs = Number.NEGATIVE_INFINITY;
  #nextDepartureMs = Number.NEGATIVE_INFINITY;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, amount = 1): void {
    this.#deltas.count(name, labels, amount);
  }

  raise<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number): void {
    this.#deltas.raise(name, labels, value);
  }

  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number, requestId?: string): void {
    const exemplar = requestId === undefined ? undefined : { requestId, value, atMs: this.#options.clock.nowMs() };
    this.#deltas.observe(name, labels, value, exemplar);
  }

  flush(waitUntil: (work: Promise<unknown>) => void): void {
    countNoted(this);
    if (this.#deltas.isEmpty && this.#unacknowledged === undefined) return;
    if (this.#timeUntil(this.#carriedUntilMs, CARRIER_STALE_MS) > 0) return;
    this.#carriedUntilMs = this.#options.clock.nowMs() + CARRIER_STALE_MS;
    waitUntil(this.#carry());
  }

  /**
   * Hands over everything recorded so far, now. For whoever is about to read the metrics. May run beside a flight: both
   * then send the same parcel, which is taken once.
   *
   * @throws What sending throws; the parcel is kept and sent again.
   */
  async handOver(): Promise<void> {
    countNoted(this);
    this.#giveUpTooOld();
    // At most the parcel under way and the one with what was recorded since.
    for (let hop = 0; hop < 2; hop += 1) {
      const parcel = this.#unacknowledged ?? this.#pack();
      if (parcel === undefined) return;
      await this.#options.send(parcel);
      if (this.#unacknowledged === parcel) this.#unacknowledged = undefined;
    }
  }

  /** One flight, made by the request whose `waitUntil` this is. */
  async #carry(): Promise<void> {
    const { clock, log, intervalMs, wait = (ms: number) => scheduler.wait(ms) } = this.#options;
    const patienceMs = intervalMs * FLIGHT_PATIENCE_INTERVALS;
    // Even when it is due: the answer leaves first.
    do {
      await wait(Math.min(intervalMs, this.#timeUntil(this.#nextDepartureMs, patienceMs)));
    } while (this.#timeUntil(this.#nextDepartureMs, patienceMs) > 0);
    // What is recorded from here on may miss this flight, so it needs another carrier.
    this.#carriedUntilMs = Number.NEGATIVE_INFINITY;
    const departedMs = clock.nowMs();
    this.#nextDepartureMs = departedMs + patienceMs;
    try {
      await this.handOver();
      this.#nextDepartureMs = departedMs + intervalMs;
    } catch (error) {
      this.#nextDepartureMs = clock.nowMs() + patienceMs;
      log.warn('metrics_flight_failed', { cause: describeThrown(error) });
    }
  }

  /** Milliseconds until then. Nothing is ever put off by more than `mostMs`: what is, was put off before a clock fell. */
  #timeUntil(thenMs: number, mostMs: number): number {
    const ms = thenMs - this.#options.clock.nowMs();
    return ms > mostMs ? 0 : Math.max(0, ms);
  }

  #pack(): Parcel | undefined {
    if (this.#deltas.isEmpty) return undefined;
    this.#sequence += 1;
    this.#unacknowledged = {
      isolate: this.#isolate,
      sequence: this.#sequence,
      packedAtMs: this.#options.clock.nowMs(),
      deltas: this.#deltas.take(),
    };
    return this.#unacknowledged;
  }

  /** A shard forgets sequence numbers in the end; a parcel that old could be counted twice. */
  #giveUpTooOld(): void {
    const parcel = this.#unacknowledged;
    if (parcel === undefined || this.#options.clock.nowMs() - parcel.packedAtMs <= PARCEL_AGE_MAX_MS) return;
    this.#unacknowledged = undefined;
    this.#deltas.lose(parcel.deltas.reduce((sum, { changes }) => sum + changes, 0));
  }
}
