/** A limiter that admits everything without a hop: a contest looks at one thing at a time. */
import { UNLIMITED } from '../../../workers/kernel/limits/decision.ts';
import type { LimitServices } from '../../../workers/kernel/limits/request-limits.ts';

/** For the round ledger. */
export const noRoundLimits = {
  plan: () => Promise.resolve({ checks: [], known: undefined }),
  conclude: () => UNLIMITED,
  withoutShard: () => UNLIMITED,
};

/** For the routes. */
export const noRouteLimits: LimitServices = {
  limiter: { check: () => Promise.resolve(UNLIMITED) },
  callers: { callerOf: () => Promise.reject(new Error('nobody is limited')) },
};
