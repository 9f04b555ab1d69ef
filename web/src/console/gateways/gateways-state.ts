/** What the page of remote servers and gateways knows and asks. */
import type { GatewayHealthReply, GatewaysReply, GatewayView } from '../../../../shared/gateways.schema.ts';
import type {
  ConnectRemoteServerReply,
  RemoteServer,
  StartOAuthReply,
  TestRemoteServerReply,
} from '../../../../shared/remote-servers.schema.ts';
import { createResource } from '../../desk/resource.ts';
import { call, noticeFault } from '../console-state.ts';
import { GATEWAY_ADDRESSES } from './gateways-addresses.ts';

export const servers = createResource(
  () => call<readonly RemoteServer[]>(GATEWAY_ADDRESSES.listRemoteServers),
  noticeFault,
);
export const gateways = createResource(
  async () => (await call<GatewaysReply>(GATEWAY_ADDRESSES.listGateways)).gateways,
  noticeFault,
);

const of = (id: string) => ({ params: { id } });

export const serverCalls = {
  register: (body: { readonly name: string; readonly endpoint: string }) =>
    call<RemoteServer>(GATEWAY_ADDRESSES.registerRemoteServer, { body }),
  connect: (id: string) => call<ConnectRemoteServerReply>(GATEWAY_ADDRESSES.connectRemoteServer, of(id)),
  test: (id: string) => call<TestRemoteServerReply>(GATEWAY_ADDRESSES.testRemoteServer, of(id)),
  enable: (id: string) => call<RemoteServer>(GATEWAY_ADDRESSES.enableRemoteServer, { ...of(id), body: {} }),
  disable: (id: string) => call<RemoteServer>(GATEWAY_ADDRESSES.disableRemoteServer, of(id)),
  forget: (id: string) => call<RemoteServer>(GATEWAY_ADDRESSES.forgetCredential, of(id)),
  remove: (id: string) => call<object>(GATEWAY_ADDRESSES.removeRemoteServer, of(id)),
  startSignIn: (id: string, client: { readonly id: string; readonly secret: string }) =>
    call<StartOAuthReply>(GATEWAY_ADDRESSES.startOAuth, {
      body: {
        server_id: id,
        ...(client.id !== '' && { client_id: client.id }),
        ...(client.secret !== '' && { client_secret: client.secret }),
      },
    }),
};

export interface GatewayDraft {
  readonly url: string;
  readonly name: string;
  readonly token: string;
}

export const gatewayCalls = {
  register: ({ url, name, token }: GatewayDraft) =>
    call<GatewayView>(GATEWAY_ADDRESSES.registerGateway, {
      body: { url, ...(name !== '' && { name }), ...(token !== '' && { token }) },
    }),
  check: (id: string) => call<GatewayHealthReply>(GATEWAY_ADDRESSES.checkGateway, of(id)),
  remove: (id: string) => call<object>(GATEWAY_ADDRESSES.removeGateway, of(id)),
};
