/** What a person can do with servers. */
import type { JobView } from '../../../shared/jobs.schema.ts';
import type {
  InstallServerRequest,
  ServerReply,
  ServerSettings,
  ServersReply,
  ServerView,
} from '../../../shared/servers.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { inTime } from '../../kernel/in-time.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { ContainerSummary, Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import type { Host } from '../hosts/host-record.ts';
import type { Hosts } from '../hosts/hosts.service.ts';
import { referencesOf, removeOthers } from './bring-up.ts';
import { changeJob } from './change-job.ts';
import { installJob, type ServerJobParts } from './install-job.ts';
import { OWNER_LABEL, ownerLabel } from './labels.ts';
import type { ServerRecord, ServerStore } from './server-store.ts';
import { lastKnownView, liveView } from './server-view.ts';
import { LIST_TIMEOUT_MS } from './servers.constants.ts';

interface Parts extends ServerJobParts {
  readonly jobs: Pick<Jobs, 'enqueue' | 'isBegun' | 'waitFor'>;
  /** Refuses settings in which a secret stands in the clear. @throws AppError `secret_refused`. */
  readonly requireNoSecrets: (settings: unknown) => void;
}

interface Begin {
  readonly owner: JobOwner;
  readonly idempotencyKey: string | undefined;
}

export class Servers {
  readonly #store: ServerStore;
  readonly #hosts: Hosts;
  readonly #jobs: Parts['jobs'];
  readonly #clock: Clock;
  readonly #requireNoSecrets: Parts['requireNoSecrets'];
  readonly types: { readonly install: ReturnType<typeof installJob>; readonly change: ReturnType<typeof changeJob> };

  constructor(parts: Parts) {
    this.#store = parts.store;
    this.#hosts = parts.hosts;
    this.#jobs = parts.jobs;
    this.#clock = parts.clock;
    this.#requireNoSecrets = parts.requireNoSecrets;
    this.types = { install: installJob(parts), change: changeJob(parts) };
  }

  /**
   * Begins an install. What can be known at once is refused at once: a host that is down, a name that is taken, a secret in
   * the clear, a reference that is not well formed.
   */
  async install(request: InstallServerRequest, { owner, idempotencyKey }: Begin): Promise<JobView> {
    this.#requireGood(request);
    const { host_id: hostId, name } = request;
    const engine = await this.#hosts.engineFor(owner.subject, hostId);
    // A repeated call would find its own server: the job knows, and answers as before.
    if (!(await this.#isRepeated(owner, idempotencyKey))) await this.#requireFreeName(engine, hostId, name);
    return await this.#jobs.enqueue(this.types.install, request, { owner, idempotencyKey });
  }

  async change(id: string, settings: ServerSettings, { owner, idempotencyKey }: Begin): Promise<JobView> {
    this.#requireGood(settings);
    if (await this.#isRepeated(owner, idempotencyKey)) await this.#store.require(owner.subject, id);
    else await this.#requireIdle(owner.subject, id);
    const input = { server_id: id, settings };
    return await this.#jobs.enqueue(this.types.change, input, { owner, idempotencyKey });
  }

  /** All servers. Hosts are asked side by side, each for as long as the page can wait. */
  async list(owner: Subject): Promise<ServersReply> {
    const [records, hosts, label] = await Promise.all([
      this.#store.list(owner),
      this.#hosts.all(owner),
      ownerLabel(owner),
    ]);
    const asked = hosts.filter(({ id }) => records.some(({ host_id }) => host_id === id));
    const answers = new Map(
      await Promise.all(asked.map(async (host) => [host.id, await this.#containersOn(host, label)] as const)),
    );
    const servers = records.map((record) => {
      const host = hosts.find(({ id }) => id === record.host_id);
      const answer = answers.get(record.host_id);
      return answer?.containers === undefined
        ? lastKnownView(record, host)
        : liveView(
            record,
            host,
            answer.containers.find(({ id }) => id === record.container_id),
          );
    });
    const seen = servers.filter((view) => view.seen_at === undefined && view.status !== 'installing');
    await this.#store.note(
      owner,
      seen.filter(
        ({ id, status }) => records.find((record) => record.id === id)?.status !== status || status === 'running',
      ),
      this.#clock.nowMs(),
    );
    return {
      servers,
      hosts: asked.map(({ id, name }) => {
        const message = answers.get(id)?.message;
        return message === undefined
          ? { id, name, condition: 'up' as const }
          : { id, name, condition: 'down' as const, message };
      }),
    };
  }

  async get(owner: Subject, id: string): Promise<ServerReply> {
    const record = await this.#store.require(owner, id);
    return { ...(await this.#viewOf(owner, record)), settings: record.settings };
  }

  async act(owner: Subject, id: string, action: 'start' | 'stop' | 'restart'): Promise<ServerView> {
    const record = await this.#requireIdle(owner, id);
    const { engine, containerId } = await this.#containerOf(owner, record);
    if (action === 'start') await engine.startContainer(containerId);
    else if (action === 'stop') await engine.stopContainer(containerId);
    else await engine.restartContainer(containerId);
    return await this.#viewOf(owner, record);
  }

  /** @param isForced Forgets it although its host does not answer; the container stays there. */
  async remove(owner: Subject, id: string, isForced: boolean): Promise<void> {
    const { host_id, container_id, job_id } = await this.#store.require(owner, id);
    if (job_id !== null && !isForced) throw busy();
    try {
      const engine = await this.#hosts.engineFor(owner, host_id);
      if (container_id !== null) await engine.removeContainer(container_id);
      // With what a change could not remove, or had made.
      await removeOthers(engine, id);
    } catch (error) {
      if (!isForced) throw error;
    }
    await this.#store.remove(owner, id);
  }

  /** The engine and the container of a server, for its logs. */
  async container(owner: Subject, id: string) {
    return await this.#containerOf(owner, await this.#store.require(owner, id));
  }

  async #isRepeated({ subject }: JobOwner, key: string | undefined): Promise<boolean> {
    return key !== undefined && (await this.#jobs.isBegun(subject, key));
  }

  #requireGood(settings: ServerSettings): void {
    referencesOf(settings);
    this.#requireNoSecrets({ env: settings.env, args: settings.args });
  }

  async #requireIdle(owner: Subject, id: string): Promise<ServerRecord> {
    const record = await this.#store.require(owner, id);
    if (record.job_id !== null) throw busy();
    return record;
  }

  /** @throws EngineError `name_taken`, or that the host does not answer. */
  async #requireFreeName(engine: Engine, hostId: string, name: string): Promise<void> {
    const isThere = await engine.inspectContainer(name).then(
      () => true,
      (error: unknown) => {
        if (error instanceof EngineError && error.fault === 'container_not_found') return false;
        throw error;
      },
    );
    if (isThere || (await this.#store.isNameTaken(hostId, name))) throw new EngineError('name_taken');
  }

  async #containerOf(owner: Subject, { host_id, container_id }: ServerRecord) {
    if (container_id === null) throw busy();
    return { engine: await this.#hosts.engineFor(owner, host_id), containerId: container_id };
  }

  async #viewOf(owner: Subject, record: ServerRecord): Promise<ServerView> {
    const host = await this.#hosts.require(owner, record.host_id);
    if (record.container_id === null) return lastKnownView(record, host);
    try {
      const facts = await inTime(this.#hosts.engineOf(host).inspectContainer(record.container_id), LIST_TIMEOUT_MS);
      return liveView(record, host, facts);
    } catch (error) {
      const isGone = error instanceof EngineError && error.fault === 'container_not_found';
      return isGone ? liveView(record, host, undefined) : lastKnownView(record, host);
    }
  }

  async #containersOn(
    host: Host,
    label: string,
  ): Promise<{ containers?: readonly ContainerSummary[]; message?: string }> {
    try {
      const listed = this.#hosts.engineOf(host).listContainers({ [OWNER_LABEL]: label });
      return { containers: await inTime(listed, LIST_TIMEOUT_MS) };
    } catch (error) {
      return { message: error instanceof AppError ? error.message : new EngineError('timed_out').message };
    }
  }
}

function busy(): AppError {
  return new AppError('conflict', { message: 'Other work on this server is under way.', details: { reason: 'busy' } });
}
