import { describe, expect, it } from 'vitest';
import type { JobError } from '../../../shared/jobs.schema.ts';
import { isSettled, type JobRecord, jobRecord, type NewJob } from './job-record.ts';
import {
  DEAD_LETTER_KEEP_MS,
  HEARTBEAT_HOLD_MS,
  LEASE_MS,
  LEASE_RENEWED_AFTER_MS,
  RESEND_FIRST_MS,
  RESEND_MAX_MS,
  UNDO_ATTEMPTS_MAX,
} from './jobs.constants.ts';
import {
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
} from './transitions.ts';

const NOW = 1_800_000_000_000;
const TYPES = ['work'];
const NEW: NewJob = {
  id: '5f1c39ab-7a10-4c5e-9f3a-2f4b64c2f7aa',
  type: 'work',
  owner: { type: 'user', id: 'ann' },
  sessionId: undefined,
  input: '{}',
  deadlineAfterMs: 100_000,
  keepForMs: 600_000,
  attemptsMax: 2,
  canUndo: true,
};
const BUSY: JobError = { code: 'upstream_failed', message: 'busy', retryable: true };
const WRONG: JobError = { code: 'conflict', message: 'taken', retryable: false };
const fails = (error: JobError, isForeseen = true) => ({ kind: 'failed', error, isForeseen }) as const;

const queued = created(NEW, NOW);
const claim = (record: JobRecord, token: string, now = NOW) => claimed(record, token, TYPES, now);
const running = claim(queued, 'a').record;
const must = (record: JobRecord | undefined): JobRecord => jobRecord.parse(record);
const retrying = must(reported(running, 'a', fails(BUSY), NOW, 1));
const committedRun = must(committed(running, 'a'));
const succeeded = must(reported(running, 'a', { kind: 'succeeded', result: '1' }, NOW, 0));
const failed = must(reported(running, 'a', fails(WRONG), NOW, 0));
const undoing = claim(failed, 'u').record;
const cancelledRun = cancelled(running, NOW).record;
const timedOut = passed(queued, queued.deadlineMs, 0);

describe('a claim', () => {
  it.each([
    ['a job that waits', 'run', queued],
    ['a job that somebody works on', 'not_now', running],
    ['a job that pauses after a failure', 'not_now', retrying],
    ['a job that has failed and is to be taken back', 'undo', failed],
    ['a job that was cancelled while its worker still holds it', 'not_now', cancelledRun],
    ['a job that is being taken back', 'not_now', undoing],
    ['a job that has succeeded', 'settled', succeeded],
    ['a job that timed out before it began', 'settled', timedOut],
  ] as const)('of %s gives %s', (_, expected, record) => {
    const { claim: got, record: next } = claim(record, 'new');
    expect(got).toBe(expected);
    expect(next === record).toBe(!['run', 'undo'].includes(expected));
  });

  it('may be repeated by whoever holds the lease, and changes nothing then', () => {
    expect(claim(running, 'a')).toEqual({ record: running, claim: 'run' });
    expect(claim(undoing, 'u')).toEqual({ record: undoing, claim: 'undo' });
    // The answer was lost, and meanwhile it was cancelled.
    expect(claim(cancelledRun, 'a').claim).toBe('not_now');
  });

  it('of work that is not known here takes no lease and counts no attempt', () => {
    expect(claimed(queued, 'x', ['other'], NOW)).toEqual({ record: queued, claim: 'unknown_type' });
  });

  it('ends the pause after a failure when it is over', () => {
    const again = claim(retrying, 'b', retrying.sendMs);
    expect(again).toMatchObject({ claim: 'run', record: { status: 'running', tries: 2 } });
  });
});

describe('a lease', () => {
  it('is written again once some of it has gone, and at each heartbeat but the first', () => {
    expect(renewed(running, 'a', NOW + LEASE_RENEWED_AFTER_MS - 1)).toBe(running);
    const beat = NOW + HEARTBEAT_HOLD_MS;
    expect(renewed(running, 'a', beat)?.lease).toEqual({ token: 'a', endsMs: beat + LEASE_MS });
    // Two in a row may be lost.
    expect(LEASE_RENEWED_AFTER_MS + 2 * HEARTBEAT_HOLD_MS).toBeLessThan(LEASE_MS);
  });
});

