/** No schedule of workers, deaths, cancellations, duplicates and clocks brings a job into a state that it may not have. */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { hasJobEnded, type JobStatus } from '../../../shared/jobs.vocabulary.ts';
import { isSettled, type JobRecord, jobRecord } from './job-record.ts';
import { LEASE_MS } from './jobs.constants.ts';
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
  worksOn,
} from './transitions.ts';

const NOW = 1_800_000_000_000;
const WORKERS = ['a', 'b', 'c'] as const;
const ATTEMPTS_MAX = 3;
const DEADLINE_MS = 10 * LEASE_MS;

const worker = fc.constantFrom(...WORKERS);
const step = fc.oneof(
  fc.record({ kind: fc.constant('claim' as const), worker, knows: fc.boolean() }),
  fc.record({ kind: fc.constant('repeat' as const), worker }),
  fc.record({ kind: fc.constantFrom('renew', 'commit', 'let_go', 'succeed', 'fail', 'give_up', 'crash'), worker }),
  fc.record({ kind: fc.constantFrom('undone', 'undo_failed'), worker }),
  fc.record({ kind: fc.constantFrom('cancel', 'set_aside', 'replay', 'resend', 'queue_away') }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(2 * LEASE_MS) }),
);

const MAY_FOLLOW: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'failed', 'cancelled', 'timed_out'],
  running: ['queued', 'succeeded', 'failed', 'cancelled', 'timed_out'],
  failed: ['queued'],
  succeeded: [],
  cancelled: [],
  timed_out: [],
};

interface Happened {
  readonly kind: string;
  readonly worker?: string;
  readonly ms?: number;
  readonly knows?: boolean;
}

/** One job, and what was told about it. */
class World {
  record: JobRecord;
  now = NOW;
  /** What the last claim of each worker gave it. */
  readonly tokens = new Map<string, string>();
  wasCancelled = false;
  isTooLate = false;
  replays = 0;
  #tokens = 0;

  constructor(canUndo: boolean) {
    this.record = created(
      {
        id: '5f1c39ab-7a10-4c5e-9f3a-2f4b64c2f7aa',
        type: 'work',
        owner: { type: 'user', id: 'ann' },
        sessionId: undefined,
        input: '{}',
        deadlineAfterMs: DEADLINE_MS,
        keepForMs: 1000,
        attemptsMax: ATTEMPTS_MAX,
        canUndo,
      },
      NOW,
    );
  }

  apply({ kind, worker: name = '', ms = 0, knows = true }: Happened): void {
    this.now += ms;
    this.#move(passed(this.record, this.now, 0.5));
    const token = this.tokens.get(name) ?? 'none';
    const { record, now } = this;
    const error = { code: 'upstream_failed', message: 'm', retryable: kind !== 'give_up' } as const;
    switch (kind) {
      case 'claim': {
        this.#tokens += 1;
        const fresh = `${name}${this.#tokens}`;
        const { record: next, claim } = claimed(record, fresh, knows ? ['work'] : [], now);
        if (claim === 'run' || claim === 'undo') {
          // Nobody else had it.
          expect(record.lease).toBeUndefined();
          this.tokens.set(name, fresh);
        } else expect(next).toBe(record);
        if (claim === 'undo') expect(hasJobEnded(record.status)).toBe(true);
        this.#move(next);
        break;
      }
      case 'repeat':
        this.#move(claimed(record, token, ['work'], now).record);
        break;
      case 'renew':
        this.#fenced(token, worksOn(record, token) ? renewed(record, token, now) : undefined);
        break;
      case 'commit':
        this.#fenced(token, committed(record, token));
        break;
      case 'let_go':
        this.#fenced(token, letGo(record, token, now));
        break;
      case 'succeed':
        this.#fenced(token, reported(record, token, { kind: 'succeeded', result: '1' }, now, 0.5));
        break;
      case 'fail':
      case 'give_up':
      case 'crash':
        this.#fenced(token, reported(record, token, { kind: 'failed', error, isForeseen: kind !== 'crash' }, now, 0.5));
        break;
      case 'undone':
      case 'undo_failed':
        this.#fenced(token, undone(record, token, kind === 'undone', now, 0.5));
        break;
      case 'cancel': {
        const { record: next, outcome } = cancelled(record, now);
        if (record.isCommitted && !hasJobEnded(record.status)) expect(outcome).toBe('too_late');
        this.wasCancelled ||= outcome === 'cancelled';
        this.isTooLate ||= outcome === 'too_late';
        if (outcome !== 'cancelled') expect(next).toBe(record);
        this.#move(next);
        break;
      }
      case 'set_aside':
        this.#move(setAside(record, [], now));
        break;
      case 'replay': {
        const next = replayed(record, now);
        if (next === undefined) break;
        expect(record.deadLetter).toBeDefined();
        this.replays += 1;
        if (next.status === 'queued') this.isTooLate = false;
        this.#move(next, true);
        break;
      }
      case 'resend':
        if (record.lease === undefined && record.sendMs !== undefined && now >= record.sendMs) {
          this.#move(resent(record, now, 0.5));
        }
        break;
      case 'queue_away':
        this.#move(undelivered(record, now, 0.5));
        break;
    }
  }

  #fenced(token: string, next: JobRecord | undefined): void {
    if (next === undefined) return;
    expect(this.record.lease?.token).toBe(token);
    this.#move(next);
  }

  #move(next: JobRecord, isReplay = false): void {
    const before = this.record;
    jobRecord.parse(next);
    if (next.status !== before.status) {
      expect(MAY_FOLLOW[before.status]).toContain(next.status);
      expect(before.status !== 'failed' || isReplay).toBe(true);
    }
    if (this.wasCancelled) expect(next.status).toBe('cancelled');
    if (this.isTooLate) expect(next.status).not.toBe('cancelled');
    expect(next.tries).toBeLessThanOrEqual(ATTEMPTS_MAX);
    expect(next.undo === undefined || next.canUndo).toBe(true);
    expect(Number.isFinite(nextDueMs(next))).toBe(true);
    // A result is there exactly when it succeeded.
    expect(next.result !== undefined).toBe(next.status === 'succeeded');
    expect(isSettled(next)).toBe(next.forgetMs !== undefined);
    this.record = next;
  }
}

// Thousands of schedules take a second, and many on a machine that does other things as well.
vi.setConfig({ testTimeout: 120_000 });

it('reaches no state that it may not have, and keeps what was told', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 60 }), (canUndo, steps) => {
      const world = new World(canUndo);
      for (const happened of steps) world.apply(happened);
    }),
    { numRuns: 3000 },
  );
});

it('comes to an end after any schedule by its own alarm and one worker, within its deadline and what undoing takes', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (canUndo, steps) => {
      const world = new World(canUndo);
      for (const happened of steps) world.apply(happened);
      for (let turn = 0; !isSettled(world.record); turn += 1) {
        expect(turn).toBeLessThan(20);
        const dueMs = nextDueMs(world.record);
        expect(hasJobEnded(world.record.status) || dueMs <= world.record.deadlineMs).toBe(true);
        world.apply({ kind: 'wait', ms: Math.max(0, dueMs - world.now) });
        world.apply({ kind: 'resend' });
        world.apply({ kind: 'claim', worker: 'a' });
        world.apply({ kind: 'succeed', worker: 'a' });
        world.apply({ kind: 'undone', worker: 'a' });
      }
    }),
    { numRuns: 2000 },
  );
});
