/** Builds the Zaim room: its routes, what it tells when the metrics are read, and its sealed records. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config, Secrets } from '../kernel/env.ts';
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../kernel/keys/sealing-ring.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import type { SeriesSource } from '../kernel/metrics/sources.ts';
import { createOutbound } from '../kernel/outbound.ts';
import { type AccountBindings, Accounts } from './account/accounts.ts';
import { ConnectService } from './connect/connect.service.ts';
import type { ZaimConnection } from './connect/connection.do.ts';
import { zaimSealed } from './sealed.ts';
import { zaimSeries } from './series.ts';
import { CONNECT_CALL_TIMEOUT_MS, TOKEN_REPLY_BYTES_MAX } from './zaim.constants.ts';
import { zaimEndpoints } from './zaim.routes.ts';
import { zaimSettings } from './zaim-settings.ts';

interface ZaimParts {
  readonly bindings: AccountBindings & { readonly ZAIM_CONNECTIONS: DurableObjectNamespace<ZaimConnection> };
  readonly config: Config;
  readonly secrets: Secrets;
  /** Undefined when no encryption key is set. */
  readonly ring: SealingRing | undefined;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface ZaimRoom {
  readonly endpoints: readonly Endpoint[];
  readonly sources: readonly SeriesSource[];
  readonly sealed: readonly SealedHolder[];
}

/**
 * Without an application there is nothing there, but what was sealed before still counts: its key must not be dropped as
 * if nobody needed it.
 */
export async function buildZaim({
  bindings,
  config,
  secrets,
  ring,
  guard,
  clock,
  log,
  metrics,
}: ZaimParts): Promise<ZaimRoom> {
  const settings = await zaimSettings(config, secrets);
  const accounts = new Accounts(bindings);
  const sealed = ring === undefined ? [] : [zaimSealed(accounts, ring)];
  if (settings === undefined) return { endpoints: [], sources: [], sealed };
  const outbound = createOutbound({ timeoutMs: CONNECT_CALL_TIMEOUT_MS, bytesMax: TOKEN_REPLY_BYTES_MAX });
  const connections = bindings.ZAIM_CONNECTIONS;
  const connect = new ConnectService({ settings, connections, accounts, outbound, clock, metrics, log });
  return {
    endpoints: zaimEndpoints({ connect, accounts, guard }),
    sources: [zaimSeries(accounts)],
    sealed,
  };
}
