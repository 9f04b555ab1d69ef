/** What the overview asks for: each part by itself, so that one that is away leaves the others as they are. */
import type { CatalogueReply } from '../../../../shared/catalogue.schema.ts';
import type { GatewaySessionView } from '../../../../shared/gateway-sessions.schema.ts';
import type { HostsReply } from '../../../../shared/hosts.schema.ts';
import type { JobsReply } from '../../../../shared/jobs.schema.ts';
import type { ProvidersReply } from '../../../../shared/secrets.schema.ts';
import type { ServersReply } from '../../../../shared/servers.schema.ts';
import { createResource } from '../../desk/resource.ts';
import { call, noticeFault } from '../console-state.ts';

const asked = <Reply>(path: `/${string}`, query: Readonly<Record<string, string>> = {}) =>
  createResource(() => call<Reply>({ method: 'GET', path }, { query }), noticeFault);

/** Jobs that are looked through; somebody with more under way reads on there. */
const JOBS_LOOKED_AT = '50';

export const dashboard = {
  servers: asked<ServersReply>('/api/servers'),
  hosts: asked<HostsReply>('/api/hosts'),
  jobs: asked<JobsReply>('/api/jobs', { limit: JOBS_LOOKED_AT }),
  sessions: asked<{ readonly sessions: readonly GatewaySessionView[] }>('/api/sessions'),
  secrets: asked<ProvidersReply>('/api/secrets/providers'),
  catalogue: asked<CatalogueReply>('/api/catalog', { page_size: '1' }),
};

export function loadDashboard(): void {
  for (const resource of Object.values(dashboard)) void resource.load();
}
