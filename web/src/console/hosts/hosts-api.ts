/** Calls of the pages of the Docker hosts. */
import type { HostsReply, HostTestReply, HostView } from '../../../../shared/hosts.schema.ts';
import { call } from '../console-state.ts';

const HOSTS = '/api/hosts';
const HOST = `${HOSTS}/:id` as const;

export interface HostInput {
  readonly name?: string;
  readonly url?: string;
  readonly published_url?: string | null;
  readonly credential?:
    | { readonly kind: 'none' }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'service_token'; readonly client_id: string; readonly client_secret: string };
}

export const hostsApi = {
  list: () => call<HostsReply>({ method: 'GET', path: HOSTS }),
  add: (body: HostInput) => call<HostView>({ method: 'POST', path: HOSTS }, { body }),
  change: (id: string, body: HostInput) => call<HostView>({ method: 'PATCH', path: HOST }, { params: { id }, body }),
  test: (id: string) => call<HostTestReply>({ method: 'POST', path: `${HOST}/test` }, { params: { id } }),
  remove: (id: string) => call<object>({ method: 'DELETE', path: HOST }, { params: { id } }),
};
