/** What a person can do with Docker hosts, and the port through which servers and sessions reach an engine. */
import {
  type AddHostRequest,
  type ChangeHostRequest,
  type HostTestReply,
  type HostView,
  portAddress,
} from '../../../shared/hosts.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type GuardedFetch, refusal } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { inTime } from '../../kernel/in-time.ts';
import type { Subject } from '../../kernel/principal.ts';
import { createEngine } from '../docker/docker-engine.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError, isHostDown } from '../docker/engine-error.ts';
import type { Host } from './host-record.ts';
import type { HostStore } from './host-store.ts';
import { PROBE_TIMEOUT_MS } from './hosts.constants.ts';

/** Servers on hosts, as their room tells: hosts do not know it. */
export interface ServersOnHosts {
  countByHost(owner: Subject): Promise<ReadonlyMap<string, number>>;
  forgetHost(owner: Subject, hostId: string): Promise<void>;
}

interface Parts {
  readonly store: HostStore;
  readonly servers: ServersOnHosts;
  readonly guardedFetch: GuardedFetch;
  readonly clock: Clock;
}

export class Hosts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws AppError `not_found`, as for one that there never was. */
  async require(owner: Subject, id: string): Promise<Host> {
    const host = await this.#parts.store.find(owner, id);
    if (host === undefined) throw new AppError('not_found');
    return host;
  }

  /** @throws AppError `not_found`. The engine need not answer. */
  async engineFor(owner: Subject, hostId: string): Promise<Engine> {
    return this.engineOf(await this.require(owner, hostId));
  }

  engineOf({ url, credential }: Host): Engine {
    return createEngine(this.#parts.guardedFetch, this.#parts.clock, { url, credential });
  }

  /**
   * Where a published port of a host is reached.
   *
   * @returns Undefined when the host says nothing about that.
   */
  async portUrl(owner: Subject, hostId: string, port: number): Promise<string | undefined> {
    const { published_url } = await this.require(owner, hostId);
    return published_url === undefined ? undefined : portAddress(published_url, port);
  }

  all(owner: Subject): Promise<Host[]> {
    return this.#parts.store.list(owner);
  }

  async list(owner: Subject): Promise<HostView[]> {
    const [hosts, servers] = await Promise.all([this.#parts.store.list(owner), this.#parts.servers.countByHost(owner)]);
    return await Promise.all(
      hosts.map(async (host) => ({
        ...viewOf(host, servers.get(host.id) ?? 0),
        ...(await this.#conditionOf(host)),
      })),
    );
  }

  async add(owner: Subject, request: AddHostRequest): Promise<HostView> {
    await this.#requireAllowed(request.url);
    const { published_url, ...rest } = request;
    const id = crypto.randomUUID();
    const record = {
      owner: { type: owner.type, id: owner.id },
      ...rest,
      ...(published_url === undefined ? {} : { published_url }),
      created_at_ms: this.#parts.clock.nowMs(),
    };
    await this.#parts.store.add(id, record);
    return { ...viewOf({ id, ...record }, 0), condition: 'unknown' };
  }

  async change(owner: Subject, id: string, change: ChangeHostRequest): Promise<HostView> {
    const { id: _, published_url: publishedBefore, ...before } = await this.require(owner, id);
    const { name = before.name, url = before.url, credential = before.credential } = change;
    const published_url = change.published_url === undefined ? publishedBefore : (change.published_url ?? undefined);
    if (change.url !== undefined) await this.#requireAllowed(change.url);
    // Otherwise whoever holds a session could send a stored token to an address of their own.
    const hasMoved = new URL(url).origin !== new URL(before.url).origin;
    if (hasMoved && change.credential === undefined && before.credential.kind !== 'none') {
      throw new AppError('bad_request', {
        message: 'The request is not valid: with another address its credential must be given again.',
        details: { pointer: '/credential' },
      });
    }
    const record = { ...before, name, url, credential, ...(published_url === undefined ? {} : { published_url }) };
    await this.#parts.store.change(id, record);
    const servers = await this.#parts.servers.countByHost(owner);
    return { ...viewOf({ id, ...record }, servers.get(id) ?? 0), condition: 'unknown' };
  }

  async test(owner: Subject, id: string): Promise<HostTestReply> {
    const engine = await this.engineFor(owner, id);
    try {
      const [version, info] = [await engine.version(), await engine.info()];
      return {
        condition: 'up',
        engine: {
          name: info.name,
          version: version.version,
          api_version: version.apiVersion,
          operating_system: info.operatingSystem,
          architecture: version.architecture,
          cpus: info.cpus,
          memory_bytes: info.memoryBytes,
          containers_running: info.containersRunning,
        },
      };
    } catch (error) {
      return { ...conditionOf(error), message: messageOf(error) };
    }
  }

  /** @throws AppError `conflict` while servers stand on it, unless they are to be forgotten. */
  async remove(owner: Subject, id: string, isForced: boolean): Promise<void> {
    await this.require(owner, id);
    const servers = (await this.#parts.servers.countByHost(owner)).get(id) ?? 0;
    if (servers > 0 && !isForced) {
      throw new AppError('conflict', { message: 'There are servers on this Docker host. Remove them first.' });
    }
    if (servers > 0) await this.#parts.servers.forgetHost(owner, id);
    await this.#parts.store.remove(owner, id);
  }

  async #conditionOf(host: Host): Promise<Pick<HostView, 'condition' | 'reason'>> {
    try {
      await inTime(this.engineOf(host).ping(), PROBE_TIMEOUT_MS);
      return { condition: 'up' };
    } catch (error) {
      return conditionOf(error);
    }
  }

  /** Published ports are judged when they are called: until then nobody knows which they are. */
  async #requireAllowed(url: string): Promise<void> {
    const verdict = await this.#parts.guardedFetch.judge(url);
    if (!verdict.ok) throw refusal(verdict.reason);
  }
}

function viewOf(host: Host, servers: number): Omit<HostView, 'condition'> {
  const { id, name, url, published_url, credential, created_at_ms } = host;
  return {
    id,
    name,
    url,
    ...(published_url === undefined ? {} : { published_url }),
    credential: credential.kind,
    created_at: new Date(created_at_ms).toISOString(),
    servers,
  };
}

function conditionOf(error: unknown): { condition: 'down' | 'refused'; reason: string } {
  if (error instanceof AppError && error.code === 'url_refused') return { condition: 'refused', reason: 'url_refused' };
  if (!(error instanceof EngineError)) return { condition: 'down', reason: 'timed_out' };
  return { condition: isHostDown(error) ? 'down' : 'refused', reason: error.fault };
}

function messageOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'The Docker host did not answer in time.';
}
