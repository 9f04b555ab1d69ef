/** Where the page of the gateway settings asks. A test holds every address to its contract. */
import type { RouteAddress } from '../../../../shared/routes.ts';

const GATEWAY = '/api/config/gateway';

export const CONFIG_ADDRESSES = {
  getGatewayConfig: { method: 'GET', path: GATEWAY },
  putGatewayConfig: { method: 'PUT', path: GATEWAY },
  validateGatewayConfig: { method: 'POST', path: `${GATEWAY}/validate` },
  backupGatewayConfig: { method: 'POST', path: `${GATEWAY}/backup` },
  listGatewayConfigBackups: { method: 'GET', path: `${GATEWAY}/backups` },
  restoreGatewayConfig: { method: 'POST', path: `${GATEWAY}/backups/:id/restore` },
  deleteGatewayConfigBackup: { method: 'DELETE', path: `${GATEWAY}/backups/:id` },
} as const satisfies Record<string, RouteAddress>;
