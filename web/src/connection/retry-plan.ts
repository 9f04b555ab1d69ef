/**
 * When a failed call is tried again. Pure: the error and the count in, the plan out.
 *
 * A 429 waits exactly as long as the server said and costs no try, because the server knows when there is room. Other
 * passing failures get three tries; after that the player decides, since nothing is lost by waiting.
 */
import type { ApiError } from '../../../shared/client.ts';

/** Seconds before the first, second and third try after a failure. */
export const BACKOFF_SECONDS = [1, 2, 4] as const;

export type WaitReason = 'network' | 'server' | 'rate_limited';

export type RetryPlan =
  /** The same request can not succeed. */
  | { readonly kind: 'give_up' }
  /** Try again by itself after `seconds`; `manual` when the player may ask for it sooner. */
  | { readonly kind: 'wait'; readonly reason: WaitReason; readonly seconds: number; readonly manual: boolean }
  /** Try again when the connection is back. */
  | { readonly kind: 'offline' }
  /** Tries are used up: wait for the player or for the connection to come back. */
  | { readonly kind: 'stalled'; readonly reason: WaitReason };

type FailedCall = Pick<ApiError, 'code' | 'status' | 'retryable' | 'retryAfterSeconds'>;

/** @param failures Failures of this call so far that were not 429, this one included. */
export function planRetry(error: FailedCall, failures: number, online: boolean): RetryPlan {
  if (error.status === 429) {
    return {
      kind: 'wait',
      reason: 'rate_limited',
      seconds: error.retryAfterSeconds ?? BACKOFF_SECONDS[0],
      manual: false,
    };
  }
  const network = error.code === 'network';
  const passing = network || (error.retryable && error.status >= 500);
  if (!passing) return { kind: 'give_up' };
  if (network && !online) return { kind: 'offline' };
  const reason = network ? 'network' : 'server';
  const backoff = BACKOFF_SECONDS[failures - 1];
  if (backoff === undefined) return { kind: 'stalled', reason };
  return { kind: 'wait', reason, seconds: Math.max(backoff, error.retryAfterSeconds ?? 0), manual: network };
}
