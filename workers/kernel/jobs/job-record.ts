/** What the object of a job keeps, and what of it others see. Input, results of steps and result are JSON as text. */
import * as z from 'zod';
import { type JobSummary, type JobView, jobError, jobProgress } from '../../../shared/jobs.schema.ts';
import {
  ATTEMPT_OUTCOMES,
  DEAD_LETTER_REASONS,
  hasJobEnded,
  JOB_STATUSES,
  JOB_WAITS,
} from '../../../shared/jobs.vocabulary.ts';

const attempt = z.strictObject({
  startedMs: z.int(),
  endedMs: z.int().optional(),
  outcome: z.enum(ATTEMPT_OUTCOMES).optional(),
  code: jobError.shape.code.optional(),
});

/** Times are milliseconds since the Unix epoch. */
export const jobRecord = z.strictObject({
  version: z.literal(1),
  id: z.uuid(),
  type: z.string(),
  owner: z.strictObject({ type: z.string(), id: z.string() }),
  sessionId: z.string().optional(),
  input: z.string(),
  deadlineMs: z.int(),
  deadlineAfterMs: z.int(),
  keepForMs: z.int(),
  attemptsMax: z.int(),
  canUndo: z.boolean(),
  status: z.enum(JOB_STATUSES),
  createdMs: z.int(),
  startedMs: z.int().optional(),
  endedMs: z.int().optional(),
  /** Attempts since it was queued, or queued again by an operator. */
  tries: z.int(),
  attempts: z.array(attempt),
  isCommitted: z.boolean(),
  /** Who works on it, and until when that is believed. */
  lease: z.strictObject({ token: z.string(), endsMs: z.int() }).optional(),
  /** When its message is sent again; undefined while somebody works on it or nothing is to be done. */
  sendMs: z.int().optional(),
  /** Messages that were sent since somebody last worked on it. */
  sends: z.int(),
  waitingFor: z.enum(JOB_WAITS).optional(),
  progress: jobProgress.optional(),
  result: z.string().optional(),
  error: jobError.optional(),
  undo: z.enum(['pending', 'done', 'failed']).optional(),
  undoTries: z.int(),
  /** Why an operator was asked to look at it. */
  deadLetter: z.enum(DEAD_LETTER_REASONS).optional(),
  /** When it is forgotten: counted from the moment when nothing more is to be done. */
  forgetMs: z.int().optional(),
});

export type JobRecord = Readonly<z.infer<typeof jobRecord>>;

export interface NewJob {
  readonly id: string;
  readonly type: string;
  readonly owner: { readonly type: string; readonly id: string };
  readonly sessionId: string | undefined;
  readonly input: string;
  readonly deadlineAfterMs: number;
  readonly keepForMs: number;
  readonly attemptsMax: number;
  readonly canUndo: boolean;
}

/** Nothing more is to be done: it has ended, and what had to be taken back is. */
export function isSettled({ status, undo }: Pick<JobRecord, 'status' | 'undo'>): boolean {
  return hasJobEnded(status) && undo !== 'pending';
}

const iso = (ms: number) => new Date(ms).toISOString();

export function viewOf(record: JobRecord): JobView {
  const { result, ...rest } = record;
  return {
    ...commonOf(rest),
    attempts: record.attempts.map(({ startedMs, endedMs, outcome, code }) => ({
      started_at: iso(startedMs),
      ...(endedMs === undefined ? {} : { ended_at: iso(endedMs) }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(code === undefined ? {} : { error_code: code }),
    })),
    ...(result === undefined ? {} : { result: JSON.parse(result) as unknown }),
  };
}

export function summaryOf(record: JobRecord): JobSummary {
  return { ...commonOf(record), attempts: record.attempts.length };
}

function commonOf(record: JobRecord): Omit<JobView, 'attempts' | 'result'> {
  const { startedMs, endedMs, waitingFor, progress, error, undo, forgetMs } = record;
  return {
    job_id: record.id,
    type: record.type,
    status: record.status,
    created_at: iso(record.createdMs),
    deadline_at: iso(record.deadlineMs),
    ...(startedMs === undefined ? {} : { started_at: iso(startedMs) }),
    ...(endedMs === undefined ? {} : { ended_at: iso(endedMs) }),
    ...(waitingFor === undefined ? {} : { waiting_for: waitingFor }),
    ...(progress === undefined ? {} : { progress }),
    ...(error === undefined ? {} : { error }),
    ...(undo === undefined ? {} : { undo }),
    ...(forgetMs === undefined ? {} : { kept_until: iso(forgetMs) }),
  };
}
