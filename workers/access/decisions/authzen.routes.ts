/** AuthZEN over HTTP: which contract is kept by which call. */
import {
  authzenConfigurationContract,
  evaluationContract,
  evaluationsContract,
} from '../../../shared/authzen.contract.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DecisionBudget } from './decision-budget.ts';
import type { DecisionService } from './decisions.service.ts';
import { consistencyOf, evaluateBatch, questionOf, type Tell } from './evaluation.ts';
import type { IsAdmin } from './evaluation-guard.ts';
import { explainedReply, plainReply } from './explanation.ts';

export interface AuthzenParts {
  readonly decisions: DecisionService;
  /** Our own origin: the identifier of the decision point. */
  readonly publicUrl: string;
  readonly guard: Guard;
  readonly isAdmin: IsAdmin;
  readonly budget: Pick<DecisionBudget, 'take'>;
}

/** Seconds that the discovery document may be kept: it changes with our own address only. */
const CONFIGURATION_AGE_SECONDS = 3600;

export function authzenEndpoints({ decisions, publicUrl, guard, isAdmin, budget }: AuthzenParts): Endpoint[] {
  const charge = async ({ principal, limits, waitUntil }: RequestContext, units: number) => {
    if (principal === undefined) throw new Error('the guard has let nobody in');
    limits.settle(await budget.take(principal.subject, units, waitUntil));
  };
  return [
    endpoint(
      evaluationContract,
      async (request, context) => {
        const tell = await tellerFor(context, isAdmin);
        await charge(context, 1);
        const evaluate = decisions.evaluator(consistencyOf(request.options), context.waitUntil);
        return tell(await evaluate(questionOf(request)));
      },
      guard,
    ),
    endpoint(
      evaluationsContract,
      async (request, context) => {
        const tell = await tellerFor(context, isAdmin);
        await charge(context, Math.max(1, request.evaluations?.length ?? 0));
        const evaluate = decisions.evaluator(consistencyOf(request.options), context.waitUntil);
        if ((request.evaluations ?? []).length === 0) return tell(await evaluate(questionOf(request)));
        return { evaluations: await evaluateBatch(request, evaluate, tell) };
      },
      guard,
    ),
    endpoint(authzenConfigurationContract, () =>
      Response.json(
        {
          policy_decision_point: publicUrl,
          access_evaluation_endpoint: publicUrl + evaluationContract.path,
          access_evaluations_endpoint: publicUrl + evaluationsContract.path,
        },
        { headers: { 'Cache-Control': `public, max-age=${CONFIGURATION_AGE_SECONDS}` } },
      ),
    ),
  ];
}

/** @throws AppError `bad_request` for any other query, `forbidden` when a reason is asked for by who may not know it. */
async function tellerFor({ request, principal }: RequestContext, isAdmin: IsAdmin): Promise<Tell> {
  const query = new URL(request.url).search;
  if (query === '') return plainReply;
  if (query !== '?explain=1') throw new AppError('bad_request', { message: 'The only query is explain=1.' });
  if (principal === undefined || !(await isAdmin(principal))) throw new AppError('forbidden');
  return explainedReply;
}
