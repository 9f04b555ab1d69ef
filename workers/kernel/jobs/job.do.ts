/**
 * One background job: the truth of its state, its lease, its steps, its events and its end. Every method is one turn, which
 * first sees to what time has brought; the rules are in `transitions.ts`.
 *
 * The queue only says that there is something to do. A message may come twice, late or never: the alarm sends it again
 * until somebody holds the lease, and again when the lease runs out.
 */
import { DurableObject } from 'cloudflare:workers';
import type { JobEvent } from '../../../shared/jobs.schema.ts';
import { type CancelOutcome, hasJobEnded } from '../../../shared/jobs.vocabulary.ts';
import { systemClock } from '../clock.ts';
import { inTime } from '../in-time.ts';
import { createLog, describeThrown, LOG_LEVELS, type Log } from '../log.ts';
import { Recorder } from '../metrics/recorder.ts';
import { MetricsShards } from '../metrics/shards.ts';
import { countFacts, factsBetween, type JobFact } from './job-facts.ts';
import { JobIndex } from './job-index.ts';
import type { JobMessage } from './job-message.ts';
import { isSettled, type JobRecord, type NewJob } from './job-record.ts';
import { JobStorage } from './job-storage.ts';
import { INDEX_GATHER_MS, INDEX_PATIENCE_MS, INDEX_RETRY_FIRST_MS, INDEX_RETRY_MAX_MS } from './jobs.constants.ts';
import {
  type AttemptEnd,
  type Claim,
  cancelled,
  claimed,
  committed,
  created,
  letGo,
  nextDueMs,
  passed,
  renewed,
  replayed,
  reported,
  resent,
  setAside,
  undelivered,
  undone,
  worksOn,
} from './transitions.ts';

/** What came of a call, and what is to be counted for it. */
export interface Told<Value> {
  readonly value: Value;
  readonly facts: readonly JobFact[];
}

export interface Claimed {
  readonly claim: Claim;
  readonly record: JobRecord;
  /** JSON of what each step brought, by name. */
  readonly steps: Readonly<Record<string, string>>;
}

export interface JobNews {
  readonly events: readonly JobEvent[];
  /** Nothing more will come. */
  readonly isOver: boolean;
}

export class Job extends DurableObject<Cloudflare.Env> {
  readonly #storage: JobStorage;
  readonly #log: Log;
  /** Resolves with the next change. */
  #news = Promise.withResolvers<void>();
  #indexing: Promise<void> | undefined;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#storage = new JobStorage(state.storage);
    this.#log = createLog(LOG_LEVELS.find((level) => level === env.LOG_LEVEL) ?? 'warn');
    const { record } = this.#storage;
    // An alarm may have gone with a runtime that was killed.
    if (record !== undefined && !isSettled(record)) void state.blockConcurrencyWhile(() => this.#plan());
  }

