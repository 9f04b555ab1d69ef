/** What the work of a job is given while it runs. Every call says whether somebody has stopped it meanwhile. */
import { askJob } from './ask-job.ts';
import type { Job } from './job.do.ts';
import type { JobRecord } from './job-record.ts';
import type { JobContext, JobOwner, JobProgress } from './job-type.ts';
import { PROGRESS_INTERVAL_MS, STEP_BYTES_MAX } from './jobs.constants.ts';

/** Why the work is told to stop: nothing that it reports counts any more. */
export class JobStopped extends Error {
  override readonly name = 'JobStopped';
}

interface RunningJobParts {
  readonly record: JobRecord;
  readonly token: string;
  /** Takes a new stub each time. */
  readonly object: () => DurableObjectStub<Job>;
  /** JSON of what steps have brought so far, by name. */
  readonly steps: Readonly<Record<string, string>>;
}

export class RunningJob implements JobContext {
  readonly jobId: string;
  readonly owner: JobOwner;
  readonly attempt: number;
  readonly #parts: RunningJobParts;
  readonly #steps: Map<string, string>;
  readonly #stop = new AbortController();
  #told: { readonly step: string; readonly atMs: number } | undefined;

  constructor(parts: RunningJobParts) {
    const { id, owner, sessionId, attempts } = parts.record;
    this.#parts = parts;
    this.#steps = new Map(Object.entries(parts.steps));
    this.jobId = id;
    this.owner = { subject: owner, sessionId };
    this.attempt = attempts.length;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Tells the work to stop. */
  stop(): void {
    this.#stop.abort(new JobStopped());
  }

  async progress({ step, done, total }: JobProgress): Promise<void> {
    this.signal.throwIfAborted();
    const nowMs = Date.now();
    const isNews = this.#told?.step !== step || (done !== undefined && done === total);
    if (!isNews && nowMs - (this.#told?.atMs ?? 0) < PROGRESS_INTERVAL_MS) return;
    this.#told = { step, atMs: nowMs };
    const told = { step, ...(done === undefined ? {} : { done }), ...(total === undefined ? {} : { total }) };
    this.#orStop(await askJob(() => this.#parts.object().tellProgress(this.#parts.token, told)));
  }

  async step<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    this.signal.throwIfAborted();
    if (this.#steps.has(name)) return this.kept(name) as Value;
    const value = await work();
    const json = JSON.stringify(value) ?? 'null';
    if (json.length > STEP_BYTES_MAX) throw new RangeError(`step ${name} brought more than ${STEP_BYTES_MAX} bytes`);
    const outcome = await askJob(() => this.#parts.object().keepStep(this.#parts.token, name, json));
    if (outcome === 'too_many') throw new RangeError(`step ${name} is one too many`);
    this.#orStop(outcome === 'kept');
    this.#steps.set(name, json);
    return value;
  }

  kept<Value>(name: string): Value | undefined {
    const json = this.#steps.get(name);
    return json === undefined ? undefined : (JSON.parse(json) as Value);
  }

  async commit(): Promise<void> {
    this.signal.throwIfAborted();
    this.#orStop(await askJob(() => this.#parts.object().commit(this.#parts.token)));
  }

  #orStop(isOurs: boolean): void {
    if (!isOurs) this.stop();
    this.signal.throwIfAborted();
  }
}
