/** The storage of one job: its record, the results of its steps, its events, and how far the index knows of them. */
import * as z from 'zod';
import { type JobEvent, jobEvent } from '../../../shared/jobs.schema.ts';
import { isSettled, type JobRecord, jobRecord } from './job-record.ts';
import { EVENTS_MAX, STEPS_MAX } from './jobs.constants.ts';

const notesSchema = z.strictObject({
  version: z.literal(1),
  /** Number of the last event. */
  events: z.int(),
  /** Changes that the index should know of, and the last one that it knows. */
  changes: z.int(),
  indexed: z.int(),
  /** Tries to write to the index that failed since it last worked, and when the next is due. */
  indexTries: z.int(),
  indexDueMs: z.int().optional(),
});
export type JobNotes = Readonly<z.infer<typeof notesSchema>>;

const EMPTY: JobNotes = { version: 1, events: 0, changes: 0, indexed: 0, indexTries: 0 };
const EVENT_DIGITS = 9;
const eventKey = (number: number) => `event:${String(number).padStart(EVENT_DIGITS, '0')}`;
const STEP_PREFIX = 'step:';

export class JobStorage {
  readonly #storage: DurableObjectStorage;
  #record: JobRecord | undefined;
  #notes: JobNotes;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#record = jobRecord.optional().parse(storage.kv.get('record'));
    this.#notes = notesSchema.optional().parse(storage.kv.get('notes')) ?? EMPTY;
  }

  /** undefined when there is no such job. */
  get record(): JobRecord | undefined {
    return this.#record;
  }

  get notes(): JobNotes {
    return this.#notes;
  }

  /** Writes a state, and the event that it is for whoever watches. */
  write(next: JobRecord, nowMs: number): void {
    const before = this.#record;
    const isTold = before === undefined || isNews(before, next);
    this.#storage.transactionSync(() => {
      this.#storage.kv.put('record', next);
      // What was taken back is not there any more: should it be tried again, it begins from nothing.
      if (next.undo === 'done' && before?.undo !== 'done') this.#forgetSteps();
      if (isTold || next.progress !== before?.progress) this.#addEvent(next, nowMs);
      if (isTold) this.writeNotes({ changes: this.#notes.changes + 1 });
    });
    this.#record = next;
  }

  writeNotes(changes: { readonly [Name in keyof JobNotes]?: JobNotes[Name] | undefined }): void {
    this.#notes = notesSchema.parse({ ...this.#notes, ...changes });
    this.#storage.kv.put('notes', this.#notes);
  }

  /** Those after a number, oldest first. */
  eventsAfter(number: number): JobEvent[] {
    const found = this.#storage.kv.list({ startAfter: eventKey(number), end: eventKey(10 ** EVENT_DIGITS - 1) });
    return [...found].map(([, event]) => jobEvent.parse(event));
  }

  /** JSON of what each step brought, by name. */
  steps(): Record<string, string> {
    const found = this.#storage.kv.list<string>({ prefix: STEP_PREFIX });
    return Object.fromEntries([...found].map(([key, json]) => [key.slice(STEP_PREFIX.length), json]));
  }

  /** False when there are too many. */
  keepStep(name: string, json: string): boolean {
    const kept = this.steps();
    if (!Object.hasOwn(kept, name) && Object.keys(kept).length >= STEPS_MAX) return false;
    this.#storage.kv.put(`${STEP_PREFIX}${name}`, json);
    return true;
  }

  async forget(): Promise<void> {
    this.#record = undefined;
    this.#notes = EMPTY;
    await this.#storage.deleteAlarm();
    await this.#storage.deleteAll();
  }

  #forgetSteps(): void {
    for (const name of Object.keys(this.steps())) this.#storage.kv.delete(`${STEP_PREFIX}${name}`);
  }

  #addEvent({ status, attempts, progress }: JobRecord, nowMs: number): void {
    const number = this.#notes.events + 1;
    const event: JobEvent = {
      number,
      at: new Date(nowMs).toISOString(),
      status,
      attempt: attempts.length,
      ...(progress === undefined ? {} : { progress }),
    };
    this.#storage.kv.put(eventKey(number), event);
    if (number > EVENTS_MAX) this.#storage.kv.delete(eventKey(number - EVENTS_MAX));
    this.writeNotes({ events: number });
  }
}

/** Whether lists and whoever watches should know: leases and messages are nobody's business. */
function isNews(before: JobRecord, after: JobRecord): boolean {
  return (
    before.status !== after.status ||
    before.undo !== after.undo ||
    before.waitingFor !== after.waitingFor ||
    before.attempts.length !== after.attempts.length ||
    isSettled(before) !== isSettled(after)
  );
}
