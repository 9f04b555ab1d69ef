/** Where the page of remote servers and gateways asks. A test holds every address to its contract. */
import type { RouteAddress } from '../../../../shared/routes.ts';

const SERVERS = '/api/remote-servers';
const GATEWAYS = '/api/gateways';

export const GATEWAY_ADDRESSES = {
  listRemoteServers: { method: 'GET', path: SERVERS },
  registerRemoteServer: { method: 'POST', path: SERVERS },
  connectRemoteServer: { method: 'POST', path: `${SERVERS}/:id/connect` },
  testRemoteServer: { method: 'POST', path: `${SERVERS}/:id/test` },
  enableRemoteServer: { method: 'POST', path: `${SERVERS}/:id/enable` },
  disableRemoteServer: { method: 'POST', path: `${SERVERS}/:id/disable` },
  forgetCredential: { method: 'POST', path: `${SERVERS}/:id/forget` },
  removeRemoteServer: { method: 'DELETE', path: `${SERVERS}/:id` },
  startOAuth: { method: 'POST', path: '/api/catalog/oauth/initiate' },
  listGateways: { method: 'GET', path: GATEWAYS },
  registerGateway: { method: 'POST', path: GATEWAYS },
  checkGateway: { method: 'POST', path: `${GATEWAYS}/:id/check` },
  removeGateway: { method: 'DELETE', path: `${GATEWAYS}/:id` },
} as const satisfies Record<string, RouteAddress>;
