/** Puts the access room together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/env.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { buildTokens } from './tokens/tokens.ts';

interface AccessParts {
  readonly bindings: Cloudflare.Env;
  readonly config: Config;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Of the operator's routes. */
  readonly admin: Guard;
}

export function buildAccess(parts: AccessParts): { readonly endpoints: readonly Endpoint[] } {
  const { bindings, config, clock, metrics, log, admin } = parts;
  const tokens = buildTokens({ config, kv: bindings.ACCESS_CACHE, clock, metrics, log });
  return { endpoints: tokens.endpoints(admin) };
}
