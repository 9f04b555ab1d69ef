/**
 * Who may use `/admin/*`: whoever sends the admin token. For all others, and when no token is configured, there is
 * nothing there, byte for byte.
 */
import type { Guard } from '../kernel/app.ts';
import { BearerToken } from '../kernel/bearer-token.ts';
import { AppError } from '../kernel/errors.ts';
import type { Principal } from '../kernel/principal.ts';

const OPERATOR: Principal = {
  subject: { type: 'operator', id: 'admin-token' },
  credential: 'admin-token',
  roles: ['admin'],
  scopes: [],
  // Whoever holds the token was given it out of band: there is nothing to step up to.
  hasSecondFactor: true,
};

export async function adminGuard(token: string | undefined): Promise<Guard> {
  const known = token === undefined ? undefined : await BearerToken.from(token);
  return async (request) => {
    if (known === undefined || !(await known.isIn(request))) throw new AppError('not_found');
    return OPERATOR;
  };
}
