/**
 * The job that gives a server other settings: engines cannot change a container, so it is made anew. The one before is moved
 * aside, stopped, until the new one runs; when that fails, it takes its name and its work back. No secret is needed for that.
 */
import * as z from 'zod';
import { serverJobResult, serverSettings } from '../../../shared/servers.schema.ts';
import type { JobContext, JobOwner, JobType } from '../../kernel/jobs/job-type.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import { bringUp, engineIfKnown, pull, removeMade } from './bring-up.ts';
import type { ServerJobParts, ServerJobResult } from './install-job.ts';
import type { ServerRecord, ServerStore } from './server-store.ts';
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
      const { host_id, name, container_id: before } = await context.step(BEFORE, () => beforeOf(store, owner, id));
      const engine = await hosts.engineFor(owner.subject, host_id);
      await pull(context, engine, settings.image);
      if (before !== null) await moveAside(context, engine, before, name);
      const containerId = await bringUp(context, engine, secrets, { serverId: id, name, settings });
      await context.commit();
      await store.settle(owner.subject, id, { containerId, settings, atMs: clock.nowMs() });
      if (before !== null && before !== containerId) await engine.removeContainer(before);
      return { server_id: id, container_id: containerId, name, status: 'running' };
    },
    undo: async (context, { server_id: id }) => {
      const { owner, jobId } = context;
      const before = context.kept<Before>(BEFORE);
      if (before === undefined) return await store.unclaim(owner.subject, id, jobId);
      const engine = await engineIfKnown(hosts, owner, before.host_id);
      if (engine !== undefined) await removeMade(context, engine, () => bringBack(engine, before));
      await store.unclaim(owner.subject, id, jobId);
    },
  };
}

async function beforeOf(store: ServerStore, { subject }: JobOwner, id: string): Promise<Before> {
  const { host_id, name, container_id, status } = await store.require(subject, id);
  return { host_id, name, container_id, was_running: status === 'running' };
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
  if (before === undefined || before.name === name) return;
  await engine.renameContainer(before.id, name);
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
