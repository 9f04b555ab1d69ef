/**
 * This isolate's copy of the overrides. It is renewed in the background while requests come; only an isolate that is new
 * or has slept waits for it, and not for long. So an override holds everywhere within `OVERRIDE_REACH_MS`; when the
 * object cannot be reached, what is known goes on to hold until it expires.
 */
import { OVERRIDES_MAX, type Override } from '../../../shared/limits.schema.ts';
import type { PolicyName } from '../../../shared/limits.vocabulary.ts';
import type { Clock } from '../clock.ts';
import type { WaitUntil } from '../coalescer.ts';
import { describeThrown, type Log } from '../log.ts';
import { OVERRIDE_REACH_MS, OVERRIDE_REFRESH_MS, OVERRIDE_RETRY_MS, OVERRIDE_WAIT_MS } from './limits.constants.ts';
import type { LimitOverrides, OverrideSnapshot } from './overrides.do.ts';
import type { PolicyBook, PolicyChange } from './policy-book.ts';

/** Name of the one object. */
const EVERYTHING = 'all';

interface Change extends PolicyChange {
  readonly expiresAtMs: number;
}

/** Identity of an override: one for each policy and caller. */
export function overrideId(policy: PolicyName, key: string | undefined): string {
  return key === undefined ? policy : `${policy}-${key}`;
}

export class OverrideBook implements PolicyBook {
  readonly #namespace: DurableObjectNamespace<LimitOverrides>;
  readonly #clock: Clock;
  readonly #log: Log;
  #changes = new Map<string, Change>();
  #revision = 0;
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  /** A look that is under way. */
  #loading: Promise<void> | undefined;

  constructor(namespace: DurableObjectNamespace<LimitOverrides>, clock: Clock, log: Log) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#log = log;
  }

  get revision(): number {
    return this.#revision;
  }

  async refresh(waitUntil: WaitUntil): Promise<void> {
    const now = this.#clock.nowMs();
    const ageMs = now - this.#loadedAtMs;
    if (ageMs < OVERRIDE_REFRESH_MS) return;
    if (now - this.#triedAtMs >= OVERRIDE_RETRY_MS) {
      this.#triedAtMs = now;
      this.#loading = this.#load();
      waitUntil(this.#loading);
    }
    const mustWait = ageMs >= OVERRIDE_REACH_MS - OVERRIDE_WAIT_MS;
    if (mustWait && this.#loading !== undefined) await Promise.race([this.#loading, scheduler.wait(OVERRIDE_WAIT_MS)]);
  }

  changeOf(policy: PolicyName, key: string): PolicyChange | undefined {
    if (this.#changes.size === 0) return undefined;
    const now = this.#clock.nowMs();
    const live = [overrideId(policy, key), overrideId(policy, undefined)]
      .map((id) => this.#changes.get(id))
      .filter((change) => change !== undefined && change.expiresAtMs > now);
    if (live.length === 0) return undefined;
    const [nearest, wider] = live;
    return { limit: nearest?.limit ?? wider?.limit, mode: nearest?.mode ?? wider?.mode };
  }

  /** The object that keeps them, for an operator's change. What it answers goes into `adopt`. */
  object(): DurableObjectStub<LimitOverrides> {
    return this.#namespace.getByName(EVERYTHING);
  }

  /** Takes in a state that is newer than the own. */
  adopt({ revision, overrides }: OverrideSnapshot): void {
    this.#loadedAtMs = this.#clock.nowMs();
    if (revision < this.#revision) return;
    this.#revision = revision;
    this.#changes = new Map(overrides.slice(0, OVERRIDES_MAX).map((override) => [override.id, changeOf(override)]));
  }

  async #load(): Promise<void> {
    try {
      this.adopt(await this.object().snapshot());
    } catch (error) {
      this.#log.error('limit_overrides_unreachable', { cause: describeThrown(error) });
    } finally {
      this.#loading = undefined;
    }
  }
}

function changeOf({ limit, mode, expires_at }: Override): Change {
  return { limit, mode, expiresAtMs: Date.parse(expires_at) };
}
