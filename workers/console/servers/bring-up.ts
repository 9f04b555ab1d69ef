/**
 * The part of a job that makes a container run: pull, create, start, look whether it stays. A second attempt finds the
 * container of the first by the job's label, and so does whoever takes it back.
 *
 * Secrets are resolved right before the container is made and are given to the engine alone.
 */
import { parseImageReference } from '../../../shared/image-reference.ts';
import { findReferences, type SecretReference } from '../../../shared/secret-references.ts';
import { plainText, type ServerSettings, type SettingText } from '../../../shared/servers.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobContext, JobOwner } from '../../kernel/jobs/job-type.ts';
import type { ContainerSpec, Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import type { Hosts } from '../hosts/hosts.service.ts';
import { JOB_LABEL, OWNER_LABEL, ownerLabel, SERVER_LABEL } from './labels.ts';
import { LOOK_AGAIN_MS, NANO_CPUS, VERIFY_LOOKS, VERIFY_PAUSE_MS } from './servers.constants.ts';

/** What is needed of the secrets' room. */
export interface SecretPort {
  resolve(
    references: Iterable<SecretReference>,
    context: { readonly owner: JobOwner; readonly signal: AbortSignal },
  ): Promise<{ fill(text: string): string }>;
}

/** What is needed to take back. */
export type UndoContext = Pick<JobContext, 'jobId' | 'owner' | 'kept'>;

/** Steps: that the engine was asked for a container, and its id. */
const CREATE_CALLED = 'create_called';
export const CREATED = 'create';

interface Wanted {
  readonly serverId: string;
  readonly name: string;
  readonly settings: ServerSettings;
}

/** Fetches the image. One that is named by digest and there already is not fetched again. */
export async function pull(context: JobContext, engine: Engine, image: string): Promise<void> {
  await context.progress({ step: 'pulling' });
  if (parseImageReference(image)?.version.startsWith('sha256:') && (await engine.hasImage(image))) return;
  const told = ({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }) =>
    context.progress({ step: 'pulling', done: doneBytes, total: totalBytes });
  try {
    await engine.pullImage(image, told, context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    // An image that is there does for a host that cannot reach the registry.
    const isAway = error instanceof EngineError && error.fault === 'registry_unreachable';
    if (!isAway || !(await engine.hasImage(image))) throw error;
  }
}

/** @returns Id of the container, which runs. */
export async function bringUp(
  context: JobContext,
  engine: Engine,
  secrets: SecretPort,
  wanted: Wanted,
): Promise<string> {
  context.signal.throwIfAborted();
  await context.progress({ step: 'creating' });
  const containerId = await context.step(CREATED, async () => {
    const [made] = await engine.listContainers({ [JOB_LABEL]: context.jobId });
    if (made !== undefined) return made.id;
    const spec = await specOf(context, secrets, wanted);
    await context.step(CREATE_CALLED, () => Promise.resolve(true));
    return await engine.createContainer(wanted.name, spec);
  });
  context.signal.throwIfAborted();
  await context.progress({ step: 'starting' });
  await engine.startContainer(containerId);
  await context.progress({ step: 'verifying' });
  await requireRunning(context, engine, containerId);
  return containerId;
}

/**
 * Removes what a job has made, whichever attempt it was. Where the call that makes the container was cut off, it may still
 * make one until its time is over: then this looks again.
 *
 * @param then What else is taken back, which does not wait for that.
 */
export async function removeMade(context: UndoContext, engine: Engine, then?: () => Promise<void>): Promise<void> {
  const isAnyGone = await removeLabelled(engine, context.jobId);
  await then?.();
  const wasCutOff = context.kept(CREATE_CALLED) !== undefined && context.kept(CREATED) === undefined;
  if (isAnyGone || !wasCutOff) return;
  await pause(LOOK_AGAIN_MS);
  await removeLabelled(engine, context.jobId);
}

/** The engine of a host; undefined when its owner has forgotten it meanwhile: there is nothing to be taken back on it. */
export async function engineIfKnown(hosts: Hosts, owner: JobOwner, hostId: string): Promise<Engine | undefined> {
  return await hosts.engineFor(owner.subject, hostId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  });
}

async function removeLabelled(engine: Engine, jobId: string): Promise<boolean> {
  const made = await engine.listContainers({ [JOB_LABEL]: jobId });
  for (const { id } of made) await engine.removeContainer(id);
  return made.length > 0;
}

/** Removes the containers of a server but for one. */
export async function removeOthers(engine: Engine, serverId: string, keptId?: string): Promise<void> {
  for (const { id } of await engine.listContainers({ [SERVER_LABEL]: serverId }))
    if (id !== keptId) await engine.removeContainer(id);
}

/** The references in settings. @throws AppError `bad_request` when one is not well formed. */
export function referencesOf({ env, args }: Pick<ServerSettings, 'env' | 'args'>): SecretReference[] {
  const texts = [
    ...Object.entries(env).map(([name, setting]) => [`/env/${name}`, plainText(setting)] as const),
    ...args.map((setting, at) => [`/args/${at}`, plainText(setting)] as const),
  ];
  return texts.flatMap(([pointer, text]) => {
    const found = findReferences(text);
    if (found.ok) return found.value;
    throw new AppError('bad_request', {
      message: `The request is not valid: a reference is not well formed at character ${found.at + 1}.`,
      details: { pointer },
    });
  });
}

async function specOf(
  context: JobContext,
  secrets: SecretPort,
  { serverId, name, settings }: Wanted,
): Promise<ContainerSpec> {
  const { owner, signal } = context;
  const resolved = await secrets.resolve(referencesOf(settings), { owner, signal });
  const fill = (setting: SettingText) => resolved.fill(plainText(setting));
  const { image, env, args, ports, volumes, cpus, memory_bytes, restart_policy, network } = settings;
  return {
    image,
    env: Object.fromEntries(Object.entries(env).map(([variable, setting]) => [variable, fill(setting)])),
    command: args.map(fill),
    labels: {
      [SERVER_LABEL]: serverId,
      [OWNER_LABEL]: await ownerLabel(owner.subject),
      [JOB_LABEL]: context.jobId,
      'io.roundhouse.name': name,
    },
    ports: ports.map(({ container, host, protocol, address }) => ({
      containerPort: container,
      protocol,
      hostPort: host,
      hostAddress: address,
    })),
    volumes: volumes.map(({ volume, path, read_only }) => ({ volume, path, readOnly: read_only })),
    nanoCpus: cpus === undefined ? undefined : Math.round(cpus * NANO_CPUS),
    memoryBytes: memory_bytes,
    restartPolicy: restart_policy,
    network,
    isRootReadOnly: settings.read_only_root,
    capabilities: settings.capabilities,
  };
}

async function requireRunning(context: JobContext, engine: Engine, containerId: string): Promise<void> {
  for (let look = 0; look < VERIFY_LOOKS; look += 1) {
    await pause(VERIFY_PAUSE_MS);
    context.signal.throwIfAborted();
    const { state, restarts } = await engine.inspectContainer(containerId);
    // An engine that starts it again and again shows it as running now and then.
    if (state !== 'running' || restarts > 0) throw new EngineError('ended_at_once', `${state} after the start`);
  }
}

async function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  await promise;
}
