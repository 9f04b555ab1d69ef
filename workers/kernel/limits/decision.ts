/**
 * The answer of the limiter about one request, and how a caller learns of it: 429 with an honest `Retry-After`, and the
 * fields of draft-ietf-httpapi-ratelimit-headers-10 (a draft, not a standard). No partition key is sent: it could only
 * tell one caller of an address about another.
 */
import type { PolicyName } from '../../../shared/limits.vocabulary.ts';
import { AppError } from '../errors.ts';
import type { Check, Verdict } from './decide.ts';
import { secondsUp } from './window.ts';

/** One enforced limit as the caller may see it. */
export interface LimitState {
  readonly policy: PolicyName;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Seconds until more becomes available; 0 when nothing is taken. */
  readonly renewSeconds: number;
}

export interface LimitDecision {
  readonly admitted: boolean;
  /** The enforced limits that were looked at. */
  readonly states: readonly LimitState[];
  /** When denied: whole seconds, at least 1, after which the request is admitted if nobody else comes. */
  readonly retryAfterSeconds: number;
}

/** No limit was looked at. */
export const UNLIMITED: LimitDecision = { admitted: true, states: [], retryAfterSeconds: 0 };

/** Puts the verdicts about one request together. Limits in shadow mode neither deny nor show. */
export function decisionOf(checks: readonly Check[], verdicts: readonly (Verdict | undefined)[]): LimitDecision {
  const states: LimitState[] = [];
  let waitMs = 0;
  for (const [nth, { policy, limit, windowMs, mode }] of checks.entries()) {
    const verdict = verdicts[nth];
    if (mode !== 'enforce' || verdict === undefined) continue;
    // What costs more than the limit never fits; a window later an operator may have changed that.
    waitMs = Math.max(waitMs, Number.isFinite(verdict.waitMs) ? verdict.waitMs : windowMs);
    states.push({
      policy,
      limit,
      windowSeconds: secondsUp(windowMs),
      remaining: verdict.remaining,
      renewSeconds: secondsUp(verdict.renewMs),
    });
  }
  return { admitted: waitMs === 0, states, retryAfterSeconds: secondsUp(waitMs) };
}

/** @throws AppError `rate_limited` with `Retry-After` when the decision is a denial. */
export function requireAdmitted({ admitted, retryAfterSeconds }: LimitDecision): void {
  if (!admitted) throw new AppError('rate_limited', { headers: { 'Retry-After': String(retryAfterSeconds) } });
}

/**
 * The header fields for an answer, admitted or denied.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-10 §3 (`RateLimit-Policy`), §4 (`RateLimit`); RFC 9651 §3.1 (lists)
 */
export function limitHeaders({ states }: LimitDecision): Record<string, string> {
  if (states.length === 0) return {};
  const policies = states.map(({ policy, limit, windowSeconds }) => `"${policy}";q=${limit};w=${windowSeconds}`);
  const limits = states.map(
    ({ policy, remaining, renewSeconds }) =>
      `"${policy}";r=${remaining}${renewSeconds === 0 ? '' : `;t=${renewSeconds}`}`,
  );
  return { 'RateLimit-Policy': policies.join(', '), RateLimit: limits.join(', ') };
}
