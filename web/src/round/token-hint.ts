/**
 * Reads the times out of a continuation token, as a hint for texts and for sparing a request that cannot succeed.
 * Proves nothing: the server alone judges a token. An unreadable token gives no hint.
 */
import { TOKEN_CHARS_MAX } from '../../../shared/rounds.vocabulary.ts';
import { CLOCK_TOLERANCE_MS } from './round.constants.ts';

export interface TokenTimes {
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

const COMPACT_FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** True for a text that could be a token; anything else is not worth sending. */
export function looksLikeToken(value: string | undefined): value is string {
  return value !== undefined && value.length <= TOKEN_CHARS_MAX && COMPACT_FORM.test(value);
}

export function readTokenTimes(token: string): TokenTimes | undefined {
  if (!looksLikeToken(token)) return undefined;
  try {
    const payload: unknown = JSON.parse(atob(token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? ''));
    if (typeof payload !== 'object' || payload === null) return undefined;
    const iat: unknown = Reflect.get(payload, 'iat');
    const exp: unknown = Reflect.get(payload, 'exp');
    if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return undefined;
    return { issuedAtMs: (iat as number) * 1000, expiresAtMs: (exp as number) * 1000 };
  } catch {
    return undefined;
  }
}

/** How far this device's clock is ahead, seen from a token that has just arrived; network delay counts as zero. */
export function clockAheadOf(token: string, nowMs: number): number {
  const times = readTokenTimes(token);
  if (times === undefined) return 0;
  const aheadMs = nowMs - times.issuedAtMs;
  return Math.abs(aheadMs) < CLOCK_TOLERANCE_MS ? 0 : aheadMs;
}

/** Milliseconds until the token expires (negative afterwards), or `undefined` when it does not say. */
export function tokenLeftMs(token: string, clockAheadMs: number, nowMs: number): number | undefined {
  const times = readTokenTimes(token);
  return times === undefined ? undefined : times.expiresAtMs + clockAheadMs - nowMs;
}
