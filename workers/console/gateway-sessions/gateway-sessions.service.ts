/** What people do with their gateway sessions. */
import type {
  BundleReply,
  CreateSessionRequest,
  ExecReply,
  ExecRequestBody,
} from '../../../shared/gateway-sessions.schema.ts';
import type { JobView } from '../../../shared/jobs.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import { idOfKey, type Jobs } from '../../kernel/jobs/jobs.ts';
import type { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import type { Subject } from '../../kernel/principal.ts';
import { requireNoSecrets } from '../config/require-no-secrets.ts';
import type { Host } from '../hosts/host-record.ts';
import { EXEC_JOB, type ExecType, execResult } from './exec.job.ts';
import { type ExecDesk, notRunning } from './exec-desk.ts';
import { EXEC_DEADLINE_SECONDS, START_WAIT_MS } from './gateway-sessions.constants.ts';
import { publishedName } from './published-name.ts';
import {
  bundleRecordId,
  type KeptRequest,
  keptBundle,
  keptOutput,
  outputRecordId,
  requestRecordId,
} from './session-records.ts';
import { newSession, type SessionOrder, type SessionState } from './session-state.ts';
import { sessionView } from './session-view.ts';
import { ask, type Sessions } from './sessions.ts';
import type { StartType } from './start-session.job.ts';

interface ServiceParts {
  readonly sessions: Sessions;
  readonly jobs: Pick<Jobs, 'enqueue' | 'isBegun' | 'waitFor' | 'get' | 'cancel'>;
  readonly startType: StartType;
  readonly execType: ExecType;
  readonly desk: ExecDesk;
  /** The host, or the only one. @throws AppError */
  readonly hostFor: (owner: Subject, hostId: string | undefined) => Promise<Host>;
  readonly ring: SealingRing;
  readonly clock: Clock;
}

interface CreateCall {
  readonly owner: JobOwner;
  readonly isAsync: boolean;
  /** The same key and request lead to the same session, or to the same command in the background. */
  readonly idempotencyKey?: string | undefined;
}

interface ExecCall extends CreateCall {
  readonly body: ExecRequestBody;
  readonly signal: AbortSignal;
}

export class GatewaySessionsService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /** @returns The session, starting or running. @throws AppError what kept it from starting. */
  async create(request: CreateSessionRequest, call: CreateCall): Promise<SessionState> {
    const { owner, isAsync, idempotencyKey } = call;
    const { sessions, jobs, startType, hostFor, clock } = this.#parts;
    const { host_id: wanted, ...order } = request;
    requireNoSecrets(order.env, '/env');
    requireNoSecrets(order.command, '/command');
    const host = await hostFor(owner.subject, wanted);
    const id = await newId('gateway-session', call, request);
    const { type, id: ownerId } = owner.subject;
    const nowMs = clock.nowMs();
    const named = { ...order, server_names: withPublishedName(order.server_names, host) };
    await sessions.create(newSession({ id, owner: { type, id: ownerId }, hostId: host.id, order: named, nowMs }));
    let job: JobView;
    try {
      job = await jobs.enqueue(startType, { session_id: id }, { owner, idempotencyKey });
      await ask(() => sessions.object(id).noteJob(job.job_id));
    } catch (error) {
      await ask(() => sessions.object(id).end('failed'));
      throw error;
    }
    if (!isAsync) {
      const { error } = await jobs.waitFor(job.job_id, START_WAIT_MS);
      if (error !== undefined) throw new AppError(error.code, { message: error.message });
    }
    return await sessions.require(id, owner.subject);
  }

  /** What starts is cancelled as well; whatever it has made goes. */
  async end(id: string, owner: Subject, forget: boolean): Promise<SessionState> {
    const { sessions, jobs } = this.#parts;
    const state = await sessions.require(id, owner);
    if (forget && state.phase === 'stranded') await ask(() => sessions.object(id).forget());
    else if (state.phase !== 'ended') await ask(() => sessions.object(id).end('requested'));
    if (state.phase === 'starting' && state.jobId !== undefined) {
      // It may have ended by itself meanwhile.
      await jobs.cancel(state.jobId, owner).catch(() => undefined);
    }
    return await sessions.require(id, owner);
  }

  async configure(id: string, owner: Subject, config: Partial<SessionOrder['runtime']>): Promise<SessionState> {
    const { sessions } = this.#parts;
    requireRunning(await sessions.require(id, owner));
    return found(await ask(async () => sessions.object(id).configure(owner, config)));
  }

  async keepAlive(id: string, owner: Subject): Promise<SessionState> {
    const { sessions } = this.#parts;
    requireRunning(await sessions.require(id, owner));
    return found(await ask(async () => sessions.object(id).touch(owner)));
  }

  async bundle(id: string, owner: Subject): Promise<BundleReply> {
    const { sessions, ring } = this.#parts;
    const state = await sessions.require(id, owner);
    requireRunning(state);
    const envelope = await ask(async () => sessions.object(id).fetchBundle());
    if (envelope === undefined) throw notRunning();
    const bundle = keptBundle.parse(JSON.parse(await ring.open(envelope, bundleRecordId(id))));
    const { gateway_endpoint: endpoint, expires_at: notAfter } = sessionView(state);
    return {
      session_id: id,
      ...(endpoint === undefined ? {} : { gateway_endpoint: endpoint }),
      not_after: notAfter,
      ...bundle,
    };
  }

  async exec(id: string, call: ExecCall): Promise<ExecReply> {
    const { body, isAsync, owner, signal } = call;
    const { sessions, desk, clock } = this.#parts;
    const state = await sessions.require(id, owner.subject);
    requireRunning(state);
    const request = requestOf(body, state.order.runtime);
    if (isAsync || body.async === true || body.async_mode === true) return await this.#execLater(state, request, call);
    const execId = crypto.randomUUID();
    await this.#open(id, { id: execId, runSeconds: request.runSeconds });
    const startedMs = clock.nowMs();
    try {
      const result = await desk.run({ state, execId, request, owner, signal });
      const { exitCode, stdout, stderr, isTruncated, isTimedOut } = result;
      return {
        status: 'succeeded',
        started_at: instant(startedMs),
        finished_at: instant(clock.nowMs()),
        exit_code: exitCode,
        timeout: isTimedOut,
        truncated: isTruncated,
        stdout,
        stderr,
        ...(body.tool === undefined ? {} : { output: stdout + stderr }),
      };
    } finally {
      await ask(() => sessions.object(id).closeCommand(execId));
    }
  }

  /** A command in the background, and its output while that is kept. */
  async execJob(id: string, jobId: string, owner: Subject): Promise<ExecReply> {
    const { sessions, jobs, ring } = this.#parts;
    await sessions.require(id, owner);
    const view = await jobs.get(jobId, owner);
    if (view.type !== EXEC_JOB) throw new AppError('not_found');
    const envelope = await ask(async () => sessions.object(id).output(view.job_id));
    if (envelope === undefined) return jobReply(id, view);
    const { stdout, stderr } = keptOutput.parse(JSON.parse(await ring.open(envelope, outputRecordId(id, view.job_id))));
    return { ...jobReply(id, view), stdout, stderr, output: stdout + stderr };
  }

  async #execLater(state: SessionState, request: KeptRequest, call: CreateCall): Promise<ExecReply> {
    const { sessions, jobs, execType, ring } = this.#parts;
    const { owner, idempotencyKey } = call;
    const execId = await newId('gateway-exec', call, [state.id, request]);
    const input = { session_id: state.id, exec_id: execId };
    // It may have ended since: it must not be opened again.
    if (idempotencyKey !== undefined && (await jobs.isBegun(owner.subject, idempotencyKey))) {
      return jobReply(state.id, await jobs.enqueue(execType, input, { owner, idempotencyKey }));
    }
    const envelope = await ring.seal(JSON.stringify(request), requestRecordId(state.id, execId));
    // The time in the queue comes on top of that of the command.
    const extraMs = EXEC_DEADLINE_SECONDS * 1000 - request.runSeconds * 1000;
    await this.#open(state.id, { id: execId, runSeconds: request.runSeconds, extraMs, request: envelope });
    try {
      return jobReply(state.id, await jobs.enqueue(execType, input, { owner, idempotencyKey }));
    } catch (error) {
      await ask(() => sessions.object(state.id).closeCommand(execId));
      throw error;
    }
  }

  async #open(id: string, command: Parameters<ReturnType<Sessions['object']>['openCommand']>[0]): Promise<void> {
    const opened = await ask(() => this.#parts.sessions.object(id).openCommand(command));
    if (opened === 'not_running') throw notRunning();
    if (opened === 'too_many') {
      throw new AppError('conflict', {
        message: 'As many commands as may run in this session do. Wait for one to end.',
        details: { reason: 'too_many_commands' },
      });
    }
  }
}

