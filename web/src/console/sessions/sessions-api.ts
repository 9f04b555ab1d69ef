/** Calls of the pages of gateway sessions, and what they show. */
import type {
  BundleReply,
  ExecReply,
  GatewaySessionView,
  SessionsReply,
} from '../../../../shared/gateway-sessions.schema.ts';
import type { HostsReply } from '../../../../shared/hosts.schema.ts';
import { createResource } from '../../desk/resource.ts';
import { call, noticeFault } from '../console-state.ts';
import type { NewSession } from './session-draft.ts';

const ALL = '/api/sessions';
const ONE = '/api/sessions/:session';

export const sessionsApi = {
  list: () => call<SessionsReply>({ method: 'GET', path: ALL }),
  get: (session: string) => call<GatewaySessionView>({ method: 'GET', path: ONE }, { params: { session } }),
  /** Does not wait: starting takes as long as pulling an image. */
  start: (body: NewSession, idempotencyKey: string) =>
    call<GatewaySessionView>({ method: 'POST', path: ALL }, { body, query: { async: 'true' }, idempotencyKey }),
  end: (session: string, isForgotten = false) =>
    call<GatewaySessionView>(
      { method: 'DELETE', path: ONE },
      { params: { session }, query: { forget: isForgotten ? 'true' : undefined } },
    ),
  keepAlive: (session: string) =>
    call<GatewaySessionView>({ method: 'POST', path: `${ONE}/keep-alive` }, { params: { session } }),
  configure: (session: string, body: GatewaySessionView['runtime']) =>
    call<unknown>({ method: 'PATCH', path: `${ONE}/config` }, { params: { session }, body }),
  bundle: (session: string) => call<BundleReply>({ method: 'POST', path: `${ONE}/bundle` }, { params: { session } }),
  exec: (session: string, command: readonly string[], idempotencyKey: string) =>
    call<ExecReply>(
      { method: 'POST', path: `${ONE}/exec` },
      { params: { session }, body: { command, async: true }, idempotencyKey },
    ),
  execJob: (session: string, job: string) =>
    call<ExecReply>({ method: 'GET', path: `${ONE}/jobs/:job` }, { params: { session, job } }),
};

export const sessions = createResource(sessionsApi.list, noticeFault);
export const hosts = createResource(() => call<HostsReply>({ method: 'GET', path: '/api/hosts' }), noticeFault);

/** Name of a host, as far as it is known. */
export function hostName(id: string): string {
  return hosts.value.value?.hosts.find((host) => host.id === id)?.name ?? id;
}
