/** The client of the Docker Engine API. Docker and podman speak it; the tests run against podman. */
import { parseImageReference } from '../../../shared/image-reference.ts';
import type { Clock } from '../../kernel/clock.ts';
import { containerBody } from './container-body.ts';
import {
  FOLLOW_SILENCE_MS,
  LOG_BYTES_MAX,
  PULL_BYTES_MAX,
  PULL_SILENCE_MS,
  STOP_GRACE_SECONDS,
  WORK_TIMEOUT_MS,
} from './docker.constants.ts';
import type { ContainerSpec, Engine, ExecRequest, LogOptions, OutputPart, PullProgress } from './engine.ts';
import { type EngineAddress, EngineCaller, type EngineRequest, type GuardedCalls } from './engine-call.ts';
import { EngineError } from './engine-error.ts';
import * as replies from './engine-replies.ts';
import { runExec } from './exec.ts';
import { bare, unframed } from './output-frames.ts';
import { readPull } from './pull-progress.ts';

export function createEngine(calls: GuardedCalls, clock: Clock, address: EngineAddress): Engine {
  return new DockerEngine(new EngineCaller(calls, address), clock);
}

class DockerEngine implements Engine {
  readonly #caller: EngineCaller;
  readonly #clock: Clock;

  constructor(caller: EngineCaller, clock: Clock) {
    this.#caller = caller;
    this.#clock = clock;
  }

  async ping() {
    await this.version();
  }

  version() {
    return this.#caller.read({ method: 'GET', path: '/version' }, replies.version);
  }

  info() {
    return this.#caller.read({ method: 'GET', path: '/info' }, replies.info);
  }

  async hasImage(image: string) {
    const path = `/images/${requireImage(image).full.split('/').map(encodeURIComponent).join('/')}/json`;
    try {
      await this.#do({ method: 'GET', path, notFound: 'image_not_found' });
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.fault === 'image_not_found') return false;
      throw error;
    }
  }

  async pullImage(image: string, told: (progress: PullProgress) => Promise<void>, signal?: AbortSignal) {
    const { name, version } = requireImage(image);
    const response = await this.#caller.send({
      method: 'POST',
      path: `/images/create?${queryOf({ fromImage: name, tag: version })}`,
      timeoutMs: PULL_SILENCE_MS,
      bytesMax: PULL_BYTES_MAX,
      streams: true,
      notFound: 'image_not_found',
      signal,
    });
    if (response.body !== null) await readPull(response.body, told, this.#clock, signal);
    // Some engines end the stream without a word when the image does not come.
    if (!(await this.hasImage(image))) throw new EngineError('image_not_found', 'the pull ended without an image');
  }

  async createContainer(name: string, spec: ContainerSpec) {
    const image = requireImage(spec.image).full;
    const { Id } = await this.#caller.read(
      {
        method: 'POST',
        path: `/containers/create?${queryOf({ name })}`,
        body: containerBody({ ...spec, image }),
        timeoutMs: WORK_TIMEOUT_MS,
        notFound: 'image_not_found',
        conflict: 'name_taken',
      },
      replies.created,
    );
    return Id;
  }

  startContainer(id: string) {
    return this.#do({ method: 'POST', path: `${pathOf(id)}/start`, timeoutMs: WORK_TIMEOUT_MS });
  }

  stopContainer(id: string, graceSeconds = STOP_GRACE_SECONDS) {
    return this.#do({ method: 'POST', path: `${pathOf(id)}/stop?t=${graceSeconds}`, timeoutMs: WORK_TIMEOUT_MS });
  }

  restartContainer(id: string, graceSeconds = STOP_GRACE_SECONDS) {
    return this.#do({ method: 'POST', path: `${pathOf(id)}/restart?t=${graceSeconds}`, timeoutMs: WORK_TIMEOUT_MS });
  }

  renameContainer(id: string, name: string) {
    const path = `${pathOf(id)}/rename?${queryOf({ name })}`;
    return this.#do({ method: 'POST', path, timeoutMs: WORK_TIMEOUT_MS, conflict: 'name_taken' });
  }

  async removeContainer(id: string) {
    try {
      await this.#do({ method: 'DELETE', path: `${pathOf(id)}?force=true&v=true`, timeoutMs: WORK_TIMEOUT_MS });
    } catch (error) {
      if (error instanceof EngineError && error.fault === 'container_not_found') return;
      throw error;
    }
  }

  inspectContainer(id: string) {
    return this.#caller.read({ method: 'GET', path: `${pathOf(id)}/json` }, replies.containerFacts);
  }

  listContainers(labels: Readonly<Record<string, string>>) {
    const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const query = queryOf({ all: 'true', filters: JSON.stringify({ label }) });
    return this.#caller.read({ method: 'GET', path: `/containers/json?${query}` }, replies.containerList);
  }

  async followLogs(id: string, options: LogOptions): Promise<ReadableStream<OutputPart>> {
    const { follow, tail, sinceSeconds, timestamps = false, signal } = options;
    const { hasTerminal } = await this.inspectContainer(id);
    const query = queryOf({
      stdout: 'true',
      stderr: 'true',
      follow: String(follow),
      tail: String(tail),
      timestamps: String(timestamps),
      ...(sinceSeconds === undefined ? {} : { since: String(sinceSeconds) }),
    });
    const response = await this.#caller.send({
      method: 'GET',
      path: `${pathOf(id)}/logs?${query}`,
      timeoutMs: FOLLOW_SILENCE_MS,
      bytesMax: LOG_BYTES_MAX,
      streams: true,
      signal,
    });
    const body = response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
    return body.pipeThrough(hasTerminal ? bare() : unframed());
  }

  exec(id: string, request: ExecRequest) {
    return runExec(this.#caller, id, request);
  }

  putArchive(id: string, folder: string, tar: Uint8Array) {
    const path = `${pathOf(id)}/archive?${queryOf({ path: folder })}`;
    return this.#do({ method: 'PUT', path, tar, timeoutMs: WORK_TIMEOUT_MS });
  }

  /** For calls whose answer holds nothing that we need. */
  async #do(request: EngineRequest): Promise<void> {
    const response = await this.#caller.send(request);
    await response.body?.cancel();
  }
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}

function pathOf(containerId: string): string {
  return `/containers/${encodeURIComponent(containerId)}`;
}

function requireImage(image: string) {
  const reference = parseImageReference(image);
  if (reference === undefined) throw new EngineError('settings_refused', 'this is no reference of an image');
  return reference;
}
