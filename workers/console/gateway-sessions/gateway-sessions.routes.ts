/** The routes of gateway sessions. The id of a session opens nothing: whose it is, is asked at every call. */
import * as contract from '../../../shared/gateway-sessions.contract.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { isAsyncRequest } from '../../kernel/jobs/answer-with-job.ts';
import { idempotencyKeyOf } from '../../kernel/jobs/jobs.ts';
import { requireOwner } from '../owner.ts';
import type { GatewaySessionsService } from './gateway-sessions.service.ts';
import { sessionView } from './session-view.ts';
import type { Sessions } from './sessions.ts';

interface RouteParts {
  readonly service: GatewaySessionsService;
  readonly sessions: Sessions;
  readonly guard: Guard;
}

const NO_STORE = { 'Cache-Control': 'no-store' };

export function gatewaySessionsEndpoints({ service, sessions, guard }: RouteParts): Endpoint[] {
  return [
    endpoint(
      contract.createSessionContract,
      async (body, context) => {
        const { request } = context;
        const call = {
          owner: requireOwner(context),
          isAsync: isAsyncRequest(request),
          idempotencyKey: idempotencyKeyOf(request),
        };
        const view = sessionView(await service.create(body, call));
        return Response.json(view, { status: view.phase === 'running' ? 201 : 202, headers: NO_STORE });
      },
      guard,
    ),
    endpoint(
      contract.listSessionsContract,
      async (_, context) => ({ sessions: (await sessions.list(requireOwner(context).subject)).map(sessionView) }),
      guard,
    ),
    endpoint(
      contract.getSessionContract,
      async (_, context) => sessionView(await sessions.require(sessionIdOf(context), requireOwner(context).subject)),
      guard,
    ),
    endpoint(
      contract.endSessionContract,
      async ({ forget }, context) =>
        sessionView(await service.end(sessionIdOf(context), requireOwner(context).subject, forget)),
      guard,
    ),
    endpoint(
      contract.configureSessionContract,
      async (body, context) => {
        const { max_run_seconds: seconds, output_bytes_limit: bytes } = body;
        const config = {
          ...(seconds === undefined ? {} : { max_run_seconds: seconds }),
          ...(bytes === undefined ? {} : { output_bytes_limit: bytes }),
        };
        const { id, order } = await service.configure(sessionIdOf(context), requireOwner(context).subject, config);
        return { session_id: id, runtime: order.runtime };
      },
      guard,
    ),
    endpoint(
      contract.keepSessionAliveContract,
      async (_, context) => sessionView(await service.keepAlive(sessionIdOf(context), requireOwner(context).subject)),
      guard,
    ),
    endpoint(
      contract.fetchBundleContract,
      (_, context) => service.bundle(sessionIdOf(context), requireOwner(context).subject),
      guard,
    ),
    endpoint(
      contract.execContract,
      async (body, context) => {
        const { request } = context;
        const call = {
          body,
          isAsync: isAsyncRequest(request),
          owner: requireOwner(context),
          signal: request.signal,
          idempotencyKey: idempotencyKeyOf(request),
        };
        const reply = await service.exec(sessionIdOf(context), call);
        return Response.json(reply, { status: reply.job_id === undefined ? 200 : 202, headers: NO_STORE });
      },
      guard,
    ),
    endpoint(
      contract.execJobContract,
      (_, context) => service.execJob(sessionIdOf(context), context.params.job ?? '', requireOwner(context).subject),
      guard,
    ),
  ];
}

function sessionIdOf({ params }: RequestContext): string {
  return params.session ?? '';
}
