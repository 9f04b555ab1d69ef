/** A session as its owner sees it. Nothing of it is secret. */
import type { GatewaySessionView } from '../../../shared/gateway-sessions.schema.ts';
import { endpointOf } from './container.ts';
import { containerName, type SessionState } from './session-state.ts';

export function sessionView(state: SessionState): GatewaySessionView {
  const { order, container, certificate, cleanup } = state;
  const endpoint = container && state.phase === 'running' ? endpointOf(order, container) : undefined;
  return {
    session_id: state.id,
    phase: state.phase,
    ...optional('job_id', state.jobId),
    host_id: state.hostId,
    ...optional('server_id', order.server_id),
    image: order.image,
    container_name: containerName(state.id),
    ...optional('container_id', container?.id),
    ...optional('gateway_endpoint', endpoint),
    ...optional('metrics_endpoint', endpoint && `${endpoint}/metrics`),
    cpus: order.cpus,
    memory_mb: order.memory_mb,
    idle_minutes: order.idle_minutes,
    runtime: order.runtime,
    created_at: instant(state.createdMs),
    idle_deadline: instant(state.idleDeadlineMs),
    expires_at: instant(state.expiresMs),
    ...optional(
      'certificate',
      certificate && {
        server_serial: certificate.serverSerial,
        client_serial: certificate.clientSerial,
        ...optional('revoked_at', certificate.revokedMs && instant(certificate.revokedMs)),
        fetched: certificate.fetched,
        ...optional('last_fetched_at', certificate.lastFetchedMs && instant(certificate.lastFetchedMs)),
      },
    ),
    commands_running: state.commands.length,
    ...optional('ended_at', state.endedMs && instant(state.endedMs)),
    ...optional('end_reason', state.endReason),
    ...optional(
      'cleanup',
      cleanup && {
        failures: cleanup.failures,
        since: instant(cleanup.sinceMs),
        ...optional('next_at', cleanup.nextMs && instant(cleanup.nextMs)),
        ...optional('problem', cleanup.problem),
      },
    ),
  };
}

function optional<Name extends string, Value>(name: Name, value: Value | 0 | undefined) {
  return (value === undefined || value === 0 ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
