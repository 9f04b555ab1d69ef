/** Decisions put together: the service, AuthZEN, the proxies' door and the operator's routes. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Limiter } from '../../kernel/limits/limiter.ts';
import type { Authenticate } from '../authenticator.ts';
import { forwardAuthEndpoint } from '../forward-auth/forward-auth.routes.ts';
import { authzenEndpoints } from './authzen.routes.ts';
import { cacheAdminEndpoints } from './cache-admin.routes.ts';
import { DecisionBudget } from './decision-budget.ts';
import { type DecisionParts, DecisionService } from './decisions.service.ts';
import type { IsAdmin } from './evaluation-guard.ts';

interface DecisionsParts extends DecisionParts {
  readonly limiter: Pick<Limiter, 'checkAt'>;
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
  const budget = new DecisionBudget(parts.limiter, parts.clock);
  return [
    ...authzenEndpoints({ decisions, publicUrl, guard: evaluators, isAdmin, budget }),
    forwardAuthEndpoint({ decisions, authenticate, publicUrl }),
    ...cacheAdminEndpoints(decisions, freshness, adminGuard),
  ];
}
