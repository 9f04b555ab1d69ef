/**
 * The ways of a job from one state to the next, as pure functions: the object applies them in its turns, so no two happen
 * at once. Whoever works on a job holds its lease and shows the token of it; what comes with another token changes nothing.
 *
 *   queued → running → succeeded | failed | cancelled | timed_out
 *   running → queued, after an attempt that failed or whose worker died
 *   failed → queued, by an operator, where the job was put aside as a dead letter
 *
 * A job that ended without success and had begun is taken back: `undo` is pending until somebody has done that, under a
 * lease like that of the work.
 */
import { ERROR_CATALOGUE } from '../../../shared/errors.ts';
import type { JobError } from '../../../shared/jobs.schema.ts';
import { type AttemptOutcome, type CancelOutcome, hasJobEnded } from '../../../shared/jobs.vocabulary.ts';
import { isSettled, type JobRecord, type NewJob } from './job-record.ts';
import {
  ATTEMPT_BACKOFF_FIRST_MS,
  ATTEMPT_BACKOFF_MAX_MS,
  ATTEMPTS_KEPT_MAX,
  DEAD_LETTER_KEEP_MS,
  LEASE_MS,
  LEASE_RENEWED_AFTER_MS,
  QUEUE_RETRY_FIRST_MS,
  RESEND_FIRST_MS,
  RESEND_MAX_MS,
  UNDO_ATTEMPTS_MAX,
} from './jobs.constants.ts';

export type Claim = 'run' | 'undo' | 'unknown_type' | 'not_now' | 'settled';

/** What a worker tells at the end of an attempt. */
export type AttemptEnd =
  | { readonly kind: 'succeeded'; readonly result: string }
  /** `isForeseen` is false for what should not happen in working code. */
  | { readonly kind: 'failed'; readonly error: JobError; readonly isForeseen: boolean };

const DOUBLINGS_MAX = 20;
const TIMED_OUT: JobError = { code: 'job_timeout', message: ERROR_CATALOGUE.job_timeout.message, retryable: true };
const BROKE_OFF: JobError = { code: 'internal_error', message: 'The work broke off each time.', retryable: true };
const NOBODY_KNOWS: JobError = { code: 'internal_error', message: 'Nobody here can do this work.', retryable: true };

/** @param random From 0 up to but not including 1: the pause is between half and the whole of what it could be. */
function backoff(firstMs: number, maxMs: number, times: number, random: number): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(DOUBLINGS_MAX, times));
  return Math.ceil(whole * (0.5 + random / 2));
}

export function created(job: NewJob, now: number): JobRecord {
  const { sessionId, ...rest } = job;
  return {
    version: 1,
    ...rest,
    ...(sessionId === undefined ? {} : { sessionId }),
    status: 'queued',
    createdMs: now,
    deadlineMs: now + job.deadlineAfterMs,
    tries: 0,
    attempts: [],
    isCommitted: false,
    sendMs: now + RESEND_FIRST_MS,
    sends: 1,
    waitingFor: 'delivery',
    undoTries: 0,
  };
}

/** Its message did not get into the queue. */
export function undelivered(record: JobRecord, now: number, random: number): JobRecord {
  if (record.sendMs === undefined || record.lease !== undefined) return record;
  const pause = backoff(QUEUE_RETRY_FIRST_MS, RESEND_MAX_MS, Math.max(0, record.sends - 1), random);
  return withWait({ ...record, sendMs: now + pause }, 'queue_unavailable');
}

/** Its message is sent once more. */
export function resent(record: JobRecord, now: number, random: number): JobRecord {
  const pause = backoff(RESEND_FIRST_MS, RESEND_MAX_MS, record.sends, random);
  return withWait({ ...record, sendMs: now + pause, sends: record.sends + 1 }, 'delivery');
}

/** Somebody wants to work on it. The same token may come twice, when the answer to the first was lost. */
export function claimed(
  record: JobRecord,
  token: string,
  knownTypes: readonly string[],
  now: number,
): { readonly record: JobRecord; readonly claim: Claim } {
  const { lease, undo, status } = record;
  if (isSettled(record)) return { record, claim: 'settled' };
  if (lease?.token === token) {
    return { record, claim: !worksOn(record, token) ? 'not_now' : undo === 'pending' ? 'undo' : 'run' };
  }
  if (lease !== undefined || isPausing(record, now)) return { record, claim: 'not_now' };
  if (!knownTypes.includes(record.type)) return { record, claim: 'unknown_type' };
  if (undo === 'pending') {
    return { record: leased({ ...record, undoTries: record.undoTries + 1 }, token, now), claim: 'undo' };
  }
  if (status !== 'queued') return { record, claim: 'not_now' };
  const { waitingFor: _, ...rest } = record;
  const begun: JobRecord = {
    ...rest,
    status: 'running',
    startedMs: record.startedMs ?? now,
    tries: record.tries + 1,
    attempts: [...record.attempts, { startedMs: now }].slice(-ATTEMPTS_KEPT_MAX),
  };
  return { record: leased(begun, token, now), claim: 'run' };
}