async function newId(kind: string, { owner, idempotencyKey: key }: CreateCall, about: unknown): Promise<string> {
  return key === undefined ? crypto.randomUUID() : await idOfKey(kind, owner.subject, key, JSON.stringify(about));
}

/** The name under which the host's ports are called, unless the caller knows better. */
function withPublishedName(names: readonly string[], { published_url: published }: Host): string[] {
  const name = names.length > 0 ? undefined : publishedName(published);
  return name === undefined ? [...names] : [name];
}

function requestOf(body: ExecRequestBody, runtime: SessionOrder['runtime']): KeptRequest {
  const command = body.command ?? [body.tool ?? '', ...(body.args ?? [])];
  return {
    command,
    runSeconds: body.max_run_seconds ?? runtime.max_run_seconds,
    outputBytesMax: body.output_bytes_limit ?? runtime.output_bytes_limit,
  };
}

function jobReply(id: string, view: JobView): ExecReply {
  const result = execResult.safeParse(view.result).data;
  return {
    status: view.status,
    job_id: view.job_id,
    queued_at: view.created_at,
    started_at: view.started_at ?? null,
    finished_at: view.ended_at ?? null,
    result_url: `/api/sessions/${id}/jobs/${view.job_id}`,
    exit_code: result?.exit_code ?? null,
    timeout: result?.timeout ?? view.status === 'timed_out',
    truncated: result?.truncated ?? false,
    stdout: null,
    stderr: null,
    ...(view.error === undefined ? {} : { error: { code: view.error.code, message: view.error.message } }),
  };
}

function requireRunning({ phase }: SessionState): void {
  if (phase !== 'running') throw notRunning();
}

function found(state: SessionState | undefined): SessionState {
  if (state === undefined) throw new AppError('not_found');
  return state;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
