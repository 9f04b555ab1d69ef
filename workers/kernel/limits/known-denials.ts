/**
 * What this isolate knows about callers who are denied until some time: they need no hop to be told again. A caller is
 * forgotten rather than denied when there are too many. Nothing is learnt from limits in shadow mode.
 */
import { BoundedMap } from '../bounded-map.ts';
import type { Check, Verdict } from './decide.ts';
import { KNOWN_DENIALS_MAX } from './limits.constants.ts';

interface Denial {
  readonly untilMs: number;
  /** When the first units come back: they may not suffice. */
  readonly renewAtMs: number;
  readonly remaining: number;
  /** With another limit the denial may not hold. */
  readonly limit: number;
}

const idOf = ({ policy, key }: Check) => `${policy} ${key}`;

export class KnownDenials {
  readonly #denials = new BoundedMap<string, Denial>(KNOWN_DENIALS_MAX);

  /** Remembers a verdict if it is a denial that counts. */
  learn(check: Check, verdict: Verdict, nowMs: number): void {
    if (check.mode !== 'enforce' || verdict.waitMs === 0 || !Number.isFinite(verdict.waitMs)) return;
    const { remaining } = verdict;
    const untilMs = nowMs + verdict.waitMs;
    this.#denials.set(idOf(check), { untilMs, renewAtMs: nowMs + verdict.renewMs, remaining, limit: check.limit });
  }

  /** The denial that a hop would bring, or undefined when only a hop can tell. */
  recall(check: Check, nowMs: number): Verdict | undefined {
    if (check.mode !== 'enforce') return undefined;
    const denial = this.#denials.get(idOf(check));
    if (denial === undefined) return undefined;
    if (denial.untilMs <= nowMs || denial.limit !== check.limit) {
      this.#denials.delete(idOf(check));
      return undefined;
    }
    const { remaining } = denial;
    return {
      admitted: false,
      remaining,
      renewMs: Math.max(1, denial.renewAtMs - nowMs),
      waitMs: denial.untilMs - nowMs,
    };
  }

  /** Forgets all: an operator has changed something. */
  clear(): void {
    this.#denials.clear();
  }
}