/** Whoever has the token is alive. A lease that is hardly older than that stays as it is. */
export function renewed(record: JobRecord, token: string, now: number): JobRecord | undefined {
  const { lease } = record;
  if (lease?.token !== token) return undefined;
  return now - (lease.endsMs - LEASE_MS) < LEASE_RENEWED_AFTER_MS ? record : leased(record, token, now);
}

/** Whether the token is that of the work under way, and nobody has stopped it. */
export function worksOn(record: JobRecord, token: string): boolean {
  return holds(record, token) && (record.status === 'running' || isBeingUndone(record));
}

/** The end of an attempt, as the worker tells it. undefined when it has no say any more. */
export function reported(
  record: JobRecord,
  token: string,
  end: AttemptEnd,
  now: number,
  random: number,
): JobRecord | undefined {
  if (!holds(record, token) || record.status !== 'running') return undefined;
  if (end.kind === 'succeeded') {
    return ended({ ...attemptEnded(record, 'succeeded', now), result: end.result }, 'succeeded', now);
  }
  const { error, isForeseen } = end;
  const tried = released(attemptEnded(record, 'failed', now, error.code));
  if (error.retryable && record.tries < record.attemptsMax) return again(tried, now, random);
  const failed = ended({ ...tried, error, ...(isForeseen ? {} : { deadLetter: 'unexpected' }) }, 'failed', now);
  return failed.undo === 'pending' ? soonUndone(failed, now) : failed;
}

/** The worker has let go: of work that was cancelled or timed out, or of taking it back. */
export function letGo(record: JobRecord, token: string, now: number): JobRecord | undefined {
  if (!holds(record, token)) return undefined;
  return record.undo === 'pending' ? soonUndone(released(record), now) : released(record);
}

/** What it did is taken back, or that failed. */
export function undone(
  record: JobRecord,
  token: string,
  ok: boolean,
  now: number,
  random: number,
): JobRecord | undefined {
  if (!holds(record, token) || !isBeingUndone(record)) return undefined;
  return ok ? settled({ ...released(record), undo: 'done' }, now) : undoFailed(released(record), now, random);
}

/** From here on it is too late to cancel. False when somebody has cancelled before. */
export function committed(record: JobRecord, token: string): JobRecord | undefined {
  if (!holds(record, token) || record.status !== 'running') return undefined;
  return record.isCommitted ? record : { ...record, isCommitted: true };
}

export function cancelled(
  record: JobRecord,
  now: number,
): { readonly record: JobRecord; readonly outcome: CancelOutcome } {
  if (hasJobEnded(record.status)) return { record, outcome: 'already_done' };
  if (record.isCommitted) return { record, outcome: 'too_late' };
  return { record: ended(attemptEnded(record, 'cancelled', now), 'cancelled', now), outcome: 'cancelled' };
}

/** What time alone brings: the deadline, and a worker that is not heard of any more. */
export function passed(record: JobRecord, now: number, random: number): JobRecord {
  let next = record;
  if (!hasJobEnded(next.status) && now >= next.deadlineMs) {
    next = ended({ ...attemptEnded(next, 'timed_out', now), error: TIMED_OUT }, 'timed_out', now);
  }
  if (next.lease !== undefined && now >= next.lease.endsMs) next = leaseLost(next, now, random);
  return next;
}

/** Nobody knows work of its type, be it to do or to take back, and the queue has given its message up. */
export function setAside(record: JobRecord, knownTypes: readonly string[], now: number): JobRecord {
  const { lease, status, type, undo } = record;
  if (lease !== undefined || knownTypes.includes(type)) return record;
  if (undo === 'pending') return settled({ ...record, undo: 'failed', deadLetter: 'undo_failed' }, now);
  if (hasJobEnded(status)) return record;
  return ended({ ...record, error: NOBODY_KNOWS, deadLetter: 'unknown_type' }, 'failed', now);
}

/** An operator wants it to be tried again. undefined where that is not possible. */
export function replayed(record: JobRecord, now: number): JobRecord | undefined {
  if (record.deadLetter === undefined || record.undo === 'pending') return undefined;
  const { deadLetter: _, forgetMs: __, ...kept } = record;
  // What is left to do is to take back.
  if (record.undo === 'failed') return { ...kept, undo: 'pending', undoTries: 0, sendMs: now, sends: 0 };
  if (record.status !== 'failed') return undefined;
  const { endedMs: ___, error: ____, undo: _____, progress: ______, ...rest } = kept;
  return {
    ...rest,
    status: 'queued',
    deadlineMs: now + record.deadlineAfterMs,
    tries: 0,
    undoTries: 0,
    isCommitted: false,
    sendMs: now,
    sends: 0,
    waitingFor: 'delivery',
  };
}

