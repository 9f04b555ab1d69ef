/** The routes of the earlier console, on what the ones of today do. */
import type * as z from 'zod';
import * as contracts from '../../../shared/containers.contract.ts';
import { type ContainerRequest, installInputOf } from '../../../shared/containers.schema.ts';
import { ERROR_CATALOGUE } from '../../../shared/errors.ts';
import type { JobView } from '../../../shared/jobs.schema.ts';
import { hasJobEnded } from '../../../shared/jobs.vocabulary.ts';
import {
  installServerRequest,
  type logsQuery,
  plainText,
  type ServerView,
  serverJobResult,
} from '../../../shared/servers.schema.ts';
import { type Endpoint, endpoint, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { isAsyncRequest } from '../../kernel/jobs/answer-with-job.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { Hosts } from '../hosts/hosts.service.ts';
import { requireOwner } from '../owner.ts';
import { logSocket } from './log-socket.ts';
import { logStream } from './log-stream.ts';
import { INSTALL_WAIT_MS } from './servers.constants.ts';
import { beginningOf, openLog, type ServerRouteParts } from './servers.routes.ts';

interface Parts extends ServerRouteParts {
  readonly hosts: Hosts;
  /** Address of this service: pages of others may open no socket with a person's cookie. */
  readonly publicUrl: string;
}

const MESSAGES = { start: 'Container started', stop: 'Container stopped', restart: 'Container restarted' } as const;

export function containerEndpoints({ servers, hosts, jobs, guard, clock, publicUrl }: Parts): Endpoint[] {
  const subjectOf = (context: RequestContext) => requireOwner(context).subject;
  const idOf = ({ params }: RequestContext) => params.id ?? '';

  const list = async ({ all }: { all?: string | undefined }, context: RequestContext) => {
    const { servers: found, hosts: asked } = await servers.list(subjectOf(context));
    const down = asked.find(({ condition }) => condition === 'down');
    if (down !== undefined) throw new AppError('unavailable', { message: `${down.name}: ${down.message ?? ''}` });
    const isShown = ({ status }: ServerView) =>
      all === undefined || all === 'true' || all === '1' || status === 'running';
    return { containers: found.filter(isShown).map(infoOf) };
  };
  const install = async (request: ContainerRequest, context: RequestContext) => {
    const isAsync = isAsyncRequest(context.request);
    const parsed = installServerRequest.safeParse(
      installInputOf(request, await hostOf(hosts, subjectOf(context), request)),
    );
    if (!parsed.success) {
      const { message, path } = parsed.error.issues[0] ?? { message: '', path: [] };
      throw new AppError('bad_request', {
        message: `The request is not valid: ${message}.`,
        details: { pointer: `/${String(path[0] ?? '')}` },
      });
    }
    const begun = await servers.install(parsed.data, beginningOf(context));
    return installed(request.name, isAsync ? begun : await jobs.waitFor(begun.job_id, INSTALL_WAIT_MS));
  };
  const config = async (_: unknown, context: RequestContext) => {
    const { name, settings } = await servers.get(subjectOf(context), idOf(context));
    const { image, env, args, ports, volumes, network, cpus, memory_bytes, restart_policy } = settings;
    return {
      name,
      image,
      env: Object.fromEntries(Object.entries(env).map(([variable, setting]) => [variable, plainText(setting)])),
      ports: Object.fromEntries(
        ports.flatMap(({ container, host, protocol }) =>
          host === undefined ? [] : [[protocol === 'udp' ? `${container}/udp` : String(container), host]],
        ),
      ),
      volumes: Object.fromEntries(volumes.map(({ volume, path }) => [volume, path])),
      labels: {},
      command: args.map(plainText),
      network_mode: network ?? null,
      cpus: cpus ?? null,
      memory_limit: memory_bytes === undefined ? null : String(memory_bytes),
      restart_policy: { Name: restart_policy },
    };
  };
  const act = (action: keyof typeof MESSAGES) => async (_: unknown, context: RequestContext) => {
    await servers.act(subjectOf(context), idOf(context), action);
    return { success: true as const, message: MESSAGES[action], container_id: idOf(context) };
  };
  const remove = async ({ force }: { force?: 'true' | undefined }, context: RequestContext) => {
    await servers.remove(subjectOf(context), idOf(context), force === 'true');
    return { success: true as const, message: 'Container deleted', container_id: idOf(context) };
  };

  const logs = async (query: z.output<typeof logsQuery>, context: RequestContext) => {
    const { request, waitUntil } = context;
    const isSocket = request.headers.get('Upgrade')?.toLowerCase() === 'websocket';
    // A browser asks nobody before it opens a socket (RFC 6455 §10.2).
    if (isSocket && request.headers.get('Origin') !== new URL(publicUrl).origin) throw new AppError('forbidden');
    const read = { ...(await openLog(servers, query, context)), guard: () => guard(request, waitUntil), clock };
    return isSocket ? logSocket(read, waitUntil) : logStream(read);
  };

  return [
    endpoint(contracts.containerLogsContract, logs, guard),
    endpoint(contracts.containerLogsAlias, logs, guard),
    endpoint(contracts.listContainersContract, list, guard),
    endpoint(contracts.listContainersAlias, list, guard),
    endpoint(contracts.createContainerContract, install, guard),
    endpoint(contracts.createContainerAlias, install, guard),
    endpoint(contracts.installContainerContract, install, guard),
    endpoint(contracts.installContainerAlias, install, guard),
    endpoint(contracts.containerConfigContract, config, guard),
    endpoint(contracts.containerConfigAlias, config, guard),
    endpoint(contracts.startContainerContract, act('start'), guard),
    endpoint(contracts.startContainerAlias, act('start'), guard),
    endpoint(contracts.stopContainerContract, act('stop'), guard),
    endpoint(contracts.stopContainerAlias, act('stop'), guard),
    endpoint(contracts.restartContainerContract, act('restart'), guard),
    endpoint(contracts.restartContainerAlias, act('restart'), guard),
    endpoint(contracts.deleteContainerContract, remove, guard),
    endpoint(contracts.deleteContainerAlias, remove, guard),
  ];
}

/** The earlier console had one engine: whoever has one host need not name it. */
async function hostOf(hosts: Hosts, owner: Subject, { host_id }: ContainerRequest): Promise<string> {
  if (host_id !== undefined) return host_id;
  const [only, ...others] = await hosts.all(owner);
  if (only !== undefined && others.length === 0) return only.id;
  const message = only === undefined ? 'Register a Docker host first.' : 'Say which Docker host: `host_id`.';
  throw new AppError('bad_request', { message, details: { pointer: '/host_id' } });
}

/** @throws AppError as the job failed: the earlier console answered with the status of the failure. */
function installed(name: string, job: JobView): Response {
  const headers = { 'Cache-Control': 'no-store', Location: `/api/jobs/${job.job_id}` };
  const { job_id, status, error, result } = job;
  if (!hasJobEnded(status)) return Response.json({ job_id, name, status }, { status: 202, headers });
  const done = serverJobResult.safeParse(result).data;
  if (status !== 'succeeded' || done === undefined) {
    const code = error?.code ?? (status === 'timed_out' ? 'job_timeout' : 'conflict');
    throw new AppError(code, { message: error?.message ?? ERROR_CATALOGUE[code].message });
  }
  return Response.json({ container_id: done.server_id, name, status: done.status, job_id }, { status: 201, headers });
}

function infoOf({ id, name, image, status, created_at, ports }: ServerView) {
  return {
    id,
    name,
    image,
    status:
      status === 'running' ? ('running' as const) : status === 'stopped' ? ('stopped' as const) : ('error' as const),
    created_at,
    ports: Object.fromEntries(
      ports.flatMap(({ container, protocol, host }) =>
        host === undefined ? [] : [[`${container}/${protocol}`, host] as const],
      ),
    ),
    labels: {},
  };
}