describe('a report', () => {
  it('of somebody without the lease changes nothing', () => {
    for (const record of [queued, running, retrying, failed, succeeded, cancelledRun, undoing]) {
      expect(reported(record, 'other', { kind: 'succeeded', result: '1' }, NOW, 0)).toBeUndefined();
      expect(renewed(record, 'other', NOW)).toBeUndefined();
      expect(letGo(record, 'other', NOW)).toBeUndefined();
      expect(committed(record, 'other')).toBeUndefined();
      expect(undone(record, 'other', true, NOW, 0)).toBeUndefined();
    }
  });

  it('after a cancellation comes to nothing', () => {
    expect(reported(cancelledRun, 'a', { kind: 'succeeded', result: '1' }, NOW, 0)).toBeUndefined();
    expect(committed(cancelledRun, 'a')).toBeUndefined();
    // What is left of the lease is not for taking back.
    expect(undone(cancelledRun, 'a', true, NOW, 0)).toBeUndefined();
  });

  it('of a failure that may pass leads to another attempt, as long as there are some', () => {
    expect(retrying).toMatchObject({ status: 'queued', waitingFor: 'retry', attempts: [{ outcome: 'failed' }] });
    const second = claim(retrying, 'b', retrying.sendMs).record;
    expect(reported(second, 'b', fails(BUSY), NOW, 0)).toMatchObject({
      status: 'failed',
      error: BUSY,
      undo: 'pending',
    });
  });

  it('of a failure for good ends the job, and only one that nobody foresaw is put aside', () => {
    expect(failed).toMatchObject({ status: 'failed', error: WRONG, undo: 'pending' });
    expect(failed.deadLetter).toBeUndefined();
    const last = { ...running, tries: 2 };
    expect(reported(last, 'a', fails(BUSY, false), NOW, 0)?.deadLetter).toBe('unexpected');
    expect(reported(running, 'a', fails(BUSY, false), NOW, 0)?.deadLetter).toBeUndefined();
  });
});

describe('cancelling', () => {
  it.each([
    ['waiting', 'cancelled', queued],
    ['running', 'cancelled', running],
    ['pausing', 'cancelled', retrying],
    ['committed', 'too_late', committedRun],
    ['succeeded', 'already_done', succeeded],
    ['failed', 'already_done', failed],
    ['timed out', 'already_done', timedOut],
    ['cancelled', 'already_done', cancelledRun],
  ] as const)('a job that is %s: %s', (_, outcome, record) => {
    const told = cancelled(record, NOW);
    expect(told.outcome).toBe(outcome);
    if (outcome === 'cancelled') expect(told.record.status).toBe('cancelled');
    else expect(told.record).toBe(record);
  });

  it('leaves nothing to take back when nobody had begun', () => {
    const { record } = cancelled(queued, NOW);
    expect(isSettled(record)).toBe(true);
    expect(record.forgetMs).toBe(NOW + NEW.keepForMs);
  });

  it('waits with taking back until the worker has let go, or is taken for dead', () => {
    expect(cancelledRun).toMatchObject({ undo: 'pending', lease: { token: 'a' } });
    const free = must(letGo(cancelledRun, 'a', NOW));
    expect(claim(free, 'b').claim).toBe('undo');
    const dead = passed(cancelledRun, NOW + LEASE_MS, 0);
    expect(claim(dead, 'b', NOW + LEASE_MS).claim).toBe('undo');
  });
});

