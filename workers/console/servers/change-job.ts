/**
 * The job that gives a server other settings: engines cannot change a container, so it is made anew. The one before is moved
 * aside, stopped, until the new one runs; when that fails, it takes its name and its work back. No secret is needed for that.
 */
import * as z from 'zod';
import { serverJobResult, serverSettings } from '../../../shared/servers.schema.ts';
import type { JobContext, JobType } from '../../kernel/jobs/job-type.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import { bringUp, CREATED, engineIfKnown, pull, removeMade, removeOthers } from './bring-up.ts';
import type { ServerJobParts, ServerJobResult } from './install-job.ts';
import type { ServerRecord } from './server-store.ts';
import { INSTALL_ATTEMPTS_MAX, INSTALL_DEADLINE_SECONDS, INSTALL_KEEP_SECONDS } from './servers.constants.ts';

const input = z.strictObject({ server_id: z.uuid(), settings: serverSettings });
type Input = z.output<typeof input>;

/** The server as the job found it. */
type Before = Pick<ServerRecord, 'host_id' | 'name' | 'container_id'> & { readonly was_running: boolean };
const BEFORE = 'server_before';

export function changeJob({ hosts, store, secrets, clock }: ServerJobParts): JobType<Input, ServerJobResult> {
  return {
    name: 'change_server',
    input: input as z.ZodType<Input>,
    result: serverJobResult,
    deadlineSeconds: INSTALL_DEADLINE_SECONDS,
    attemptsMax: INSTALL_ATTEMPTS_MAX,
    keepSeconds: INSTALL_KEEP_SECONDS,
    run: async (context, { server_id: id, settings }) => {
      const { owner, jobId } = context;
      await store.claim(owner.subject, id, jobId);
      // A later attempt finds the new container there, and whoever takes back perhaps no server at all.
      const server = await store.require(owner.subject, id);
      const engine = await hosts.engineFor(owner.subject, server.host_id);
      const { name, container_id: before } = await context.step(BEFORE, () => beforeOf(server, engine));
      await pull(context, engine, settings.image);
      if (before !== null) await moveAside(context, engine, before, name);
      const containerId = await bringUp(context, engine, secrets, { serverId: id, name, settings });
      await context.commit();
      await store.settle(owner.subject, id, jobId, { containerId, settings, atMs: clock.nowMs() });
      // The change holds from here on. What cannot be removed for now goes with the next change, or with the server.
      await removeOthers(engine, id, containerId).catch(() => undefined);
      if (before !== null && before !== containerId) await engine.removeContainer(before).catch(() => undefined);
      await store.unclaim(owner.subject, id, jobId);
      return { server_id: id, container_id: containerId, name, status: 'running' };
    },
    undo: async (context, { server_id: id }) => {
      const { owner, jobId } = context;
      const server = await store.find(owner.subject, id);
      // It never was ours, or we are done with it: others may be at work.
      if (server !== undefined && server.job_id !== jobId) return;
      const before = context.kept<Before>(BEFORE);
      const made = context.kept<string>(CREATED);
      if (before === undefined) return await store.unclaim(owner.subject, id, jobId);
      const engine = await engineIfKnown(hosts, owner, before.host_id);
      const holds = made !== undefined && server?.container_id === made;
      if (engine !== undefined && holds) await removeOthers(engine, id, made);
      else if (engine !== undefined) await removeMade(context, engine, () => bringBack(engine, before));
      await store.unclaim(owner.subject, id, jobId);
    },
  };
}

async function beforeOf({ host_id, name, container_id }: ServerRecord, engine: Engine): Promise<Before> {
  const found = container_id === null ? undefined : await ifThere(engine.inspectContainer(container_id));
  return { host_id, name, container_id, was_running: found?.state === 'running' || found?.state === 'restarting' };
}

async function moveAside(context: JobContext, engine: Engine, containerId: string, name: string): Promise<void> {
  context.signal.throwIfAborted();
  const before = await ifThere(engine.inspectContainer(containerId));
  if (before === undefined) return;
  if (before.name === name) await engine.renameContainer(containerId, `${name}.before-${context.jobId.slice(0, 8)}`);
  await engine.stopContainer(containerId);
}

async function bringBack(engine: Engine, { container_id: id, name, was_running }: Before): Promise<void> {
  const before = id === null ? undefined : await ifThere(engine.inspectContainer(id));
  if (before === undefined) return;
  if (before.name !== name) await engine.renameContainer(before.id, name);
  // Also where it has its name: a try before this one may have come that far.
  if (was_running) await engine.startContainer(before.id);
}

async function ifThere<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EngineError && error.fault === 'container_not_found') return undefined;
    throw error;
  }
}
