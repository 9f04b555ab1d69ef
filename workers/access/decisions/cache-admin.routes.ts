/**
 * The operator's routes of the decision caches. Nothing is searched for or deleted: one step of a counter makes what was
 * kept unreachable everywhere, and the token that comes back lets a check ask to see that.
 */

import { SUBJECT_ID_CHARS_MAX } from '../../../shared/access-admin.limits.ts';
import {
  cacheStatsContract,
  forgetAllContract,
  forgetSubjectContract,
  warmUpContract,
} from '../../../shared/cache-admin.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { FRESHNESS_BOUND_MS } from '../access.constants.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { policiesToken, subjectToken } from '../freshness/revision-token.ts';
import type { DecisionService } from './decisions.service.ts';
import { warmUp } from './warm-up.ts';

/** There is nothing to write: the step of the counter is the change. */
const nothing = async () => undefined;

/** @param guard Lets administrators in. */
export function cacheAdminEndpoints(decisions: DecisionService, freshness: Freshness, guard: Guard): Endpoint[] {
  return [
    endpoint(warmUpContract, (request, { waitUntil }) => warmUp(request, decisions, waitUntil), guard),
    endpoint(
      forgetSubjectContract,
      async ({ type }, { params: { id = '' } }) => {
        if (id === '' || id.length > SUBJECT_ID_CHARS_MAX) {
          throw new AppError('bad_request', { message: 'This is not the id of a subject.' });
        }
        const subject = { type, id };
        const { number } = await freshness.changeSubject(subject, nothing);
        return { done: true as const, revision_token: subjectToken(subject, number) };
      },
      guard,
    ),
    endpoint(
      forgetAllContract,
      async () => {
        const { number } = await freshness.changePolicies(nothing);
        return { done: true as const, revision_token: policiesToken(number) };
      },
      guard,
    ),
    endpoint(
      cacheStatsContract,
      () => {
        const { isCaching, decisionsKept, subjectsKept, breaker } = decisions.stats();
        const { state, reason, ...counts } = breaker;
        return {
          enabled: isCaching,
          freshness_bound_ms: FRESHNESS_BOUND_MS,
          isolate: {
            decisions: decisionsKept,
            subjects: subjectsKept,
            kv: state,
            ...(reason === undefined ? {} : { bypass_reason: reason }),
            last_minute: counts,
          },
        };
      },
      guard,
    ),
  ];
}
