/** Puts token validation together, for the house and for tests. */
import { jwksPreloadContract } from '../../../shared/tokens.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Config } from '../../kernel/env.ts';
import type { Log } from '../../kernel/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Outbound } from '../../kernel/outbound.ts';
import { createKeyFetch } from './key-fetch.ts';
import { KeySets } from './key-sets.ts';
import { KeyStore } from './key-store.ts';
import { TokenValidator } from './token-validator.ts';
import { ValidatedTokens } from './validated-tokens.ts';

interface TokensParts {
  readonly config: Pick<Config, 'ENVIRONMENT' | 'TOKEN_ISSUERS' | 'ROLE_MAPPING' | 'ENABLE_AUTH_CACHE'>;
  /** `ACCESS_CACHE`. */
  readonly kv: KVNamespace;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Calls to issuers. */
  readonly outbound?: Outbound;
}

export interface Tokens {
  readonly validator: TokenValidator;
  readonly endpoints: (admin: Guard) => readonly Endpoint[];
}

export function buildTokens({ config, kv, clock, metrics, log, outbound }: TokensParts): Tokens {
  const issuers = config.TOKEN_ISSUERS;
  const keySets = new KeySets({
    fetchKeys: createKeyFetch(config.ENVIRONMENT === 'local', outbound),
    store: new KeyStore({ kv, clock, metrics, log }),
    clock,
    metrics,
    log,
  });
  const validator = new TokenValidator({
    issuers,
    roleMapping: config.ROLE_MAPPING,
    keySets,
    validated: new ValidatedTokens(issuers, clock),
    isCaching: config.ENABLE_AUTH_CACHE,
    clock,
    metrics,
  });
  const preload = async (waitUntil: WaitUntil) => ({
    issuers: await Promise.all(
      issuers.map(async (issuer) => {
        const keys = await keySets.preload(issuer, waitUntil);
        const { issuer: name } = issuer;
        return keys === undefined
          ? { issuer: name, result: 'failed' as const }
          : { issuer: name, result: 'loaded' as const, keys };
      }),
    ),
  });
  return {
    validator,
    endpoints: (admin) => [endpoint(jwksPreloadContract, (_, { waitUntil }) => preload(waitUntil), admin)],
  };
}
