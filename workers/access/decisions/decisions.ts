/** Decisions put together: the service, AuthZEN, the proxies' door and the operator's routes. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Limiter } from '../../kernel/limits/limiter.ts';
import type { Authenticate } from '../authenticator.ts';
import { forwardAuthEndpoint } from '../forward-auth/forward-auth.routes.ts';
import { authzenEndpoints } from './authzen.routes.ts';
import { cacheAdminEndpoints } from './cache-admin.routes.ts';
import { DecisionBudget } from './decision-budget.ts';
import { type DecisionParts, DecisionService } from './decisions.service.ts';
import { evaluationGuard, type IsAdmin } from './evaluation-guard.ts';

interface DecisionsParts extends DecisionParts {
  readonly limiter: Pick<Limiter, 'checkAt'>;
  readonly publicUrl: string;
  /** Of whoever asks for decisions, and of the person that a proxy asks about. */
  readonly authenticate: Authenticate;
  /** Who may see the reasons of a decision. */
  readonly isAdmin: IsAdmin;
  /** In front of the operator's routes. */
  readonly adminGuard: Guard;
}

interface Decisions {
  readonly service: DecisionService;
  readonly endpoints: readonly Endpoint[];
}

export function buildDecisions(parts: DecisionsParts): Decisions {
  const { freshness, publicUrl, authenticate, isAdmin, adminGuard } = parts;
  const decisions = new DecisionService(parts);
  const guard = evaluationGuard(authenticate, isAdmin);
  return {
    service: decisions,
    endpoints: [
      ...authzenEndpoints({
        decisions,
        publicUrl,
        guard,
        isAdmin,
        budget: new DecisionBudget(parts.limiter, parts.clock),
      }),
      forwardAuthEndpoint({ decisions, authenticate, publicUrl }),
      ...cacheAdminEndpoints(decisions, freshness, adminGuard),
    ],
  };
}
