/** Roles and policies put together: the store for whoever decides, and the admin API over it. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { DryRun } from './dry-run.ts';
import { PolicyStore } from './policy-store.ts';
import { rulesEndpoints } from './rules.routes.ts';
import { RulesAdmin } from './rules-admin.service.ts';
import { RulesReader } from './rules-reader.ts';

export interface PoliciesParts {
  readonly db: D1Database;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly log: Log;
  /** In front of the admin API. */
  readonly guard: Guard;
}

export interface Policies {
  readonly store: PolicyStore;
  readonly endpoints: readonly Endpoint[];
}

export function buildPolicies({ db, freshness, clock, log, guard }: PoliciesParts): Policies {
  const store = new PolicyStore(db);
  const services = {
    admin: new RulesAdmin({ store, freshness, clock, log }),
    reader: new RulesReader({ db, store, clock }),
    dryRun: new DryRun({ db, store, clock }),
  };
  return { store, endpoints: rulesEndpoints(services, guard) };
}
