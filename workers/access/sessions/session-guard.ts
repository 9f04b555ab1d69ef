/**
 * Guards for routes of people who signed in: who they are, what they may do, and that it was our own page that asked.
 *
 * A cookie comes along with whatever a browser sends, so a call that changes something must say that it comes from our
 * origin. A call that says nothing is refused: every browser of today says it.
 */
import type { Guard } from '../../kernel/app.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import { requireSecondFactor } from '../roles/requirements.ts';
import type { Sessions } from './sessions.service.ts';

export interface SessionRules {
  /** A role that the person must have. */
  readonly role?: string;
  /** Whether a second factor must have been shown. */
  readonly secondFactor?: boolean;
}

/** Says whether somebody has a role. By what the credential brings along unless it is told otherwise. */
export type HasRole = (principal: Principal, role: string, waitUntil: WaitUntil) => Promise<boolean>;

const byCredential: HasRole = (principal, role) => Promise.resolve(principal.roles.includes(role));

/**
 * Checks in this order, so that nobody learns more than they may: `not_signed_in`, `forbidden` (wrong origin, then missing
 * role), `step_up_required`.
 */
export function sessionGuard(
  sessions: Pick<Sessions, 'authenticate'>,
  publicUrl: string,
  { role, secondFactor = false }: SessionRules = {},
  hasRole: HasRole = byCredential,
): Guard {
  return async (request, waitUntil) => {
    const principal = await sessions.authenticate(request, 'bounded', waitUntil);
    if (principal === undefined) throw new AppError('not_signed_in');
    requireOwnOrigin(request, publicUrl);
    if (role !== undefined && !(await hasRole(principal, role, waitUntil))) throw new AppError('forbidden');
    if (secondFactor) requireSecondFactor(principal);
    return principal;
  };
}

/**
 * Refuses a call that could change something and does not come from a page of ours.
 *
 * @throws AppError `forbidden` with the reason `cross_origin`.
 * @see Fetch Standard, `Origin`; Fetch Metadata, `Sec-Fetch-Site`
 */
export function requireOwnOrigin(request: Request, publicUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const origin = request.headers.get('Origin');
  const site = request.headers.get('Sec-Fetch-Site');
  const isOwn = (origin ?? publicUrl) === publicUrl && (site ?? 'same-origin') === 'same-origin';
  // Two headers that agree, or one; none is not enough.
  if (isOwn && (origin !== null || site !== null)) return;
  throw new AppError('forbidden', { details: { reason: 'cross_origin' } });
}