  /** @returns `same` for a job that is there with this type and input, `other` for any other. */
  async create(job: NewJob): Promise<{ readonly outcome: 'created' | 'same' | 'other'; readonly record: JobRecord }> {
    const known = this.#storage.record;
    if (known !== undefined) {
      const isSame = known.type === job.type && known.input === job.input;
      return { outcome: isSame ? 'same' : 'other', record: known };
    }
    const record = created(job, Date.now());
    await this.#write(record);
    // So that a list that is asked for next has it; when that takes long, the index follows later.
    await inTime(this.#indexing ?? Promise.resolve(), INDEX_PATIENCE_MS).catch(() => undefined);
    return { outcome: 'created', record };
  }

  /** undefined when there is no such job, here and below. */
  async read(): Promise<Told<JobRecord> | undefined> {
    const told = await this.#turn((record) => ({ next: record, value: undefined }));
    return told && { facts: told.facts, value: told.record };
  }

  /** @param token Made by who wants to work on it. */
  async claim(token: string, knownTypes: readonly string[]): Promise<Told<Claimed> | undefined> {
    const told = await this.#turn((record, now) => {
      const { record: next, claim } = claimed(record, token, knownTypes, now);
      return { next, value: claim };
    });
    return (
      told && { facts: told.facts, value: { claim: told.value, record: told.record, steps: this.#storage.steps() } }
    );
  }

  /**
   * Renews the lease, and waits for a while whether the work is to stop.
   *
   * @returns `lost` when somebody else may work on it.
   */
  async heartbeat(token: string, holdMs: number): Promise<'go' | 'stop' | 'lost'> {
    const endMs = Date.now() + holdMs;
    for (let isFirst = true; ; isFirst = false) {
      const told = await this.#turn((record, now) => ({
        next: isFirst && worksOn(record, token) ? (renewed(record, token, now) ?? record) : record,
        value: undefined,
      }));
      const record = told?.record;
      if (record === undefined || record.lease?.token !== token) return 'lost';
      if (!worksOn(record, token)) return 'stop';
      const left = endMs - Date.now();
      if (left <= 0) return 'go';
      await this.#newsWithin(left);
    }
  }

  /** @returns Whether the token is still that of the work. */
  async tellProgress(token: string, progress: NonNullable<JobRecord['progress']>): Promise<boolean> {
    const told = await this.#turn((record) => {
      const isOurs = worksOn(record, token);
      return { next: isOurs ? { ...record, progress } : record, value: isOurs };
    });
    return told?.value ?? false;
  }

  /** @param json What the step brought. */
  async keepStep(token: string, name: string, json: string): Promise<'kept' | 'too_many' | 'stopped'> {
    const told = await this.#turn((record) => ({ next: record, value: worksOn(record, token) }));
    if (told?.value !== true) return 'stopped';
    return this.#storage.keepStep(name, json) ? 'kept' : 'too_many';
  }

  /** @returns False when somebody has cancelled before, or the work is not the caller's any more. */
  async commit(token: string): Promise<boolean> {
    const told = await this.#turn((record) => {
      const next = committed(record, token);
      return { next: next ?? record, value: next !== undefined };
    });
    return told?.value ?? false;
  }

  async report(token: string, end: AttemptEnd): Promise<Told<boolean> | undefined> {
    return await this.#fenced((record, now) => reported(record, token, end, now, Math.random()));
  }

  async letGo(token: string): Promise<Told<boolean> | undefined> {
    return await this.#fenced((record, now) => letGo(record, token, now));
  }

  async undone(token: string, ok: boolean): Promise<Told<boolean> | undefined> {
    return await this.#fenced((record, now) => undone(record, token, ok, now, Math.random()));
  }

  async cancel(): Promise<Told<{ readonly outcome: CancelOutcome; readonly record: JobRecord }> | undefined> {
    const told = await this.#turn((record, now) => {
      const { record: next, outcome } = cancelled(record, now);
      return { next, value: outcome };
    });
    return told && { facts: told.facts, value: { outcome: told.value, record: told.record } };
  }

  /** Events after a number; waits for them for a while when there are none. */
  async newsAfter(number: number, holdMs: number): Promise<JobNews | undefined> {
    if (this.#storage.eventsAfter(number).length === 0 && !this.#isOver()) await this.#newsWithin(holdMs);
    if (this.#storage.record === undefined) return undefined;
    return { events: this.#storage.eventsAfter(number), isOver: this.#isOver() };
  }

  /** The state when nothing more is to be done, or after a while. */
  async settledWithin(waitMs: number): Promise<JobRecord | undefined> {
    const endMs = Date.now() + waitMs;
    for (let left = waitMs; left > 0 && !this.#isOver(); left = endMs - Date.now()) await this.#newsWithin(left);
    return (await this.read())?.value;
  }

  /** The queue did not take its message. */
  async noteUndelivered(): Promise<JobRecord | undefined> {
    const told = await this.#turn((record, now) => ({
      next: undelivered(record, now, Math.random()),
      value: undefined,
    }));
    return told?.record;
  }

  /** The queue has given its message up. @returns Whether there is nothing more to wait for. */
  async putAside(knownTypes: readonly string[]): Promise<Told<boolean> | undefined> {
    const told = await this.#turn((record, now) => ({ next: setAside(record, knownTypes, now), value: undefined }));
    return told && { facts: told.facts, value: isSettled(told.record) };
  }

  /** @returns undefined when there is no such job, `refused` when it cannot be tried again. */
  async replay(): Promise<JobRecord | 'refused' | undefined> {
    const told = await this.#turn((record, now) => {
      const next = replayed(record, now);
      return { next: next ?? record, value: next !== undefined };
    });
    return told && (told.value ? told.record : 'refused');
  }

  ping(): 'ok' {
    return 'ok';
  }

  override async alarm(): Promise<void> {
    const metrics = new Recorder({
      send: (parcel) => new MetricsShards(this.env.METRICS).send(parcel),
      clock: systemClock,
      log: this.#log,
      intervalMs: 0,
    });
    const told = await this.#turn((record) => ({ next: record, value: undefined }));
    if (told === undefined) return;
    countFacts(metrics, told.facts);
    const now = Date.now();
    const { record } = told;
    if (record.forgetMs !== undefined && now >= record.forgetMs) {
      await this.#forget(record.id);
    } else {
      if (record.lease === undefined && record.sendMs !== undefined && now >= record.sendMs) await this.#send(record);
      await this.#writeIndex();
      await this.#plan();
    }
    // Counting is not worth a second alarm.
    await metrics.handOver().catch(() => undefined);
  }

  /** What time has brought, then a change, in one turn. */
  async #turn<Value>(
    change: (record: JobRecord, now: number) => { readonly next: JobRecord; readonly value: Value },
  ): Promise<(Told<Value> & { readonly record: JobRecord }) | undefined> {
    const before = this.#storage.record;
    if (before === undefined) return undefined;
    const now = Date.now();
    const { next, value } = change(passed(before, now, Math.random()), now);
    await this.#write(next);
    return { value, record: next, facts: factsBetween(before, next) };
  }

  async #fenced(change: (record: JobRecord, now: number) => JobRecord | undefined): Promise<Told<boolean> | undefined> {
    const told = await this.#turn((record, now) => {
      const next = change(record, now);
      return { next: next ?? record, value: next !== undefined };
    });
    return told && { facts: told.facts, value: told.value };
  }

  async #write(next: JobRecord): Promise<void> {
    if (next === this.#storage.record) return;
    this.#storage.write(next, Date.now());
    this.#news.resolve();
    this.#news = Promise.withResolvers();
    this.ctx.waitUntil(this.#writeIndex());
    await this.#plan();
  }

  async #send(record: JobRecord): Promise<void> {
    const now = Date.now();
    await this.#write(resent(record, now, Math.random()));
    try {
      await this.env.JOB_QUEUE.send({ job_id: record.id } satisfies JobMessage);
    } catch (error) {
      this.#log.warn('job_not_queued', { job: record.id, type: record.type, cause: describeThrown(error) });
      await this.noteUndelivered();
    }
  }

  async #forget(id: string): Promise<void> {
    try {
      await new JobIndex(this.env.DB).remove(id);
    } catch (error) {
      this.#log.warn('job_not_forgotten', { job: id, cause: describeThrown(error) });
      await this.ctx.storage.setAlarm(Date.now() + INDEX_RETRY_MAX_MS);
      return;
    }
    await this.#storage.forget();
  }

  /** One write at a time; what changed meanwhile goes with the next. Never rejects. */
  #writeIndex(): Promise<void> {
    this.#indexing ??= this.#writeIndexUntilEven().finally(() => {
      this.#indexing = undefined;
    });
    return this.#indexing;
  }

  async #writeIndexUntilEven(): Promise<void> {
    const index = new JobIndex(this.env.DB);
    for (;;) {
      const before = this.#storage.record;
      // The row is there from the beginning; what comes next may come with it.
      const mayWait = this.#storage.notes.indexed > 0 && before !== undefined && !hasJobEnded(before.status);
      if (mayWait) await this.#newsWithin(INDEX_GATHER_MS);
      const { record, notes } = this.#storage;
      if (record === undefined || notes.indexed >= notes.changes) return;
      if (notes.indexDueMs !== undefined && Date.now() < notes.indexDueMs) return;
      try {
        await index.write(record, notes.changes);
        if (this.#storage.record === undefined) return;
        this.#storage.writeNotes({ indexed: notes.changes, indexTries: 0, indexDueMs: undefined });
        await this.#plan();
      } catch (error) {
        this.#log.warn('job_not_indexed', { job: record.id, cause: describeThrown(error) });
        const pauseMs = Math.min(INDEX_RETRY_MAX_MS, INDEX_RETRY_FIRST_MS * 2 ** Math.min(notes.indexTries, 20));
        this.#storage.writeNotes({ indexTries: notes.indexTries + 1, indexDueMs: Date.now() + pauseMs });
        await this.#plan();
        return;
      }
    }
  }

  async #plan(): Promise<void> {
    const { record, notes } = this.#storage;
    if (record === undefined) return;
    const now = Date.now();
    // Stands while the row is on its way: a runtime that dies writes it when it is back.
    const isEven = notes.indexed >= notes.changes;
    const indexDueMs = isEven ? Number.POSITIVE_INFINITY : (notes.indexDueMs ?? now + INDEX_RETRY_FIRST_MS);
    const dueMs = Math.min(nextDueMs(record), indexDueMs);
    if (Number.isFinite(dueMs)) await this.ctx.storage.setAlarm(Math.max(now, dueMs));
  }

  async #newsWithin(ms: number): Promise<void> {
    await inTime(this.#news.promise, ms).catch(() => undefined);
  }

  #isOver(): boolean {
    const { record } = this.#storage;
    return record === undefined || isSettled(record);
  }
}
