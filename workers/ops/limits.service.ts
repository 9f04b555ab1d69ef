/**
 * What an operator does with the rate limits. Addresses and client ids come in as they are and are hashed here: what is
 * stored and answered knows them by key only.
 */
import type { ObservedReply, Override, OverrideRequest, PeekReply } from '../../shared/limits.schema.ts';
import { type LimitCaller, type LimitsReply, OVERRIDE_DAYS_MAX, OVERRIDES_MAX } from '../../shared/limits.schema.ts';
import { POLICY_NAMES, type PolicyName } from '../../shared/limits.vocabulary.ts';
import type { Clock } from '../kernel/clock.ts';
import type { WaitUntil } from '../kernel/coalescer.ts';
import { AppError } from '../kernel/errors.ts';
import type { CallerKeys, ShardPlace } from '../kernel/limits/caller.ts';
import type { Check, Verdict } from '../kernel/limits/decide.ts';
import { LIMIT_SHARDS_PER_REGION } from '../kernel/limits/limits.constants.ts';
import { type OverrideBook, overrideId } from '../kernel/limits/overrides.ts';
import { POLICIES } from '../kernel/limits/policies.ts';
import { checkOf } from '../kernel/limits/policy-book.ts';
import { REGISTRY_REGIONS } from '../kernel/limits/registry-region.ts';
import type { ShardDoor } from '../kernel/limits/shard-door.ts';
import { secondsUp } from '../kernel/limits/window.ts';
import type { Log } from '../kernel/log.ts';

const DAY_MS = 86_400_000;
/** Shards that are asked at once for what they have observed. */
const SHARDS_AT_ONCE = 16;

/** Limits that are counted in the hop of another feature. */
export interface RoundBudgets {
  /** Rejects with `bad_request` when the key is not a round id of ours. */
  peek(check: Check): Promise<Verdict>;
  reset(roundId: string): Promise<void>;
}

export interface LimitsAdminParts {
  readonly shards: Pick<ShardDoor, 'stub'>;
  readonly book: OverrideBook;
  readonly callers: CallerKeys;
  readonly rounds: RoundBudgets;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where a caller is counted under a policy. Rounds have no place here: their ledger counts them. */
interface Counter {
  readonly key: string;
  readonly place: ShardPlace | undefined;
}

export class LimitsAdmin {
  readonly #parts: LimitsAdminParts;

  constructor(parts: LimitsAdminParts) {
    this.#parts = parts;
  }

  async list(): Promise<LimitsReply> {
    const snapshot = await this.#parts.book.object().snapshot();
    this.#parts.book.adopt(snapshot);
    const policies = POLICY_NAMES.map((policy) => {
      const { key, limit, windowSeconds, mode, cost, onFailure } = POLICIES[policy];
      return { policy, key, limit, window_seconds: windowSeconds, mode, cost, on_failure: onFailure };
    });
    return { policies, overrides: [...snapshot.overrides] };
  }

