/**
 * Whether a fetch is under way, which nobody is told outright: it follows from what the server says of the last attempt.
 * Pure.
 */
import type { Freshness } from './zaim-api.ts';

/** What a person asked for on this page. */
export interface AskedFetch {
  readonly account: string;
  /** Failures in a row at that moment; when a fetch ends without success there is one more. */
  readonly failures: number;
}

type Attempts = Pick<Freshness, 'last_attempt_at' | 'last_success_at' | 'consecutive_failures'>;

export function isFetchUnderWay(
  { last_attempt_at: attempt, last_success_at: success, consecutive_failures: failures }: Attempts,
  asked: AskedFetch | undefined,
): boolean {
  // Without a failure, an attempt that is not the last success has not ended.
  if (failures === 0) return attempt === undefined || attempt !== success;
  return asked?.failures === failures;
}
