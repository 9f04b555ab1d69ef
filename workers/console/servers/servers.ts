/** Puts Docker hosts and the servers on them together. Wiring only. */
import type { Endpoint } from '../../kernel/app.ts';
import type { AnyJobType } from '../../kernel/jobs/job-type.ts';
import type { SealedHolder } from '../../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import { requireNoSecrets } from '../config/require-no-secrets.ts';
import type { ConsoleParts } from '../console.ts';
import { HostStore } from '../hosts/host-store.ts';
import { hostEndpoints } from '../hosts/hosts.routes.ts';
import { Hosts } from '../hosts/hosts.service.ts';
import type { SecretPort } from './bring-up.ts';
import { containerEndpoints } from './containers.routes.ts';
import { ServerStore } from './server-store.ts';
import { serverEndpoints } from './servers.routes.ts';
import { Servers } from './servers.service.ts';

interface Parts extends Pick<ConsoleParts, 'bindings' | 'config' | 'guard' | 'guardedFetch' | 'jobs' | 'clock'> {
  readonly ring: SealingRing;
  readonly resolver: SecretPort;
}

interface ServersRoom {
  readonly endpoints: readonly Endpoint[];
  readonly jobTypes: readonly AnyJobType[];
  readonly sealed: readonly SealedHolder[];
  /** For whoever else needs an engine. */
  readonly hosts: Hosts;
  readonly servers: Servers;
}

export function buildServers({
  bindings,
  config,
  ring,
  guard,
  guardedFetch,
  jobs,
  resolver: secrets,
  clock,
}: Parts): ServersRoom {
  const store = new ServerStore(bindings.DB);
  const hostStore = new HostStore(bindings.DB, ring);
  const hosts = new Hosts({ store: hostStore, servers: store, guardedFetch, clock });
  const servers = new Servers({ hosts, store, jobs, secrets, clock, requireNoSecrets });
  return {
    endpoints: [
      ...hostEndpoints(hosts, guard),
      ...serverEndpoints({ servers, jobs, guard, clock }),
      ...containerEndpoints({ servers, hosts, jobs, guard, clock, publicUrl: config.PUBLIC_URL }),
    ],
    jobTypes: [servers.types.install, servers.types.change],
    sealed: [hostStore.sealed()],
    hosts,
    servers,
  };
}
