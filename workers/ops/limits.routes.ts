/** The operator's routes of the rate limits, all behind the admin guard. */
import {
  deleteOverrideContract,
  listLimitsContract,
  observedLimitsContract,
  peekLimitContract,
  putOverrideContract,
  resetLimitContract,
} from '../../shared/limits.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../kernel/app.ts';
import type { LimitsAdmin } from './limits.service.ts';

export function limitsEndpoints(admin: LimitsAdmin, guard: Guard): Endpoint[] {
  return [
    endpoint(listLimitsContract, () => admin.list(), guard),
    endpoint(putOverrideContract, (request) => admin.put(request), guard),
    endpoint(
      deleteOverrideContract,
      async (_, { params }) => {
        await admin.remove(params.id ?? '');
        return { done: true as const };
      },
      guard,
    ),
    endpoint(peekLimitContract, ({ policy, caller }, { waitUntil }) => admin.peek(policy, caller, waitUntil), guard),
    endpoint(
      resetLimitContract,
      async ({ policy, caller }) => {
        await admin.reset(policy, caller);
        return { done: true as const };
      },
      guard,
    ),
    endpoint(observedLimitsContract, () => admin.observed(), guard),
  ];
}
