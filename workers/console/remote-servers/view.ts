/** A remote server as it is told: its state in one word, and no credential. Pure. */
import type { RemoteServer } from '../../../shared/remote-servers.schema.ts';
import type { RemoteStatus } from '../../../shared/remote-servers.vocabulary.ts';
import type { ServerRow } from './server-store.ts';

export function remoteServerView(row: ServerRow): RemoteServer {
  return {
    server_id: row.id,
    catalog_item_id: row.catalog_item_id,
    name: row.name,
    endpoint: row.endpoint,
    status: statusOf(row),
    credential_key: row.credential_key,
    scopes: (row.granted_scopes ?? '').split(' ').filter((scope) => scope !== ''),
    credential_expires_at: instant(row.token_expires_at_ms),
    last_connected_at: instant(row.last_connected_at_ms),
    error_message: row.last_fault,
    created_at: new Date(row.created_at_ms).toISOString(),
  };
}

function statusOf({ is_enabled, requires_auth, last_fault, credential_key }: ServerRow): RemoteStatus {
  if (is_enabled === 0) return 'disabled';
  if (last_fault === 'unauthorized') return 'auth_required';
  if (last_fault !== null) return 'error';
  if (credential_key !== null) return 'authenticated';
  return requires_auth === 1 ? 'auth_required' : 'registered';
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
