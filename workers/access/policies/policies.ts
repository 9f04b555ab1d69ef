/** Roles and policies put together: the admin API over the store. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { DryRun } from './dry-run.ts';
import type { PolicyStore } from './policy-store.ts';
import { rulesEndpoints } from './rules.routes.ts';
import { RulesAdmin } from './rules-admin.service.ts';
import { RulesReader } from './rules-reader.ts';

export interface PoliciesParts {
  readonly store: PolicyStore;
  readonly db: D1Database;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly log: Log;
  /** In front of the admin API. */
  readonly guard: Guard;
}

export function buildPolicies({ store, db, freshness, clock, log, guard }: PoliciesParts): Endpoint[] {
  const services = {
    admin: new RulesAdmin({ store, freshness, clock, log }),
    reader: new RulesReader({ db, store, clock }),
    dryRun: new DryRun({ db, store, clock }),
  };
  return rulesEndpoints(services, guard);
}
