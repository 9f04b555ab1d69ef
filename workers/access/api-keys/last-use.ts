/** When a key was last used, to within some minutes: a write per call would cost more than the call. Behind the answer. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import { KNOWN_KEYS_MAX, LAST_USE_MS } from './api-keys.constants.ts';
import type { KeyFacts } from './key-record.ts';
import type { KeyTruth } from './key-truth.ts';

interface LastUseParts {
  readonly truth: KeyTruth;
  readonly clock: Clock;
  readonly log: Log;
}

export class LastUse {
  readonly #parts: LastUseParts;
  readonly #notedAtMs = new BoundedMap<string, number>(KNOWN_KEYS_MAX);

  constructor(parts: LastUseParts) {
    this.#parts = parts;
  }

  /** Writes it down unless that was done a short while ago, here or elsewhere. Never rejects. */
  note({ id, lastUsedAtMs }: KeyFacts, waitUntil: WaitUntil): void {
    const { truth, clock, log } = this.#parts;
    const now = clock.nowMs();
    if (now - Math.max(lastUsedAtMs ?? 0, this.#notedAtMs.get(id) ?? 0) < LAST_USE_MS) return;
    this.#notedAtMs.set(id, now);
    const written = truth.noteUse(id, now);
    waitUntil(written.catch((error: unknown) => log.warn('key_use_not_noted', { cause: describeThrown(error) })));
  }
}
