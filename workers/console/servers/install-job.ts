/** The job that installs a server. Its id is the server's: a repeated call with one idempotency key makes one server. */
import type * as z from 'zod';
import { installServerRequest, serverJobResult } from '../../../shared/servers.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { JobType } from '../../kernel/jobs/job-type.ts';
import type { Hosts } from '../hosts/hosts.service.ts';
import { bringUp, engineIfKnown, pull, removeMade, type SecretPort } from './bring-up.ts';
import type { ServerStore } from './server-store.ts';
import { INSTALL_ATTEMPTS_MAX, INSTALL_DEADLINE_SECONDS, INSTALL_KEEP_SECONDS } from './servers.constants.ts';

export interface ServerJobParts {
  readonly hosts: Hosts;
  readonly store: ServerStore;
  readonly secrets: SecretPort;
  readonly clock: Clock;
}

type Input = z.output<typeof installServerRequest>;
export type ServerJobResult = z.output<typeof serverJobResult>;

export function installJob({ hosts, store, secrets, clock }: ServerJobParts): JobType<Input, ServerJobResult> {
  return {
    name: 'install_server',
    input: installServerRequest as z.ZodType<Input>,
    result: serverJobResult,
    deadlineSeconds: INSTALL_DEADLINE_SECONDS,
    attemptsMax: INSTALL_ATTEMPTS_MAX,
    keepSeconds: INSTALL_KEEP_SECONDS,
    run: async (context, { host_id: hostId, name, ...settings }) => {
      const { jobId: id, owner } = context;
      const engine = await hosts.engineFor(owner.subject, hostId);
      await store.reserve(owner.subject, { id, hostId, name, settings, createdAtMs: clock.nowMs() });
      await pull(context, engine, settings.image);
      const containerId = await bringUp(context, engine, secrets, { serverId: id, name, settings });
      await context.commit();
      await store.settle(owner.subject, id, id, { containerId, settings, atMs: clock.nowMs() });
      await store.unclaim(owner.subject, id, id);
      return { server_id: id, container_id: containerId, name, status: 'running' };
    },
    undo: async (context, { host_id: hostId }) => {
      const { jobId, owner } = context;
      const engine = await engineIfKnown(hosts, owner, hostId);
      if (engine !== undefined) await removeMade(context, engine);
      await store.remove(owner.subject, jobId);
    },
  };
}
