/**
 * What a route may demand of its caller, beyond being known. Each throws the error that tells an honest caller what to do.
 *
 * @see RFC 6750 §3.1 (`insufficient_scope`), RFC 9470 §3 (`insufficient_user_authentication`)
 */
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';

/** Seconds that a challenge names where a route does not: it makes the provider ask anew. */
const STEP_UP_AGE_MAX_SECONDS = 3600;

/** @throws AppError `forbidden` unless the credential has all scopes. @param scopes From our own code, never from a caller. */
export function requireScopes(principal: Principal, scopes: readonly string[]): void {
  if (scopes.every((scope) => principal.scopes.includes(scope))) return;
  throw new AppError('forbidden', {
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
  });
}

/** @throws AppError `forbidden` unless the credential brings the role along. */
export function requireRole(principal: Principal, role: string): void {
  if (!principal.roles.includes(role)) throw new AppError('forbidden');
}

/** How young the sign-in must be as well. */
interface Recent {
  readonly maxAgeSeconds: number;
  readonly nowSeconds: number;
}

/**
 * @param recent For what must not be done by whoever finds a session open.
 * @throws AppError `step_up_required` unless a second factor was shown. Its challenge says `max_age`, which a client passes on
 *   to the sign-in.
 */
export function requireSecondFactor(principal: Principal, recent?: Recent): void {
  const { hasSecondFactor, authTimeSeconds } = principal;
  const isRecent =
    recent === undefined ||
    (authTimeSeconds !== undefined && recent.nowSeconds - authTimeSeconds <= recent.maxAgeSeconds);
  if (hasSecondFactor && isRecent) return;
  const maxAge = recent?.maxAgeSeconds ?? STEP_UP_AGE_MAX_SECONDS;
  throw new AppError('step_up_required', {
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_user_authentication", max_age="${maxAge}"` },
  });
}
