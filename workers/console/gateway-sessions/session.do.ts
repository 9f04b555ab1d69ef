/**
 * One gateway session: what is known of it, its sealed keys, and the alarm that ends it. Everything that changes a session
 * passes through here in turns, so that an end and a start that meet have one outcome.
 *
 * A session that ends loses its keys in the same turn. Its container is removed by the alarm, which tries again until the
 * host takes it, gives up loudly after a day, and forgets nothing: what is left to do is in the state.
 */
import { DurableObject } from 'cloudflare:workers';
import type { EndReason } from '../../../shared/gateway-sessions.vocabulary.ts';
import { systemClock } from '../../kernel/clock.ts';
import { inTime } from '../../kernel/in-time.ts';
import { type Census, SealedTable, type SweepPart } from '../../kernel/keys/sealed-table.ts';
import { createLog, describeThrown } from '../../kernel/log.ts';
import { FLIGHT_INTERVAL_MS } from '../../kernel/metrics/metrics.constants.ts';
import { Recorder } from '../../kernel/metrics/recorder.ts';
import { MetricsShards } from '../../kernel/metrics/shards.ts';
import type { Subject } from '../../kernel/principal.ts';
import { CLEANUP_TIMEOUT_MS, OUTPUT_KEPT_MS, SWEEP_RECORDS_MAX } from './gateway-sessions.constants.ts';
import { endProcesses } from './processes.ts';
import { bundleRecordId, outputRecordId, requestRecordId } from './session-records.ts';
import type { SessionState } from './session-state.ts';
import * as states from './session-state.ts';
import { SessionStore } from './session-store.ts';
import { type SessionSurroundings, surroundingsOf } from './session-surroundings.ts';

/** What a command in the background needs to begin, sealed. */
export interface OpenCommand {
  readonly id: string;
  readonly runSeconds: number;
  readonly extraMs?: number;
  readonly request?: string;
}

/** State of a session that is the caller's; undefined when there is none or it is somebody else's. */
type Found = SessionState | undefined;

