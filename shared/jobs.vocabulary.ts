/** Words of background jobs that the Worker, its pages and the tests agree in. No dependencies: the browser carries it. */

/** `queued` and `running` go on; the others are for good. */
export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Whether nothing more comes of the work itself. */
export function hasJobEnded(status: JobStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** Why a job is queued and nobody works on it yet. */
export const JOB_WAITS = [
  /** Its message is on the way. */
  'delivery',
  /** The queue did not take its message; it is sent again. */
  'queue_unavailable',
  /** An attempt failed, and the next one comes after a pause. */
  'retry',
] as const;
export type JobWait = (typeof JOB_WAITS)[number];

/** What came of asking for the end of a job. */
export const CANCEL_OUTCOMES = [
  /** It ends without a result. Whatever it did is taken back. */
  'cancelled',
  /** The part that cannot be stopped has begun: it goes on. */
  'too_late',
  /** It had ended before. */
  'already_done',
] as const;
export type CancelOutcome = (typeof CANCEL_OUTCOMES)[number];

/** What came of an attempt. */
export const ATTEMPT_OUTCOMES = ['succeeded', 'failed', 'lease_lost', 'cancelled', 'timed_out'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** Why a message or a job was put aside for an operator. */
export const DEAD_LETTER_REASONS = [
  /** The message names no job. */
  'malformed',
  /** No code here knows work of this type. */
  'unknown_type',
  /** Whoever worked on it died, every time. */
  'lease_lost',
  /** It failed in a way that nobody foresaw, every time. */
  'unexpected',
  /** What it did could not be taken back. */
  'undo_failed',
] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

/** Header of a call that begins a job: the same key and the same input lead to the same job. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
