/** Decisions put together: the service, AuthZEN, the proxies' door and the operator's routes. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Authenticate } from '../authenticator.ts';
import { forwardAuthEndpoint } from '../forward-auth/forward-auth.routes.ts';
import { authzenEndpoints } from './authzen.routes.ts';
import { cacheAdminEndpoints } from './cache-admin.routes.ts';
import { type DecisionParts, DecisionService } from './decisions.service.ts';
import type { IsAdmin } from './evaluation-guard.ts';

interface DecisionsParts extends DecisionParts {
  readonly publicUrl: string;
  /** Of the person that a proxy asks about. */
  readonly authenticate: Authenticate;
  /** Who may see the reasons of a decision. */
  readonly isAdmin: IsAdmin;
  /** Lets in who may ask for decisions. */
  readonly evaluators: Guard;
  /** In front of the operator's routes. */
  readonly adminGuard: Guard;
}

export function buildDecisions(parts: DecisionsParts): Endpoint[] {
  const { freshness, publicUrl, authenticate, isAdmin, evaluators, adminGuard } = parts;
  const decisions = new DecisionService(parts);
  return [
    ...authzenEndpoints({ decisions, publicUrl, guard: evaluators, isAdmin }),
    forwardAuthEndpoint({ decisions, authenticate, publicUrl }),
    ...cacheAdminEndpoints(decisions, freshness, adminGuard),
  ];
}
