/**
 * Who may make keys, and with what in them. A key must never be worth more than whoever makes it: it cannot make further keys,
 * and it carries only scopes that its maker could use or give anyway.
 */
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import { requireSecondFactor } from '../roles/requirements.ts';

/** Whoever has it may give any scope. */
const ADMIN = 'admin';

/** @throws AppError `forbidden` for a caller with an API key; `step_up_required`. */
export function requireKeyMaker(principal: Principal, isSecondFactorRequired: boolean): void {
  if (principal.credential === 'api-key') {
    throw new AppError('forbidden', { message: 'Keys are not managed with a key. Sign in.' });
  }
  if (isSecondFactorRequired) requireSecondFactor(principal);
}

/** @throws AppError `forbidden` when a scope is not the caller's to give. */
export function requireGivable({ roles, scopes: own }: Principal, scopes: readonly string[]): void {
  if (roles.includes(ADMIN) || scopes.every((scope) => own.includes(scope))) return;
  throw new AppError('forbidden', {
    message: 'A key cannot have scopes that you do not have.',
    details: { pointer: '/scopes' },
  });
}
