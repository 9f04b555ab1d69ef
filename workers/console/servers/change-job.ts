/**
 * The job that gives a server other settings: engines cannot change a container, so it is made anew. The one before is moved
 * aside, stopped, until the new one runs; when that fails, it takes its name and its work back. No secret is needed for that.
 */
import * as z from 'zod';
import { serverJobResult, serverSettings } from '../../../shared/servers.schema.ts';
import type { JobContext, JobType } from '../../kernel/jobs/job-type.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import { bringUp, pull, removeMade } from './bring-up.ts';
import type { ServerJobParts, ServerJobResult } from './install-job.ts';
import { INSTALL_ATTEMPTS_MAX, INSTALL_DEADLINE_SECONDS, INSTALL_KEEP_SECONDS } from './servers.constants.ts';

const input = z.strictObject({ server_id: z.uuid(), settings: serverSettings });
type Input = z.output<typeof input>;

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
      const { host_id, name, container_id } = await store.require(owner.subject, id);
      // A later attempt finds the new container there.
      const before = await context.step('before', () => Promise.resolve(container_id));
      const engine = await hosts.engineFor(owner.subject, host_id);
      await pull(context, engine, settings.image);
      if (before !== null) await moveAside(context, engine, before, name);
      const containerId = await bringUp(context, engine, secrets, { serverId: id, name, settings });
      await context.commit();
      await store.settle(owner.subject, id, { containerId, settings, atMs: clock.nowMs() });
      if (before !== null && before !== containerId) await engine.removeContainer(before);
      return { server_id: id, container_id: containerId, name, status: 'running' };
    },
    undo: async ({ owner, jobId }, { server_id: id }) => {
      const { host_id, name, container_id: before, status } = await store.require(owner.subject, id);
      const engine = await hosts.engineFor(owner.subject, host_id);
      await removeMade(engine, jobId);
      if (before !== null) await bringBack(engine, before, name, status === 'running');
      await store.unclaim(owner.subject, id, jobId);
    },
  };
}

async function moveAside(context: JobContext, engine: Engine, containerId: string, name: string): Promise<void> {
  context.signal.throwIfAborted();
  const before = await ifThere(engine.inspectContainer(containerId));
  if (before === undefined) return;
  if (before.name === name) await engine.renameContainer(containerId, `${name}.before-${context.jobId.slice(0, 8)}`);
  await engine.stopContainer(containerId);
}

async function bringBack(engine: Engine, containerId: string, name: string, wasRunning: boolean): Promise<void> {
  const before = await ifThere(engine.inspectContainer(containerId));
  if (before === undefined || before.name === name) return;
  await engine.renameContainer(containerId, name);
  if (wasRunning) await engine.startContainer(containerId);
}

async function ifThere<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EngineError && error.fault === 'container_not_found') return undefined;
    throw error;
  }
}