describe('time', () => {
  it('does nothing before it is up', () => {
    expect(passed(queued, queued.deadlineMs - 1, 0)).toBe(queued);
    expect(passed(running, NOW + LEASE_MS - 1, 0)).toBe(running);
  });

  it('gives a job whose worker is not heard of to another, and ends it after the last attempt', () => {
    const lost = passed(running, NOW + LEASE_MS, 0);
    expect(lost).toMatchObject({ status: 'queued', attempts: [{ outcome: 'lease_lost' }] });
    const second = claim(lost, 'b', lost.sendMs).record;
    const given = passed(second, (lost.sendMs ?? 0) + LEASE_MS, 0);
    expect(given).toMatchObject({ status: 'failed', deadLetter: 'lease_lost', undo: 'pending' });
  });

  it('ends what has not ended by the deadline, and leaves the worker its lease until it lets go', () => {
    const late = passed({ ...running, lease: { token: 'a', endsMs: NOW + 200_000 } }, queued.deadlineMs, 0);
    expect(late).toMatchObject({ status: 'timed_out', error: { code: 'job_timeout' }, undo: 'pending' });
    expect(late.lease).toBeDefined();
  });

  it('tries to take back a bounded number of times, then asks for an operator', () => {
    let record = failed;
    let now = NOW;
    let tries = 0;
    while (record.undo === 'pending') {
      now = Math.max(now, record.sendMs ?? now);
      const { record: next, claim: got } = claim(record, `u${tries}`, now);
      expect(got).toBe('undo');
      tries += 1;
      // Every other time the worker dies over it.
      record = tries % 2 === 0 ? must(undone(next, `u${tries - 1}`, false, now, 1)) : passed(next, now + LEASE_MS, 1);
      now += LEASE_MS;
    }
    expect(tries).toBe(UNDO_ATTEMPTS_MAX);
    expect(record).toMatchObject({ status: 'failed', undo: 'failed', deadLetter: 'undo_failed' });
    expect(record.forgetMs).toBeGreaterThanOrEqual(NOW + DEAD_LETTER_KEEP_MS);
  });

  it('sends a message again ever more seldom, and never stops', () => {
    let record = queued;
    let now = NOW;
    for (let nth = 0; nth < 40; nth += 1) {
      now = record.sendMs ?? 0;
      record = resent(record, now, 1);
      const pause = (record.sendMs ?? 0) - now;
      expect(pause).toBe(Math.min(RESEND_MAX_MS, RESEND_FIRST_MS * 2 ** (nth + 1)));
    }
  });
});

describe('a queue that is away', () => {
  it('leaves the job waiting, with the reason and another try', () => {
    const waiting = undelivered(queued, NOW, 0);
    expect(waiting).toMatchObject({ status: 'queued', waitingFor: 'queue_unavailable' });
    expect(waiting.sendMs).toBeGreaterThan(NOW);
    // It was taken up by then after all.
    expect(undelivered(running, NOW, 0)).toBe(running);
  });
});

describe('putting aside and replaying', () => {
  const aside = setAside(queued, ['other'], NOW);

  it('ends a job that nobody knows, and no other', () => {
    expect(aside).toMatchObject({ status: 'failed', deadLetter: 'unknown_type' });
    for (const record of [running, succeeded, undoing]) expect(setAside(record, ['other'], NOW)).toBe(record);
    for (const record of [queued, failed]) expect(setAside(record, TYPES, NOW)).toBe(record);
  });

  it('ends the taking back that nobody knows any more, so that no message goes round for ever', () => {
    for (const record of [failed, setAside(retrying, ['other'], NOW)]) {
      const stuck = setAside(record, ['other'], NOW);
      expect(stuck).toMatchObject({ status: 'failed', undo: 'failed', deadLetter: 'undo_failed' });
      expect(isSettled(stuck)).toBe(true);
      expect(replayed(stuck, NOW)).toMatchObject({ undo: 'pending' });
    }
  });

  it('is possible for what was put aside, with a new deadline and all attempts', () => {
    const again = must(replayed(aside, NOW + 5000));
    expect(again).toMatchObject({ status: 'queued', tries: 0, deadlineMs: NOW + 5000 + NEW.deadlineAfterMs });
    expect(again).not.toHaveProperty('error');
    expect(again).not.toHaveProperty('forgetMs');
    expect(claim(again, 'r', NOW + 5000).claim).toBe('run');
  });

  it('is refused for anything else', () => {
    for (const record of [queued, running, retrying, succeeded, failed, cancelledRun, timedOut]) {
      expect(replayed(record, NOW)).toBeUndefined();
    }
    // What it did is still there.
    expect(replayed({ ...failed, deadLetter: 'unexpected' }, NOW)).toBeUndefined();
  });

  it('of what could not be taken back tries just that again', () => {
    const stuck: JobRecord = { ...cancelledRun, undo: 'failed', deadLetter: 'undo_failed' };
    const { lease: _, ...free } = stuck;
    const again = must(replayed(free, NOW));
    expect(again).toMatchObject({ status: 'cancelled', undo: 'pending', undoTries: 0 });
    expect(claim(again, 'r').claim).toBe('undo');
  });
});

it('always has a next moment at which something is done without anybody asking', () => {
  for (const record of [queued, running, retrying, succeeded, failed, undoing, cancelledRun, timedOut]) {
    expect(Number.isFinite(nextDueMs(record))).toBe(true);
  }
});