  /** @throws AppError `bad_request` for a caller that the policy does not count, an expiry out of bounds, or too many. */
  async put(request: OverrideRequest): Promise<Override> {
    const { policy, limit, mode, caller, expires_at, reason, author } = request;
    const now = this.#parts.clock.nowMs();
    const aheadMs = Date.parse(expires_at) - now;
    if (aheadMs <= 0 || aheadMs > OVERRIDE_DAYS_MAX * DAY_MS) {
      throw refusal('/expires_at', `An override ends within the next ${OVERRIDE_DAYS_MAX} days.`);
    }
    const key = caller === undefined ? undefined : (await this.#counterOf(policy, caller)).key;
    const override: Override = {
      id: overrideId(policy, key),
      policy,
      ...(limit === undefined ? {} : { limit }),
      ...(mode === undefined ? {} : { mode }),
      ...(key === undefined ? {} : { key }),
      created_at: new Date(now).toISOString(),
      expires_at,
      reason,
      author,
    };
    const snapshot = await this.#parts.book.object().put(override);
    if (snapshot === undefined) throw refusal('', `There are ${OVERRIDES_MAX} overrides already.`);
    this.#parts.book.adopt(snapshot);
    this.#parts.log.info('limit_override_set', { policy, limit, mode, expires_at, author });
    return override;
  }

  /** @throws AppError `not_found`. */
  async remove(id: string): Promise<void> {
    const snapshot = await this.#parts.book.object().remove(id);
    if (snapshot === undefined) throw new AppError('not_found');
    this.#parts.book.adopt(snapshot);
    this.#parts.log.info('limit_override_removed', { policy: id.split('-')[0] });
  }

  /** What the caller has left, with the numbers that hold for it now. */
  async peek(policy: PolicyName, caller: LimitCaller, waitUntil: WaitUntil): Promise<PeekReply> {
    const { shards, book, rounds } = this.#parts;
    await book.refresh(waitUntil);
    const { key, place } = await this.#counterOf(policy, caller);
    const { cost, limit, windowSeconds } = POLICIES[policy];
    const effective = checkOf(book, policy, key);
    const check: Check = effective ?? { policy, key, cost, limit, windowMs: windowSeconds * 1000, mode: 'shadow' };
    const verdict = place === undefined ? await rounds.peek(check) : await shards.stub(place).peek(check);
    return {
      policy,
      mode: effective?.mode ?? 'off',
      limit: check.limit,
      window_seconds: windowSeconds,
      remaining: verdict.remaining,
      renew_seconds: secondsUp(verdict.renewMs),
      retry_after_seconds: Number.isFinite(verdict.waitMs) ? secondsUp(verdict.waitMs) : windowSeconds,
    };
  }

  /** Forgets what the caller has taken; isolates that know it as denied hear of it as they hear of overrides. */
  async reset(policy: PolicyName, caller: LimitCaller): Promise<void> {
    const { shards, book, rounds, log } = this.#parts;
    const { key, place } = await this.#counterOf(policy, caller);
    if (place === undefined) await rounds.reset(key);
    else await shards.stub(place).forget({ policy, key });
    book.adopt(await book.object().touch());
    log.info('limit_reset', { policy });
  }

  /** Asks every shard. One that does not answer is counted as missing. */
  async observed(): Promise<ObservedReply> {
    const places = REGISTRY_REGIONS.flatMap((region) =>
      Array.from({ length: LIMIT_SHARDS_PER_REGION }, (_, shard) => ({ name: `${region}-${shard}`, region })),
    );
    const callers = new Map<string, ObservedReply['observed'][number]>();
    let missing = 0;
    for (let at = 0; at < places.length; at += SHARDS_AT_ONCE) {
      const asked = places.slice(at, at + SHARDS_AT_ONCE).map((place) => this.#parts.shards.stub(place).observed());
      for (const answer of await Promise.allSettled(asked)) {
        if (answer.status === 'rejected') missing += 1;
        else {
          for (const { policy, bound, callers: more } of answer.value) {
            const before = callers.get(`${policy} ${bound}`)?.callers ?? 0;
            callers.set(`${policy} ${bound}`, { policy, bound, callers: before + more });
          }
        }
      }
    }
    const observed = [...callers.values()].sort((one, two) => one.bound - two.bound);
    return { observed, shards_missing: missing };
  }

  async #counterOf(policy: PolicyName, caller: LimitCaller): Promise<Counter> {
    const kind = POLICIES[policy].key;
    if (kind === 'api_key' || kind === 'service' || (kind === 'round') !== 'round_id' in caller) {
      throw refusal('/caller', `The policy "${policy}" counts by ${kind}.`);
    }
    if ('round_id' in caller) return { key: caller.round_id, place: undefined };
    const { address, client, place } = await this.#parts.callers.callerOf(caller.address, caller.client_id);
    return { key: kind === 'address' ? address : client, place };
  }
}

function refusal(pointer: string, message: string): AppError {
  return new AppError('bad_request', { message, details: { pointer } });
}
