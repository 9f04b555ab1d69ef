/** The access room put together out of its parts. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { Freshness } from './freshness/freshness.ts';
import { buildPolicies } from './policies/policies.ts';

interface AccessParts {
  readonly bindings: Pick<Cloudflare.Env, 'DB' | 'ACCESS_SUBJECTS' | 'ACCESS_POLICIES'>;
  readonly clock: Clock;
  readonly log: Log;
  /** In front of the operator's routes. */
  readonly adminGuard: Guard;
}

export function buildAccess({ bindings, clock, log, adminGuard }: AccessParts): { readonly endpoints: Endpoint[] } {
  const { DB: db, ACCESS_SUBJECTS: subjects, ACCESS_POLICIES: policies } = bindings;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const rules = buildPolicies({ db, freshness, clock, log, guard: adminGuard });
  return { endpoints: [...rules.endpoints] };
}
