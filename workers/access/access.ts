/** Puts the access room together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config, Secrets } from '../kernel/env.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { buildSignIn } from './sign-in/sign-in.ts';
import { buildTokens } from './tokens/tokens.ts';

interface AccessParts {
  readonly bindings: Cloudflare.Env;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Lets in whoever holds the operator's token. */
  readonly operator: Guard;
}

export async function buildAccess(parts: AccessParts): Promise<{ readonly endpoints: readonly Endpoint[] }> {
  const { bindings, config, clock, metrics, log, operator } = parts;
  const tokens = buildTokens({ config, kv: bindings.ACCESS_CACHE, clock, metrics, log });
  const signIn = await buildSignIn({ ...parts, idTokens: tokens.validator });
  return { endpoints: [...signIn.endpoints, ...tokens.endpoints(operator)] };
}
