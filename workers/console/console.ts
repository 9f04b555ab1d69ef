/** Puts the console together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config, Secrets } from '../kernel/env.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch/guarded-fetch.ts';
import type { AnyJobType } from '../kernel/jobs/job-type.ts';
import type { Jobs } from '../kernel/jobs/jobs.ts';
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../kernel/keys/sealing-ring.ts';
import type { SessionKeys } from '../kernel/keys/session-keys.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import type { SeriesSource } from '../kernel/metrics/sources.ts';
import { buildCatalogue } from './catalogue/catalogue.ts';
import { buildGatewayConfig } from './config/config.ts';
import { consoleEndpoint } from './console.routes.ts';
import { buildGatewaySessions } from './gateway-sessions/gateway-sessions.ts';
import { buildInspector } from './inspector/inspector.ts';
import { installedServers } from './inspector/installed-servers.ts';
import { remoteServers } from './inspector/remote-servers.ts';
import { buildOutlets } from './outlets.ts';
import { buildSecrets } from './secrets/secrets.ts';
import { buildServers } from './servers/servers.ts';

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
  readonly jobs: Jobs;
  /** Keys that live as long as a session does. */
  readonly sessionKeys: SessionKeys;
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
  const { bindings, config, ring, guard, guardedFetch: guarded, clock } = parts;
  if (ring === undefined) return together([]);
  const secrets = buildSecrets({ ...parts, ring, guarded, grants: config.CONSOLE_SECRET_GRANTS });
  const servers = buildServers({ ...parts, ring, resolver: secrets.resolver });
  const outlets = buildOutlets({ ...parts, ring });
  const addresses = [installedServers(servers), remoteServers(outlets)];
  const room = together([
    { endpoints: [consoleEndpoint(guard)] },
    secrets,
    buildCatalogue(parts, secrets.github),
    servers,
    buildGatewaySessions({ ...parts, ring, resolver: secrets.resolver }),
    outlets,
    { endpoints: buildInspector({ guard, guardedFetch: guarded, addresses }) },
    { endpoints: buildGatewayConfig({ db: bindings.DB, clock, guard }) },
  ]);
  return config.CONSOLE_ENABLED ? room : together([{ sealed: room.sealed }]);
}

function together(topics: readonly Partial<ConsoleRoom>[]): ConsoleRoom {
  return {
    endpoints: topics.flatMap(({ endpoints = [] }) => endpoints),
    jobTypes: topics.flatMap(({ jobTypes = [] }) => jobTypes),
    sources: topics.flatMap(({ sources = [] }) => sources),
    sealed: topics.flatMap(({ sealed = [] }) => sealed),
  };
}
