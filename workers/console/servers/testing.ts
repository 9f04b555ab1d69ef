/** What tests of servers share: an engine that keeps containers in memory, and the jobs of a person on it. */
import { env } from 'cloudflare:workers';
import { type InstallServerRequest, type ServerSettings, serverSettings } from '../../../shared/servers.schema.ts';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import { type JobDesk, jobDesk, jobOwner } from '../../testing/job-desk.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import type { Hosts } from '../hosts/hosts.service.ts';
import { SERVER_LABEL } from './labels.ts';
import { ServerStore } from './server-store.ts';
import { Servers } from './servers.service.ts';

export interface PlayedContainer {
  readonly id: string;
  name: string;
  isRunning: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

type Call = 'hasImage' | 'create' | 'start' | 'stop' | 'rename' | 'remove' | 'pull';

/** Beside what it is asked for, it does what a test puts before a call. */
export class PlayedEngine {
  readonly containers: PlayedContainer[] = [];
  readonly before: Partial<Record<Call, () => Promise<void> | void>> = {};

  get names(): readonly string[] {
    return this.containers.map(({ name, isRunning }) => `${name} ${isRunning ? 'runs' : 'stands'}`).sort();
  }

  find(id: string): PlayedContainer | undefined {
    return this.containers.find((container) => container.id === id || container.name === id);
  }

  asEngine(): Engine {
    const require = (id: string) => {
      const found = this.find(id);
      if (found === undefined) throw new EngineError('container_not_found');
      return found;
    };
    const requireFree = (name: string) => {
      if (this.containers.some((container) => container.name === name)) throw new EngineError('name_taken');
    };
    const played = {
      hasImage: () => Promise.resolve(true),
      pullImage: async () => await this.before.pull?.(),
      createContainer: async (name: string, { labels }: { labels: Record<string, string> }) => {
        await this.before.create?.();
        requireFree(name);
        const id = crypto.randomUUID();
        this.containers.push({ id, name, isRunning: false, labels });
        return id;
      },
      startContainer: async (id: string) => {
        await this.before.start?.();
        require(id).isRunning = true;
      },
      stopContainer: async (id: string) => {
        await this.before.stop?.();
        require(id).isRunning = false;
      },
      renameContainer: async (id: string, name: string) => {
        await this.before.rename?.();
        requireFree(name);
        require(id).name = name;
      },
      removeContainer: async (id: string) => {
        await this.before.remove?.();
        const at = this.containers.findIndex((container) => container.id === id);
        if (at >= 0) this.containers.splice(at, 1);
      },
      inspectContainer: (id: string) =>
        Promise.resolve().then(() => {
          const { name, isRunning } = require(id);
          return { id, name, state: isRunning ? 'running' : 'exited', restarts: 0 };
        }),
      listContainers: (labels: Record<string, string>) =>
        Promise.resolve(
          this.containers
            .filter((container) => Object.entries(labels).every(([name, value]) => container.labels[name] === value))
            .map(({ id }) => ({ id })),
        ),
    };
    return played as unknown as Engine;
  }
}

export interface ServerScene {
  readonly engine: PlayedEngine;
  readonly servers: Servers;
  readonly store: ServerStore;
  readonly desk: JobDesk;
  readonly owner: JobOwner;
  readonly hostId: string;
  /** While false, the person has no such host any more. */
  isHostThere: boolean;
  /** A server that runs. @returns Its id. */
  installed(name: string): Promise<string>;
}

export function serverScene(): ServerScene {
  const engine = new PlayedEngine();
  const store = new ServerStore(env.DB);
  const hosts = {
    engineFor: () =>
      scene.isHostThere ? Promise.resolve(engine.asEngine()) : Promise.reject(new AppError('not_found')),
  } as unknown as Hosts;
  const secrets = { resolve: () => Promise.resolve({ fill: (text: string) => text }) };
  // The jobs of the desk, which has to know the types first.
  const jobs: Pick<Jobs, 'enqueue' | 'isBegun' | 'waitFor'> = {
    enqueue: (type, input, options) => scene.desk.jobs.enqueue(type, input, options),
    isBegun: (subject, key) => scene.desk.jobs.isBegun(subject, key),
    waitFor: (id, waitMs) => scene.desk.jobs.waitFor(id, waitMs),
  };
  const servers = new Servers({ hosts, store, jobs, secrets, clock: systemClock, requireNoSecrets: () => undefined });
  const scene: ServerScene = {
    engine,
    servers,
    store,
    desk: jobDesk({ types: [servers.types.install, servers.types.change] }),
    owner: jobOwner(),
    hostId: crypto.randomUUID(),
    isHostThere: true,
    installed: async (name) => {
      const [{ subject }, id, containerId] = [scene.owner, crypto.randomUUID(), crypto.randomUUID()];
      engine.containers.push({ id: containerId, name, isRunning: true, labels: { [SERVER_LABEL]: id } });
      await store.reserve(subject, { id, hostId: scene.hostId, name, settings: settings(), createdAtMs: 0 });
      await store.settle(subject, id, id, { containerId, settings: settings(), atMs: 0 });
      await store.unclaim(subject, id, id);
      return id;
    },
  };
  return scene;
}

export function settings(image = 'registry.test/server:1'): ServerSettings {
  return serverSettings.parse({ image, restart_policy: 'no' });
}

export function installOf({ hostId }: Pick<ServerScene, 'hostId'>, name: string): InstallServerRequest {
  return { host_id: hostId, name, ...settings() };
}
