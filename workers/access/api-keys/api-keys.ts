/** Puts the API keys together, for the house and for tests. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/env.ts';
import type { Limiter } from '../../kernel/limits/limiter.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { allKeysEndpoints, ownKeysEndpoints } from './api-keys.routes.ts';
import { ApiKeys } from './key-check.service.ts';
import { KeyDesk } from './key-desk.service.ts';
import { KEY_REALMS } from './key-text.ts';
import { KeyTruth } from './key-truth.ts';
import { KnownKeys } from './known-keys.ts';
import { LastUse } from './last-use.ts';

interface ApiKeysBuildParts {
  readonly config: Pick<Config, 'ENVIRONMENT' | 'ENABLE_AUTH_CACHE' | 'MFA_REQUIRED'>;
  readonly db: D1Database;
  /** `ACCESS_CACHE`. */
  readonly kv: KVNamespace;
  readonly freshness: Freshness;
  readonly limiter: Pick<Limiter, 'check' | 'checkBehind'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

interface Guards {
  /** Of signed-in people; without it there are no routes for own keys. */
  readonly signedIn?: Guard;
  readonly admin: Guard;
}

export interface BuiltApiKeys {
  readonly apiKeys: ApiKeys;
  readonly endpoints: (guards: Guards) => readonly Endpoint[];
}

export function buildApiKeys(parts: ApiKeysBuildParts): BuiltApiKeys {
  const { config, db, kv, freshness, limiter, clock, metrics, log } = parts;
  const realm = KEY_REALMS[config.ENVIRONMENT];
  const truth = new KeyTruth(db);
  const known = new KnownKeys({
    truth,
    kv,
    freshness,
    isCaching: config.ENABLE_AUTH_CACHE,
    clock,
    metrics,
    log,
  });
  const desk = new KeyDesk({ realm, truth, freshness, clock, log });
  const lastUse = new LastUse({ truth, clock, log });
  return {
    apiKeys: new ApiKeys({ realm, known, lastUse, limiter, clock, metrics }),
    endpoints: ({ signedIn, admin }) => [
      ...(signedIn === undefined ? [] : ownKeysEndpoints(desk, signedIn, config.MFA_REQUIRED)),
      ...allKeysEndpoints(desk, admin),
    ],
  };
}
