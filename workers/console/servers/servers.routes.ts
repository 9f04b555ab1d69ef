/** Routes of the servers. */

import type * as z from 'zod';
import * as contracts from '../../../shared/servers.contract.ts';
import type { logsQuery } from '../../../shared/servers.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import { answerWithJob, isAsyncRequest } from '../../kernel/jobs/answer-with-job.ts';
import { idempotencyKeyOf, type Jobs } from '../../kernel/jobs/jobs.ts';
import { requireOwner } from '../owner.ts';
import { lastPosition, logStream } from './log-stream.ts';
import { INSTALL_WAIT_MS, LOG_TAIL_MAX } from './servers.constants.ts';
import type { Servers } from './servers.service.ts';

export interface ServerRouteParts {
  readonly servers: Servers;
  readonly jobs: Pick<Jobs, 'waitFor'>;
  readonly guard: Guard;
  readonly clock: Clock;
}

export function serverEndpoints({ servers, jobs, guard, clock }: ServerRouteParts): Endpoint[] {
  const idOf = ({ params }: RequestContext) => params.id ?? '';
  const act = (action: 'start' | 'stop' | 'restart') => (_: unknown, context: RequestContext) =>
    servers.act(requireOwner(context).subject, idOf(context), action);
  return [
    endpoint(contracts.listServersContract, (_, context) => servers.list(requireOwner(context).subject), guard),
    endpoint(
      contracts.installServerContract,
      async (request, context) => {
        const isAsync = isAsyncRequest(context.request);
        const begun = await servers.install(request, beginningOf(context));
        return await answerWithJob(jobs, begun, { isAsync, waitMs: INSTALL_WAIT_MS, doneStatus: 201 });
      },
      guard,
    ),
    endpoint(
      contracts.getServerContract,
      (_, context) => servers.get(requireOwner(context).subject, idOf(context)),
      guard,
    ),
    endpoint(
      contracts.changeServerContract,
      async (settings, context) => {
        const isAsync = isAsyncRequest(context.request);
        const begun = await servers.change(idOf(context), settings, beginningOf(context));
        return await answerWithJob(jobs, begun, { isAsync, waitMs: INSTALL_WAIT_MS });
      },
      guard,
    ),
    endpoint(contracts.startServerContract, act('start'), guard),
    endpoint(contracts.stopServerContract, act('stop'), guard),
    endpoint(contracts.restartServerContract, act('restart'), guard),
    endpoint(
      contracts.removeServerContract,
      async ({ force }, context) => {
        await servers.remove(requireOwner(context).subject, idOf(context), force === 'true');
        return { removed: true as const };
      },
      guard,
    ),
    endpoint(
      contracts.serverLogsContract,
      async (query, context) => {
        const read = await openLog(servers, query, context);
        return logStream({ ...read, guard: () => guard(context.request, context.waitUntil), clock });
      },
      guard,
    ),
  ];
}

/** The output of a server from where its reader was, and the way to end it. */
export async function openLog(servers: Servers, { follow, tail }: z.output<typeof logsQuery>, context: RequestContext) {
  const { engine, containerId } = await servers.container(requireOwner(context).subject, context.params.id ?? '');
  const last = lastPosition(context.request);
  const ended = new AbortController();
  const output = await engine.followLogs(containerId, {
    follow: follow === 'true',
    tail: last === undefined ? tail : LOG_TAIL_MAX,
    sinceSeconds: last === undefined ? undefined : Math.floor(Date.parse(last.at) / 1000),
    timestamps: true,
    signal: ended.signal,
  });
  return { output, last, end: () => ended.abort() };
}

/** On whose behalf work begins, and the key that makes it one with a call before. */
export function beginningOf(context: RequestContext) {
  return { owner: requireOwner(context), idempotencyKey: idempotencyKeyOf(context.request) };
}
