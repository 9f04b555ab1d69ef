/** How a server is told to its owner: what its host says, or what was last seen. */
import type { ServerView } from '../../../shared/servers.schema.ts';
import type { ContainerState, ContainerSummary, PublishedPort } from '../docker/engine.ts';
import type { Host } from '../hosts/host-record.ts';
import type { ServerRecord } from './server-store.ts';

/** Ended by a signal that asks for it: `stop` sends 15, and 9 when that does not help. */
const STOPPED_EXIT_CODES = [0, 130, 137, 143];

export function statusOf(state: ContainerState, exitCode: number | undefined): ServerView['status'] {
  switch (state) {
    case 'running':
      return 'running';
    case 'exited':
      return exitCode === undefined || STOPPED_EXIT_CODES.includes(exitCode) ? 'stopped' : 'error';
    case 'created':
    case 'paused':
      return 'stopped';
    case 'restarting':
    case 'removing':
    case 'dead':
    case 'unknown':
      return 'error';
    default:
      return state satisfies never;
  }
}

/**
 * @param container Undefined when its host answered and has none.
 */
export function liveView(
  server: ServerRecord,
  host: Host | undefined,
  container: Pick<ContainerSummary, 'state' | 'exitCode' | 'ports'> | undefined,
): ServerView {
  const isBusy = server.job_id !== null;
  const status = container === undefined ? 'missing' : statusOf(container.state, container.exitCode);
  return {
    ...baseView(server, host),
    status: isBusy && server.container_id === null ? 'installing' : status,
    ...(container?.exitCode === undefined ? {} : { exit_code: container.exitCode }),
    ports: (container?.ports ?? []).map(portView),
  };
}

export function lastKnownView(server: ServerRecord, host: Host | undefined): ServerView {
  const { seen_at_ms, status } = server;
  return {
    ...baseView(server, host),
    status: seen_at_ms === null && status !== 'installing' ? 'unknown' : status,
    ...(seen_at_ms === null ? {} : { seen_at: new Date(seen_at_ms).toISOString() }),
    ports: [],
  };
}

function baseView(
  { id, name, host_id, settings, container_id, job_id, created_at_ms }: ServerRecord,
  host: Host | undefined,
) {
  return {
    id,
    name,
    host_id,
    host_name: host?.name ?? '',
    image: settings.image,
    ...(container_id === null ? {} : { container_id }),
    ...(job_id === null ? {} : { job_id }),
    created_at: new Date(created_at_ms).toISOString(),
  };
}

function portView({ containerPort, protocol, hostPort, hostAddress }: PublishedPort) {
  return {
    container: containerPort,
    protocol,
    ...(hostPort === undefined ? {} : { host: hostPort }),
    ...(hostAddress === undefined ? {} : { address: hostAddress }),
  };
}
