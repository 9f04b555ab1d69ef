/** What the page of remote servers and gateways knows and asks. */
import {
  checkGatewayContract,
  listGatewaysContract,
  registerGatewayContract,
  removeGatewayContract,
} from '../../../../shared/gateways.contract.ts';
import type { GatewayHealthReply, GatewaysReply, GatewayView } from '../../../../shared/gateways.schema.ts';
import {
  connectRemoteServerContract,
  disableRemoteServerContract,
  enableRemoteServerContract,
  forgetCredentialContract,
  listRemoteServersContract,
  registerRemoteServerContract,
  removeRemoteServerContract,
  startOAuthContract,
  testRemoteServerContract,
} from '../../../../shared/remote-servers.contract.ts';
import type {
  ConnectRemoteServerReply,
  RemoteServer,
  StartOAuthReply,
  TestRemoteServerReply,
} from '../../../../shared/remote-servers.schema.ts';
import { createResource } from '../../desk/resource.ts';
import { call, noticeFault } from '../console-state.ts';

export const servers = createResource(() => call<readonly RemoteServer[]>(listRemoteServersContract), noticeFault);
export const gateways = createResource(
  async () => (await call<GatewaysReply>(listGatewaysContract)).gateways,
  noticeFault,
);

const of = (id: string) => ({ params: { id } });

export const serverCalls = {
  register: (body: { readonly name: string; readonly endpoint: string }) =>
    call<RemoteServer>(registerRemoteServerContract, { body }),
  connect: (id: string) => call<ConnectRemoteServerReply>(connectRemoteServerContract, of(id)),
  test: (id: string) => call<TestRemoteServerReply>(testRemoteServerContract, of(id)),
  enable: (id: string) => call<RemoteServer>(enableRemoteServerContract, { ...of(id), body: {} }),
  disable: (id: string) => call<RemoteServer>(disableRemoteServerContract, of(id)),
  forget: (id: string) => call<RemoteServer>(forgetCredentialContract, of(id)),
  remove: (id: string) => call<object>(removeRemoteServerContract, of(id)),
  startSignIn: (id: string, client: { readonly id: string; readonly secret: string }) =>
    call<StartOAuthReply>(startOAuthContract, {
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
    call<GatewayView>(registerGatewayContract, {
      body: { url, ...(name !== '' && { name }), ...(token !== '' && { token }) },
    }),
  check: (id: string) => call<GatewayHealthReply>(checkGatewayContract, of(id)),
  remove: (id: string) => call<object>(removeGatewayContract, of(id)),
};
