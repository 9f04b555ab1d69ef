/** Gateway settings and their copies, as the server knows them. */
import type {
  BackupReply,
  BackupsReply,
  ConfigReply,
  GatewayConfig,
  PutConfigReply,
  ValidateConfigReply,
} from '../../../../shared/gateway-config.schema.ts';
import { createResource } from '../../desk/resource.ts';
import { call, noticeFault } from '../console-state.ts';
import { CONFIG_ADDRESSES } from './config-addresses.ts';

export const saved = createResource(() => call<ConfigReply>(CONFIG_ADDRESSES.getGatewayConfig), noticeFault);
export const backups = createResource(() => call<BackupsReply>(CONFIG_ADDRESSES.listGatewayConfigBackups), noticeFault);

export const configApi = {
  save: (config: GatewayConfig, revision: number) =>
    call<PutConfigReply>(CONFIG_ADDRESSES.putGatewayConfig, { body: { config, if_revision: revision } }),
  validate: (config: GatewayConfig) =>
    call<ValidateConfigReply>(CONFIG_ADDRESSES.validateGatewayConfig, { body: { config } }),
  backUp: () => call<BackupReply>(CONFIG_ADDRESSES.backupGatewayConfig),
  restore: (id: string, revision: number) =>
    call<PutConfigReply>(CONFIG_ADDRESSES.restoreGatewayConfig, { params: { id }, body: { if_revision: revision } }),
  forget: (id: string) => call(CONFIG_ADDRESSES.deleteGatewayConfigBackup, { params: { id } }),
};
