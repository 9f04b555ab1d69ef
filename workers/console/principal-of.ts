/** Whom the guard of a route let in. */
import type { RequestContext } from '../kernel/app.ts';
import type { Principal } from '../kernel/principal.ts';

export function principalOf({ principal }: RequestContext): Principal {
  if (principal === undefined) throw new Error('the guard names who was let in');
  return principal;
}
