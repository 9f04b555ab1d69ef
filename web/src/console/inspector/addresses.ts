/** Addresses of the inspector; the contracts stay with the server. */
import type {
  inspectCapabilitiesContract,
  inspectPromptsContract,
  inspectResourcesContract,
  inspectToolsContract,
} from '../../../../shared/inspector.contract.ts';

type AddressOf<Contract extends { readonly method: string; readonly path: string }> = Pick<Contract, 'method' | 'path'>;

export const CAPABILITIES: AddressOf<typeof inspectCapabilitiesContract> = {
  method: 'GET',
  path: '/api/inspector/:id/capabilities',
};
export const TOOLS: AddressOf<typeof inspectToolsContract> = { method: 'GET', path: '/api/inspector/:id/tools' };
export const RESOURCES: AddressOf<typeof inspectResourcesContract> = {
  method: 'GET',
  path: '/api/inspector/:id/resources',
};
export const PROMPTS: AddressOf<typeof inspectPromptsContract> = { method: 'GET', path: '/api/inspector/:id/prompts' };
