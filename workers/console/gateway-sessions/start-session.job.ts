/**
 * Brings a session up: image, certificates, container. Safe to run again after it was cut off anywhere, since the container
 * has the session's name and what was made under it before goes first. What is taken back is taken back by the session's
 * object, which does not stop until it is.
 */
import * as z from 'zod';
import { type GatewaySessionView, gatewaySession } from '../../../shared/gateway-sessions.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobContext, JobType } from '../../kernel/jobs/job-type.ts';
import type { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import type { Engine } from '../docker/engine.ts';
import { EngineError } from '../docker/engine-error.ts';
import { issueBundle } from './certificates/bundle.ts';
import { containerSpec, imageOf, runningContainer, serverNames, tlsArchive } from './container.ts';
import {
  JOB_KEPT_SECONDS,
  SETTLE_MS,
  START_ATTEMPTS_MAX,
  START_DEADLINE_SECONDS,
} from './gateway-sessions.constants.ts';
import type { SecretFiller } from './secret-filler.ts';
import { bundleRecordId, type KeptBundle } from './session-records.ts';
import { containerName, type SessionState } from './session-state.ts';
import type { EngineOf } from './session-surroundings.ts';
import { sessionView } from './session-view.ts';
import type { Sessions } from './sessions.ts';

export interface StartParts {
  readonly sessions: Sessions;
  readonly engineOf: EngineOf;
  readonly secrets: SecretFiller;
  readonly ring: SealingRing;
  readonly clock: Clock;
}

const input = z.strictObject({ session_id: z.uuid() });
export type StartType = JobType<z.infer<typeof input>, GatewaySessionView>;

export function startSessionJob(parts: StartParts): StartType {
  return {
    name: 'start_gateway_session',
    input,
    result: gatewaySession,
    deadlineSeconds: START_DEADLINE_SECONDS,
    attemptsMax: START_ATTEMPTS_MAX,
    keepSeconds: JOB_KEPT_SECONDS,
    run: (context, { session_id: id }) => start(parts, context, id),
    undo: async (_, { session_id: id }) => {
      await parts.sessions.object(id).end('failed');
    },
  };
}

async function start(parts: StartParts, context: JobContext, id: string) {
  const { sessions, engineOf, secrets } = parts;
  const { owner, signal } = context;
  const state = await sessions.require(id, owner.subject);
  if (state.phase === 'running') return sessionView(state);
  requireStarting(state);
  const engine = await engineOf(owner.subject, state.hostId);
  await bringImage(engine, imageOf(state.order), context);
  await context.progress({ step: 'resolve_secrets' });
  const env = await secrets.fillEnv(state.order.env, owner, signal);
  await context.progress({ step: 'create_container' });
  const name = containerName(id);
  // Of an attempt that was cut off.
  await engine.removeContainer(name);
  requireStarting(await sessions.require(id, owner.subject));
  const containerId = await engine.createContainer(name, containerSpec(id, state.order, env));
  await context.progress({ step: 'issue_certificates' });
  await certify(parts, engine, containerId, state);
  await context.progress({ step: 'start_container' });
  await context.commit();
  await engine.startContainer(containerId);
  await settle(signal);
  const container = await runningContainer(engine, containerId).catch((error: unknown) => {
    if (error instanceof EngineError && error.fault === 'state_conflict') throw endedAtOnce(error);
    throw error;
  });
  if (!(await sessions.object(id).started(container))) throw isOver();
  return sessionView(await sessions.require(id, owner.subject));
}

async function bringImage(engine: Engine, image: string, context: JobContext): Promise<void> {
  if (await engine.hasImage(image)) return;
  await context.progress({ step: 'pull_image' });
  await engine.pullImage(
    image,
    ({ doneBytes, totalBytes }) => context.progress({ step: 'pull_image', done: doneBytes, total: totalBytes }),
    context.signal,
  );
}

/** The server's side goes into the container, the client's is kept sealed; the issuer's key is gone already. */
async function certify(
  { sessions, ring, clock }: StartParts,
  engine: Engine,
  containerId: string,
  state: SessionState,
) {
  const { id, order, expiresMs } = state;
  const names = serverNames(order);
  const bundle = await issueBundle({ sessionId: id, serverNames: names, nowMs: clock.nowMs(), endsMs: expiresMs });
  await engine.putArchive(containerId, '/', tlsArchive(bundle));
  const kept: KeptBundle = {
    ca_certificate: bundle.issuer,
    client_certificate: bundle.client.certificate,
    client_key: bundle.client.key,
  };
  const envelope = await ring.seal(JSON.stringify(kept), bundleRecordId(id));
  const serials = { server: bundle.server.serial, client: bundle.client.serial };
  if (!(await sessions.object(id).keepBundle(envelope, serials))) throw isOver();
}

/** A program that cannot start is gone within a moment. */
async function settle(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, SETTLE_MS);
  await promise;
  clearTimeout(timer);
  signal.throwIfAborted();
}

function requireStarting({ phase }: SessionState): void {
  if (phase !== 'starting') throw isOver();
}

function isOver(): AppError {
  return new AppError('conflict', { message: 'The session has ended.', details: { reason: 'session_over' } });
}

function endedAtOnce(cause: unknown): AppError {
  const message =
    'The gateway ended as soon as it was started. Its command, its image or its memory may be the reason.';
  return new AppError('conflict', { message, details: { reason: 'ended_at_once' }, cause });
}
