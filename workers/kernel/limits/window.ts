/**
 * An exact sliding log: which units were taken when, in the last window. It admits a cost only if no rolling window would
 * hold more than the limit. Pure: time comes in, nothing goes out, so the same code counts in a Durable Object, in the
 * round ledger and in an isolate that is on its own.
 *
 * Windows are half-open: what was taken at t is free again at t + window. Time in the log is the highest clock reading it
 * has seen, so a clock that steps back delays and never admits twice. A refusal takes nothing and prolongs nothing.
 * The price of exactness is one entry for each millisecond in which something was admitted, at most `limit` of them.
 */

/** Version of the stored form: see `encode`. */
const FORMAT = 1;
/** Spent entries that are kept in front before the arrays are cut: cutting costs a copy. */
const SPENT_MAX = 64;

export class SlidingLog {
  readonly windowMs: number;
  readonly #times: number[] = [];
  readonly #costs: number[] = [];
  /** Entries before this one have left the window. */
  #first = 0;
  #used = 0;
  #seenMs: number;

  /**
   * @param windowMs Length of the window.
   * @param seenMs The highest clock reading known when the log begins.
   */
  constructor(windowMs: number, seenMs = Number.NEGATIVE_INFINITY) {
    this.windowMs = windowMs;
    this.#seenMs = seenMs;
  }

  /** Units taken in the window that ends now. */
  used(nowMs: number): number {
    this.#advance(nowMs);
    return this.#used;
  }

  /** Units that may still be taken; 0 also when the limit was lowered below what is taken. */
  remaining(nowMs: number, limit: number): number {
    return Math.max(0, limit - this.used(nowMs));
  }

  /** Milliseconds until the oldest units come back; 0 when none are taken. */
  renewMs(nowMs: number): number {
    this.#advance(nowMs);
    const oldest = this.#times[this.#first];
    return oldest === undefined ? 0 : oldest + this.windowMs - nowMs;
  }

  /**
   * Milliseconds until a cost is admitted when nobody else comes; 0 when it is now, Infinity when it is larger than the
   * limit. Does not take the units.
   */
  waitMs(nowMs: number, cost: number, limit: number): number {
    if (cost > limit) return Number.POSITIVE_INFINITY;
    this.#advance(nowMs);
    let excess = this.#used + cost - limit;
    let at = this.#first - 1;
    while (excess > 0) {
      at += 1;
      excess -= this.#costs[at] ?? excess;
    }
    return at < this.#first ? 0 : (this.#times[at] ?? 0) + this.windowMs - nowMs;
  }

  /** Takes units. The caller has seen that `waitMs` is 0. */
  charge(nowMs: number, cost: number): void {
    this.#advance(nowMs);
    const last = this.#times.length - 1;
    if (last >= this.#first && this.#times[last] === this.#seenMs) {
      this.#costs[last] = (this.#costs[last] ?? 0) + cost;
    } else {
      this.#times.push(this.#seenMs);
      this.#costs.push(cost);
    }
    this.#used += cost;
  }

  /** When nothing will be left of this log, in milliseconds since the Unix epoch. */
  emptyAtMs(): number {
    return (this.#times.at(-1) ?? Number.NEGATIVE_INFINITY) + this.windowMs;
  }

  /**
   * The log as bytes, to be stored when something was charged: format, then time and cost of each entry as LEB128, times
   * as differences. About 3 bytes each.
   */
  encode(): Uint8Array {
    const bytes = [FORMAT];
    let before = 0;
    for (let at = this.#first; at < this.#times.length; at += 1) {
      const time = this.#times[at] ?? 0;
      pushVarint(bytes, time - before);
      pushVarint(bytes, this.#costs[at] ?? 0);
      before = time;
    }
    return Uint8Array.from(bytes);
  }

  /**
   * Reads what `encode` wrote.
   *
   * @throws RangeError when the bytes are of another format or end early.
   */
  static decode(bytes: Uint8Array, windowMs: number): SlidingLog {
    if (bytes[0] !== FORMAT) throw new RangeError('a sliding log of another format');
    const log = new SlidingLog(windowMs);
    const cursor = { bytes, at: 1 };
    let time = 0;
    while (cursor.at < bytes.length) {
      time += readVarint(cursor);
      const cost = readVarint(cursor);
      log.#times.push(time);
      log.#costs.push(cost);
      log.#used += cost;
      log.#seenMs = time;
    }
    return log;
  }

  #advance(nowMs: number): void {
    if (nowMs <= this.#seenMs) return;
    this.#seenMs = nowMs;
    const goneMs = nowMs - this.windowMs;
    for (;;) {
      const oldest = this.#times[this.#first];
      if (oldest === undefined || oldest > goneMs) break;
      this.#used -= this.#costs[this.#first] ?? 0;
      this.#first += 1;
    }
    if (this.#first < SPENT_MAX && this.#first < this.#times.length) return;
    this.#times.splice(0, this.#first);
    this.#costs.splice(0, this.#first);
    this.#first = 0;
  }
}

/** Milliseconds as whole seconds for a header: rounded up, so that waiting that long is enough. */
export function secondsUp(ms: number): number {
  return Math.ceil(ms / 1000);
}

/** Divides instead of shifting: a time has more than 32 bits. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function readVarint(cursor: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new RangeError('a sliding log that ends early');
    cursor.at += 1;
    value += (byte % 0x80) * scale;
    if (byte < 0x80) return value;
  }
}
