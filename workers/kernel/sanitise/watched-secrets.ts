/**
 * Secrets that were resolved in this isolate a short while ago, so that a text can be searched for them.
 *
 * What is kept are fingerprints of a value and of its encoded forms, never the value: two rolling hashes with random bases
 * and the length. A text is searched for all of them in one pass whose cost grows with the text alone. Two different texts
 * of one length have the same fingerprint about once in 2^60: then something harmless is hidden.
 *
 * It knows what this isolate has resolved. A Durable Object that runs elsewhere is guarded by the shapes of secrets alone.
 */
import { type Clock, systemClock } from '../clock.ts';
import { encodedForms } from './encoded-forms.ts';
import { WATCHED_CHARS_MAX, WATCHED_CHARS_MIN, WATCHED_MS, WATCHED_VALUES_MAX } from './sanitise.constants.ts';

/** Where something stands in a text, in UTF-16 units; the end is not part of it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One form of one value. */
interface Fingerprint {
  readonly length: number;
  readonly first: number;
  readonly second: number;
  /** The bases to the power of `length`. */
  readonly firstPower: number;
  readonly secondPower: number;
}

interface Watched {
  readonly byWindow: readonly (readonly [window: number, fingerprint: Fingerprint])[];
  expiresAtMs: number;
}

/** Every form is looked up by its first characters. */
const WINDOW_CHARS = WATCHED_CHARS_MIN;
const FILTER_BITS = 16;

export class WatchedSecrets {
  readonly #clock: Clock;
  readonly #bases = [randomOdd(), randomOdd()] as const;
  readonly #windowPower = power(this.#bases[0], WINDOW_CHARS);
  /** By the fingerprint of the value, the one handed over longest ago first. */
  readonly #watched = new Map<string, Watched>();
  #index = new Map<number, Fingerprint[]>();
  /** Most windows of a text are none of ours: one look says so. */
  #filter = new Uint8Array(2 ** FILTER_BITS);
  #nextExpiryMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Values that are looked for. */
  get size(): number {
    return this.#watched.size;
  }

  /** Looks for a value from now on. One shorter than `WATCHED_CHARS_MIN` is left alone. */
  watch(value: string): void {
    if (value.length < WATCHED_CHARS_MIN) return;
    // A value from a file ends with a line end, which whoever uses it takes away.
    const trimmed = value.trim();
    if (trimmed !== value) this.watch(trimmed);
    const expiresAtMs = this.#clock.nowMs() + WATCHED_MS;
    const text = value.slice(0, WATCHED_CHARS_MAX);
    const { first, second, length } = this.#fingerprint(text);
    const key = `${length}.${first}.${second}`;
    const watched = this.#watched.get(key) ?? { byWindow: this.#fingerprintsOf(text), expiresAtMs };
    if (!this.#watched.delete(key)) this.#add(watched);
    watched.expiresAtMs = expiresAtMs;
    this.#watched.set(key, watched);
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, expiresAtMs);
    const [oldest] = this.#watched.keys();
    if (this.#watched.size > WATCHED_VALUES_MAX && oldest !== undefined) {
      this.#watched.delete(oldest);
      this.#rebuild();
    }
  }

  /** Where watched values stand in a text, from the left; those that overlap are one. */
  find(text: string): TextRange[] {
    this.#dropExpired();
    if (this.#watched.size === 0 || text.length < WINDOW_CHARS) return [];
    const [firsts, seconds] = [prefixHashes(text, this.#bases[0]), prefixHashes(text, this.#bases[1])];
    const found: TextRange[] = [];
    for (let start = 0; start + WINDOW_CHARS <= text.length; start += 1) {
      const window = between(firsts, start, start + WINDOW_CHARS, this.#windowPower);
      if (this.#filter[window >>> (32 - FILTER_BITS)] === 0) continue;
      let end = 0;
      for (const candidate of this.#index.get(window) ?? []) {
        const until = start + candidate.length;
        if (until <= end || until > text.length) continue;
        if (between(firsts, start, until, candidate.firstPower) !== candidate.first) continue;
        if (between(seconds, start, until, candidate.secondPower) === candidate.second) end = until;
      }
      if (end === 0) continue;
      const last = found.at(-1);
      if (last === undefined || start >= last.end) found.push({ start, end });
      else if (end > last.end) found[found.length - 1] = { start: last.start, end };
    }
    return found;
  }

  #fingerprintsOf(text: string): Watched['byWindow'] {
    return encodedForms(text)
      .filter((form) => form.length >= WINDOW_CHARS)
      .map((form) => [hashOf(form.slice(0, WINDOW_CHARS), this.#bases[0]), this.#fingerprint(form)]);
  }

  #fingerprint(text: string): Fingerprint {
    const [firstBase, secondBase] = this.#bases;
    const { length } = text;
    return {
      length,
      first: hashOf(text, firstBase),
      second: hashOf(text, secondBase),
      firstPower: power(firstBase, length),
      secondPower: power(secondBase, length),
    };
  }

  #add({ byWindow }: Watched): void {
    for (const [window, fingerprint] of byWindow) {
      this.#filter[window >>> (32 - FILTER_BITS)] = 1;
      const sharing = this.#index.get(window);
      if (sharing === undefined) this.#index.set(window, [fingerprint]);
      else sharing.push(fingerprint);
    }
  }

  #rebuild(): void {
    this.#index = new Map();
    this.#filter = new Uint8Array(2 ** FILTER_BITS);
    for (const watched of this.#watched.values()) this.#add(watched);
  }

  #dropExpired(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#nextExpiryMs) return;
    this.#nextExpiryMs = Number.POSITIVE_INFINITY;
    for (const [key, { expiresAtMs }] of this.#watched) {
      if (expiresAtMs <= nowMs) this.#watched.delete(key);
      else this.#nextExpiryMs = Math.min(this.#nextExpiryMs, expiresAtMs);
    }
    this.#rebuild();
  }
}

/** What this isolate has resolved. Holds nothing of a request that could be read back. */
export const watchedSecrets = new WatchedSecrets(systemClock);

/**
 * Hands over a resolved secret, so that it is hidden wherever it would be logged or told. To be called with every value that
 * comes out of a vault, at the moment it does, and again when it comes out of a cache.
 */
export function watchSecret(value: string): void {
  watchedSecrets.watch(value);
}

/** Polynomial hash modulo 2^32. */
function hashOf(text: string, base: number): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, base) + text.charCodeAt(at)) >>> 0;
  return hash;
}

/** The hash of each beginning of a text. */
function prefixHashes(text: string, base: number): Uint32Array {
  const hashes = new Uint32Array(text.length + 1);
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = (Math.imul(hash, base) + text.charCodeAt(at)) >>> 0;
    hashes[at + 1] = hash;
  }
  return hashes;
}

function between(prefixes: Uint32Array, start: number, end: number, basePower: number): number {
  return ((prefixes[end] as number) - Math.imul(prefixes[start] as number, basePower)) >>> 0;
}

function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left >>>= 1) {
    if (left & 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result >>> 0;
}

/** Odd, since an even base forgets the beginning of a long text modulo a power of two. */
function randomOdd(): number {
  return ((Math.random() * 2 ** 32) | 1) >>> 0;
}