export class GatewaySession extends DurableObject<Cloudflare.Env> {
  readonly #store: SessionStore;
  readonly #sealed: SealedTable;
  readonly #recorder: Recorder;
  #surroundings: Promise<SessionSurroundings> | undefined;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#store = new SessionStore(state.storage.sql);
    this.#sealed = new SealedTable(state.storage.sql);
    const shards = new MetricsShards(env.METRICS);
    this.#recorder = new Recorder({
      send: (parcel) => shards.send(parcel),
      clock: systemClock,
      log: createLog('warn'),
      intervalMs: FLIGHT_INTERVAL_MS,
    });
  }

  async begin(fresh: SessionState): Promise<SessionState> {
    if (this.#store.state === undefined) await this.#write(fresh);
    return this.#require();
  }

  read(owner: Subject): Found {
    const state = this.#store.state;
    return state?.owner.type === owner.type && state.owner.id === owner.id ? state : undefined;
  }

  async noteJob(jobId: string): Promise<void> {
    await this.#change((state) => ({ ...state, jobId }));
  }

  /** Keeps the client's side and says who was certified. False when the session is over already. */
  async keepBundle(envelope: string, serials: { server: string; client: string }): Promise<boolean> {
    if (this.#store.state?.phase !== 'starting') return false;
    this.ctx.storage.transactionSync(() => {
      this.#sealed.put({ id: bundleRecordId(this.#require().id), envelope });
      const certificate = { serverSerial: serials.server, clientSerial: serials.client, fetched: 0 };
      this.#store.write({ ...this.#require(), certificate });
    });
    return true;
  }

  /** False when the session ended meanwhile: what was made must go. */
  async started(container: { id: string; port: number }): Promise<boolean> {
    const phase = this.#store.state?.phase;
    if (phase !== 'starting' && phase !== 'running') return false;
    await this.#change((state) => states.started(state, container, Date.now()));
    return true;
  }

  async touch(owner: Subject): Promise<Found> {
    return await this.#changeOwn(owner, (state) => states.used(state, Date.now()));
  }

  async configure(owner: Subject, config: Partial<states.SessionOrder['runtime']>): Promise<Found> {
    return await this.#changeOwn(owner, (state) => {
      const runtime = { ...state.order.runtime, ...config };
      return states.used({ ...state, order: { ...state.order, runtime } }, Date.now());
    });
  }

  /** Ends it from whatever state it is in; once it is over, whatever may be left is removed once more. */
  async end(reason: EndReason): Promise<SessionState | undefined> {
    if (this.#store.state === undefined) return undefined;
    const { phase } = this.#store.state;
    if (phase === 'starting' || phase === 'running') await this.#end(reason);
    else await this.#change((state) => states.cleanupAgain(state, Date.now()));
    return this.#store.state;
  }

  /** Takes a stranded session off, whatever is left of it. */
  async forget(): Promise<SessionState | undefined> {
    if (this.#store.state?.phase === 'stranded') await this.#finish();
    return this.#store.state;
  }

  /** The sealed bundle; counts. Undefined when there is none any more. */
  async fetchBundle(): Promise<string | undefined> {
    const { id, certificate } = this.#require();
    const envelope = this.#sealed.get(bundleRecordId(id));
    if (envelope === undefined || certificate === undefined) return undefined;
    const fetched = { ...certificate, fetched: certificate.fetched + 1, lastFetchedMs: Date.now() };
    await this.#change((state) => states.used({ ...state, certificate: fetched }, Date.now()));
    return envelope;
  }

  async openCommand({ request, ...command }: OpenCommand): Promise<'opened' | 'too_many' | 'not_running'> {
    const state = this.#store.state;
    if (state?.phase !== 'running') return 'not_running';
    // A call that is made twice opens one.
    if (state.commands.some(({ id }) => id === command.id)) return 'opened';
    const opened = states.commandOpened(state, command, Date.now());
    if (opened === undefined) return 'too_many';
    if (request !== undefined) this.#sealed.put({ id: requestRecordId(state.id, command.id), envelope: request });
    await this.#write(opened);
    return 'opened';
  }

  /** What a command in the background is; it is handed out once, so that nothing runs twice. */
  takeRequest(execId: string): string | undefined {
    const { id, phase } = this.#require();
    const envelope = this.#sealed.take(requestRecordId(id, execId));
    return phase === 'running' ? envelope : undefined;
  }

  /** @param output Sealed; of a session that is over it is not kept. */
  async closeCommand(execId: string, output?: { readonly jobId: string; readonly envelope: string }): Promise<void> {
    const { id, phase } = this.#require();
    this.#sealed.take(requestRecordId(id, execId));
    if (output !== undefined && phase === 'running') {
      const record = outputRecordId(id, output.jobId);
      this.#sealed.put({ id: record, envelope: output.envelope });
      this.#store.keepUntil(record, Date.now() + OUTPUT_KEPT_MS);
    }
    await this.#change((state) => states.commandClosed(state, execId, Date.now()));
  }

  /** Of a job that ended without a word: what may still run is ended by the alarm. */
  async abandonCommand(execId: string): Promise<void> {
    const { id, phase } = this.#require();
    const wasHandedOut = this.#sealed.take(requestRecordId(id, execId)) === undefined;
    if (!wasHandedOut || phase !== 'running') return await this.closeCommand(execId);
    await this.#change((state) => states.commandLate(state, execId, Date.now()));
  }

  output(jobId: string): string | undefined {
    return this.#sealed.get(outputRecordId(this.#require().id, jobId));
  }

  census(): Census {
    return this.#sealed.census();
  }

  async sweep(): Promise<SweepPart> {
    const { ring } = await this.#around();
    return await this.#sealed.sweep(ring, SWEEP_RECORDS_MAX);
  }

  ping(): 'ok' {
    return 'ok';
  }

  /** Never throws: what goes wrong is kept, and tried again when the state says so. */
  override async alarm(): Promise<void> {
    const log = createLog('warn');
    try {
      for (const record of this.#store.takeForgotten(Date.now())) this.#sealed.take(record);
      await this.#dueWork();
    } catch (error) {
      log.error('gateway_session_alarm_broke', { cause: describeThrown(error) });
      await this.ctx.storage.setAlarm(Date.now() + CLEANUP_TIMEOUT_MS);
    }
    await this.#recorder.handOver().catch((error: unknown) => {
      log.warn('metrics_flight_failed', { cause: describeThrown(error) });
    });
  }

  async #dueWork(): Promise<void> {
    const state = this.#store.state;
    if (state === undefined) return;
    const nowMs = Date.now();
    const reason = states.dueEnd(state, nowMs);
    if (reason !== undefined) return await this.#end(reason);
    if (state.phase === 'running') return await this.#endLateCommands(state, nowMs);
    if (state.phase === 'ended') {
      if ((states.nextAlarmMs(state) ?? 0) <= nowMs) return await this.#purge(state.id);
    } else if (state.cleanup?.nextMs !== undefined && state.cleanup.nextMs <= nowMs) {
      return await this.#cleanUp(state);
    }
    await this.#setAlarm();
  }

  async #end(reason: EndReason): Promise<void> {
    // Keys first, and in the same turn: whatever happens to the container, nobody gets them any more.
    this.ctx.storage.transactionSync(() => {
      this.#sealed.clear();
      this.#store.clearOutputs();
      this.#store.write(states.ending(this.#require(), reason, Date.now()));
    });
    await this.#setAlarm();
    this.#recorder.count('gateway_sessions_ended_total', { reason });
    this.ctx.waitUntil(this.#recorder.handOver().catch(() => undefined));
  }

  async #cleanUp(state: SessionState): Promise<void> {
    const { cleanup } = state;
    // Stands while the host is asked: a runtime that dies tries again.
    await this.ctx.storage.setAlarm(Date.now() + CLEANUP_TIMEOUT_MS + 1000);
    const name = states.containerName(state.id);
    try {
      const { engineOf } = await this.#around();
      await inTime(
        engineOf(state.owner, state.hostId).then((engine) => engine.removeContainer(name)),
        CLEANUP_TIMEOUT_MS,
      );
    } catch (error) {
      const problem = problemOf(error);
      const now = this.#require();
      const failed = states.cleanupFailed(now, problem, Date.now());
      const isGivenUp = failed.phase === 'stranded' && now.phase !== 'stranded';
      const outcome = isGivenUp ? 'given_up' : 'failed';
      this.#recorder.count('gateway_cleanup_failures_total', { outcome });
      const { failures } = cleanup ?? { failures: 0 };
      createLog('warn')[isGivenUp ? 'error' : 'warn']('gateway_cleanup_failed', {
        status: outcome,
        container: name,
        failures: failures + 1,
        reason: problem,
        cause: describeThrown(error),
      });
      return await this.#write(failed);
    }
    // Somebody asked for another try while this one was under way.
    if (this.#require().cleanup?.nextMs !== cleanup?.nextMs) return await this.#setAlarm();
    await this.#finish();
  }

  async #finish(): Promise<void> {
    const { id } = this.#require();
    const nowMs = Date.now();
    // The table before the state: a failure here is tried again by the alarm.
    await this.env.DB.prepare('UPDATE gateway_sessions SET ended_at_ms = ? WHERE id = ?').bind(nowMs, id).run();
    await this.#change((state) => states.ended(state, nowMs));
  }

  async #purge(id: string): Promise<void> {
    await this.env.DB.prepare('DELETE FROM gateway_sessions WHERE id = ?').bind(id).run();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#store.forget();
  }

  /** Commands whose Worker was cut off: what runs of them is ended here. */
  async #endLateCommands(state: SessionState, nowMs: number): Promise<void> {
    const { engineOf } = await this.#around();
    for (const { id, deadlineMs } of state.commands) {
      if (deadlineMs > nowMs || state.container === undefined) continue;
      const { container } = state;
      const work = async () => endProcesses(await engineOf(state.owner, state.hostId), container, id);
      const moved = await inTime(work(), CLEANUP_TIMEOUT_MS).catch((error: unknown) => {
        createLog('warn').warn('gateway_command_not_ended', { container: container.id, cause: describeThrown(error) });
        return undefined;
      });
      if (moved !== undefined) await this.started(moved);
      await this.closeCommand(id);
    }
    await this.#setAlarm();
  }

  #around(): Promise<SessionSurroundings> {
    this.#surroundings ??= surroundingsOf(this.env, this.#recorder);
    this.#surroundings.catch(() => {
      this.#surroundings = undefined;
    });
    return this.#surroundings;
  }

  #require(): SessionState {
    const state = this.#store.state;
    if (state === undefined) throw new Error('there is no session in this object');
    return state;
  }

  async #change(change: (state: SessionState) => SessionState): Promise<void> {
    await this.#write(change(this.#require()));
  }

  async #changeOwn(owner: Subject, change: (state: SessionState) => SessionState): Promise<Found> {
    const state = this.read(owner);
    if (state?.phase === 'running' || state?.phase === 'starting') await this.#write(change(state));
    return this.read(owner);
  }

  async #write(state: SessionState): Promise<void> {
    this.#store.write(state);
    await this.#setAlarm();
  }

  async #setAlarm(): Promise<void> {
    const times = [states.nextAlarmMs(this.#require()), this.#store.nextForgetMs()].filter((at) => at !== undefined);
    if (times.length === 0) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.min(...times));
  }
}

/** The reason of an error in one word, where it has one. */
function problemOf(error: unknown): string {
  const details: unknown = error instanceof Error ? Reflect.get(error, 'details') : undefined;
  const reason: unknown = typeof details === 'object' && details !== null ? Reflect.get(details, 'reason') : undefined;
  if (typeof reason === 'string') return reason;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return code === 'not_found' ? 'host_removed' : 'unreachable';
}
