/** Puts the console together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config, Secrets } from '../kernel/env.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch/guarded-fetch.ts';
import type { AnyJobType } from '../kernel/jobs/job-type.ts';
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../kernel/keys/sealing-ring.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import type { SeriesSource } from '../kernel/metrics/sources.ts';
import { consoleEndpoint } from './console.routes.ts';
import { buildOutlets } from './outlets.ts';

export interface ConsoleParts {
  readonly bindings: Cloudflare.Env;
  readonly config: Config;
  readonly secrets: Secrets;
  /** Undefined when no encryption key is set. */
  readonly ring: SealingRing | undefined;
  /** Lets in people with the role of the console. */
  readonly guard: Guard;
  /** For every address that a person can influence. */
  readonly guardedFetch: GuardedFetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface ConsoleRoom {
  readonly endpoints: readonly Endpoint[];
  readonly jobTypes: readonly AnyJobType[];
  readonly sources: readonly SeriesSource[];
  readonly sealed: readonly SealedHolder[];
}

/**
 * Without the console there is nothing there, but what was sealed before still counts: its key must not be dropped as if
 * nobody needed it.
 */
export async function buildConsole(parts: ConsoleParts): Promise<ConsoleRoom> {
  const { config, ring, guard } = parts;
  if (ring === undefined) return { endpoints: [], jobTypes: [], sources: [], sealed: [] };
  const outlets = buildOutlets({ ...parts, ring });
  if (!config.CONSOLE_ENABLED) return { endpoints: [], jobTypes: [], sources: [], sealed: outlets.sealed };
  return {
    endpoints: [consoleEndpoint(guard), ...outlets.endpoints],
    jobTypes: [],
    sources: [],
    sealed: outlets.sealed,
  };
}
