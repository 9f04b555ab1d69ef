/** Calls of the pages of the servers. */
import type { CatalogueEntry } from '../../../../shared/catalogue.schema.ts';
import type { JobView } from '../../../../shared/jobs.schema.ts';
import type { InstallServerInput, ServerReply, ServersReply, ServerView } from '../../../../shared/servers.schema.ts';
import { call } from '../console-state.ts';

const SERVERS = '/api/servers';
const SERVER = `${SERVERS}/:id` as const;
/** The job is followed by its page. */
const AT_ONCE = { async: 'true' };

export type SettingsInput = Omit<InstallServerInput, 'host_id' | 'name'>;

export const serversApi = {
  list: () => call<ServersReply>({ method: 'GET', path: SERVERS }),
  get: (id: string) => call<ServerReply>({ method: 'GET', path: SERVER }, { params: { id } }),
  install: (body: InstallServerInput, idempotencyKey: string) =>
    call<JobView>({ method: 'POST', path: SERVERS }, { body, query: AT_ONCE, idempotencyKey }),
  change: (id: string, body: SettingsInput, idempotencyKey: string) =>
    call<JobView>({ method: 'PUT', path: SERVER }, { params: { id }, body, query: AT_ONCE, idempotencyKey }),
  act: (id: string, action: 'start' | 'stop' | 'restart') =>
    call<ServerView>({ method: 'POST', path: `${SERVER}/${action}` }, { params: { id } }),
  remove: (id: string, isForced: boolean) =>
    call<object>({ method: 'DELETE', path: SERVER }, { params: { id }, query: isForced ? { force: 'true' } : {} }),
  logsAddress: (id: string) => `${SERVERS}/${encodeURIComponent(id)}/logs?follow=true&tail=200`,
  entry: (source: string, entry: string) =>
    call<{ entry: CatalogueEntry }>(
      { method: 'GET', path: '/api/catalog/entries/:source/:entry' },
      { params: { source, entry } },
    ),
};