/** When something will have to be done without anybody asking. */
export function nextDueMs(record: JobRecord): number {
  const dues = [
    hasJobEnded(record.status) ? undefined : record.deadlineMs,
    record.lease?.endsMs,
    record.lease === undefined ? record.sendMs : undefined,
    record.forgetMs,
  ].filter((due) => due !== undefined);
  return Math.min(...dues);
}

function holds(record: JobRecord, token: string): boolean {
  return record.lease?.token === token;
}

/** The pause after a failure is not over: until then no message is sent, and one that comes late finds nothing to do. */
function isPausing({ sendMs, sends }: JobRecord, now: number): boolean {
  return sends === 0 && sendMs !== undefined && now < sendMs;
}

/** The lease is for taking back, and not what is left of that for the work. */
function isBeingUndone({ undo, undoTries }: JobRecord): boolean {
  return undo === 'pending' && undoTries > 0;
}

/** Whoever let go of the work goes on with taking back; the message is for when they do not. */
function soonUndone(record: JobRecord, now: number): JobRecord {
  return { ...record, sendMs: now + RESEND_FIRST_MS, sends: 1 };
}

function leased(record: JobRecord, token: string, now: number): JobRecord {
  const { sendMs: _, ...rest } = record;
  return { ...rest, sends: 0, lease: { token, endsMs: now + LEASE_MS } };
}

function released(record: JobRecord): JobRecord {
  const { lease: _, ...rest } = record;
  return rest;
}

function withWait(record: JobRecord, waitingFor: NonNullable<JobRecord['waitingFor']>): JobRecord {
  return record.status === 'queued' ? { ...record, waitingFor } : record;
}

function attemptEnded(record: JobRecord, outcome: AttemptOutcome, now: number, code?: JobError['code']): JobRecord {
  const last = record.attempts.at(-1);
  if (last === undefined || last.endedMs !== undefined) return record;
  const closed = { ...last, endedMs: now, outcome, ...(code === undefined ? {} : { code }) };
  return { ...record, attempts: [...record.attempts.slice(0, -1), closed] };
}

function again(record: JobRecord, now: number, random: number): JobRecord {
  const pause = backoff(ATTEMPT_BACKOFF_FIRST_MS, ATTEMPT_BACKOFF_MAX_MS, record.tries - 1, random);
  const { progress: _, ...rest } = record;
  return { ...rest, status: 'queued', waitingFor: 'retry', sendMs: now + pause, sends: 0 };
}

/** The lease stays: whoever works on it must stop before anybody takes back what it did. */
function ended(record: JobRecord, status: 'succeeded' | 'failed' | 'cancelled' | 'timed_out', now: number): JobRecord {
  const { waitingFor: _, sendMs: __, ...rest } = record;
  const end: JobRecord = { ...rest, status, endedMs: now };
  if (status === 'succeeded') return settled(released(end), now);
  const hasBegun = record.attempts.length > 0;
  if (!record.canUndo || !hasBegun) return settled(end, now);
  return { ...end, undo: 'pending', undoTries: 0, sendMs: now, sends: 0 };
}

function settled(record: JobRecord, now: number): JobRecord {
  const { sendMs: _, ...rest } = record;
  const keepForMs = Math.max(record.keepForMs, record.deadLetter === undefined ? 0 : DEAD_LETTER_KEEP_MS);
  return { ...rest, forgetMs: now + keepForMs };
}

function leaseLost(record: JobRecord, now: number, random: number): JobRecord {
  const free = released(record);
  if (record.undo === 'pending') {
    // Held by the work that was stopped: nobody has tried to take anything back yet.
    return record.undoTries === 0 ? { ...free, sendMs: now } : undoFailed(free, now, random);
  }
  if (record.status !== 'running') return free;
  const tried = attemptEnded(free, 'lease_lost', now);
  if (record.tries < record.attemptsMax) return again(tried, now, random);
  return ended({ ...tried, error: BROKE_OFF, deadLetter: 'lease_lost' }, 'failed', now);
}

function undoFailed(record: JobRecord, now: number, random: number): JobRecord {
  if (record.undoTries >= UNDO_ATTEMPTS_MAX) {
    return settled({ ...record, undo: 'failed', deadLetter: 'undo_failed' }, now);
  }
  const pause = backoff(ATTEMPT_BACKOFF_FIRST_MS, ATTEMPT_BACKOFF_MAX_MS, record.undoTries - 1, random);
  return { ...record, sendMs: now + pause, sends: 0 };
}
