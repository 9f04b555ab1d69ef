/** What the console calls outside on behalf of a person: external gateways and remote MCP servers. Wiring only. */
import type { Endpoint } from '../kernel/app.ts';
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../kernel/keys/sealing-ring.ts';
import type { ConsoleParts } from './console.ts';
import { Credentials } from './credentials/credentials.ts';
import { GatewayStore } from './gateways/gateway-store.ts';
import { gatewayEndpoints } from './gateways/gateways.routes.ts';
import { Gateways } from './gateways/gateways.service.ts';
import { Grants } from './remote-servers/grants.ts';
import { SignIns } from './remote-servers/oauth/sign-ins.ts';
import { RemoteOAuth } from './remote-servers/remote-oauth.service.ts';
import { remoteServerEndpoints } from './remote-servers/remote-servers.routes.ts';
import { RemoteServers } from './remote-servers/remote-servers.service.ts';
import { ServerStore } from './remote-servers/server-store.ts';

type OutletParts = Pick<ConsoleParts, 'bindings' | 'config' | 'guard' | 'guardedFetch' | 'clock'> & {
  readonly ring: SealingRing;
};

interface Outlets {
  readonly endpoints: readonly Endpoint[];
  readonly sealed: readonly SealedHolder[];
  readonly remoteServers: RemoteServers;
}

export function buildOutlets({ bindings, config, ring, guard, guardedFetch, clock }: OutletParts): Outlets {
  const credentials = new Credentials(bindings.DB, ring);
  const gateways = new Gateways({
    store: new GatewayStore(bindings.DB),
    credentials,
    checks: bindings.GATEWAY_CHECKS,
    guardedFetch,
    clock,
  });
  const store = new ServerStore(bindings.DB);
  const grants = new Grants({ store, credentials, guardedFetch, clock });
  const servers = new RemoteServers({ store, credentials, grants, guardedFetch, clock });
  const signIns = new SignIns(bindings.REMOTE_SIGN_INS, ring);
  const oauth = new RemoteOAuth({ servers, grants, signIns, guardedFetch, publicUrl: config.PUBLIC_URL, clock });
  return {
    endpoints: [...gatewayEndpoints(gateways, guard), ...remoteServerEndpoints(servers, oauth, guard)],
    sealed: [credentials.holder()],
    remoteServers: servers,
  };
}
