/**
 * Who may ask for decisions: services that show an API key or a token with the scope, and administrators. Anybody else
 * could try out the policies.
 */
import type { Guard } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Authenticate } from '../authenticator.ts';

export const EVALUATE_SCOPE = 'access:evaluate';

/** Whether somebody may see everything, a second factor included where one is asked for. */
export type IsAdmin = (principal: Principal) => Promise<boolean>;

/**
 * @returns Lets in or throws `not_signed_in` (no credential), `forbidden` (not for this), or what the credential's own check
 *   throws.
 * @see RFC 6750 §3 (`WWW-Authenticate`)
 */
export function evaluationGuard(authenticate: Authenticate, isAdmin: IsAdmin): Guard {
  return async (request, waitUntil) => {
    const principal = await authenticate(request, 'bounded', waitUntil);
    if (principal === undefined) {
      throw new AppError('not_signed_in', {
        message: 'Show an API key or a token.',
        headers: { 'WWW-Authenticate': 'Bearer realm="roundhouse"' },
      });
    }
    if (principal.scopes.includes(EVALUATE_SCOPE) || (await isAdmin(principal))) return principal;
    throw new AppError('forbidden', {
      headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${EVALUATE_SCOPE}"` },
    });
  };
}
