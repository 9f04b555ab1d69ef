/** Addresses of the catalogue. The contracts stay with the server: their schemas are far larger than this page. */
import type {
  catalogueEntryContract,
  catalogueSearchContract,
  forgetCatalogueContract,
  refreshCatalogueContract,
} from '../../../../shared/catalogue.contract.ts';
import type { listServersContract } from '../../../../shared/servers.contract.ts';

type AddressOf<Contract extends { readonly method: string; readonly path: string }> = Pick<Contract, 'method' | 'path'>;

export const SEARCH: AddressOf<typeof catalogueSearchContract> = { method: 'GET', path: '/api/catalog/search' };
export const ENTRY: AddressOf<typeof catalogueEntryContract> = {
  method: 'GET',
  path: '/api/catalog/entries/:source/:entry',
};
export const REFRESH: AddressOf<typeof refreshCatalogueContract> = { method: 'POST', path: '/api/catalog/refresh' };
export const FORGET: AddressOf<typeof forgetCatalogueContract> = { method: 'DELETE', path: '/api/catalog/cache' };
export const LIST_SERVERS: AddressOf<typeof listServersContract> = { method: 'GET', path: '/api/servers' };
