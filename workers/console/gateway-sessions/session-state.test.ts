import { describe, expect, it } from 'vitest';
import { createSessionRequest } from '../../../shared/gateway-sessions.schema.ts';
import { COMMANDS_MAX } from '../../../shared/gateway-sessions.vocabulary.ts';
import {
  CLEANUP_GIVE_UP_MS,
  CLEANUP_RETRY_FIRST_MS,
  CLEANUP_RETRY_MAX_MS,
  ENDED_KEPT_MS,
  EXEC_GRACE_MS,
  START_PATIENCE_MS,
} from './gateway-sessions.constants.ts';
import * as states from './session-state.ts';

const NOW = 1_795_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const order = createSessionRequest.parse({ image: 'busybox:1', idle_minutes: 30, lifetime_hours: 2 });
const fresh = states.newSession({ id: 's', owner: { type: 'user', id: 'ann' }, hostId: 'h', order, nowMs: NOW });
const running = states.started(fresh, { id: 'c', port: 1 }, NOW);

describe('a session that lives', () => {
  it('ends by itself when it never came up', () => {
    expect(states.nextAlarmMs(fresh)).toBe(NOW + START_PATIENCE_MS);
    expect(states.dueEnd(fresh, NOW + START_PATIENCE_MS - 1)).toBeUndefined();
    expect(states.dueEnd(fresh, NOW + START_PATIENCE_MS)).toBe('failed');
  });

  it('ends when nobody used it, and each use begins the time anew', () => {
    expect(states.dueEnd(running, NOW + 30 * MINUTE - 1)).toBeUndefined();
    expect(states.dueEnd(running, NOW + 30 * MINUTE)).toBe('idle');
    const used = states.used(running, NOW + 29 * MINUTE);
    expect(states.dueEnd(used, NOW + 58 * MINUTE)).toBeUndefined();
    expect(states.nextAlarmMs(used)).toBe(NOW + 59 * MINUTE);
  });

  it('ends at its end however much it is used', () => {
    const used = states.used(running, NOW + 119 * MINUTE);
    expect(used.idleDeadlineMs).toBe(NOW + 2 * HOUR);
    expect(states.dueEnd(used, NOW + 2 * HOUR)).toBe('expired');
  });

  it('is not idle while a command runs, and is when the command has ended long ago', () => {
    const busy = states.commandOpened(running, { id: 'e', runSeconds: 300 }, NOW);
    if (busy === undefined) throw new Error('there is room for one');
    expect(states.nextAlarmMs(busy)).toBe(NOW + 300_000 + EXEC_GRACE_MS);
    expect(states.dueEnd({ ...busy, idleDeadlineMs: NOW }, NOW + MINUTE)).toBeUndefined();
    const closed = states.commandClosed(busy, 'e', NOW + MINUTE);
    expect(states.dueEnd(closed, NOW + 31 * MINUTE)).toBe('idle');
  });

  it('takes as many commands as it may and no more', () => {
    let state: states.SessionState | undefined = running;
    for (let nth = 0; nth < COMMANDS_MAX; nth += 1) {
      state = state && states.commandOpened(state, { id: String(nth), runSeconds: 10 }, NOW);
    }
    expect(state?.commands).toHaveLength(COMMANDS_MAX);
    expect(state && states.commandOpened(state, { id: 'x', runSeconds: 10 }, NOW)).toBeUndefined();
  });
});

describe('a session that ends', () => {
  const ending = states.ending(running, 'requested', NOW);

  it('says when its certificate stopped to count, and ends once', () => {
    const certified = { ...running, certificate: { serverSerial: '1', clientSerial: '2', fetched: 0 } };
    const revoked = states.ending(certified, 'idle', NOW);
    expect(revoked).toMatchObject({ phase: 'ending', endReason: 'idle', certificate: { revokedMs: NOW } });
    expect(states.ending(revoked, 'requested', NOW + 1)).toBe(revoked);
  });

  it('cannot be started or used any more', () => {
    expect(states.used(ending, NOW + 1)).toBe(ending);
    expect(states.dueEnd(ending, NOW + 9 * HOUR)).toBeUndefined();
  });

  it('waits longer after each failure, and gives up after a day and not before', () => {
    let state = ending;
    const waits: number[] = [];
    let nowMs = NOW;
    while (state.phase === 'ending') {
      state = states.cleanupFailed(state, 'unreachable', nowMs);
      const next = state.cleanup?.nextMs;
      if (next === undefined) break;
      waits.push(next - nowMs);
      nowMs = next;
    }
    expect(state).toMatchObject({ phase: 'stranded', cleanup: { problem: 'unreachable', failures: waits.length + 1 } });
    expect(nowMs - NOW).toBe(CLEANUP_GIVE_UP_MS);
    expect(waits.slice(0, 3)).toEqual([1, 2, 4].map((times) => times * CLEANUP_RETRY_FIRST_MS));
    expect(Math.max(...waits)).toBe(CLEANUP_RETRY_MAX_MS);
    expect(states.nextAlarmMs(state)).toBeUndefined();
  });

  it('is tried again when somebody asks, even when it was given up', () => {
    const stranded = { ...ending, phase: 'stranded', cleanup: { sinceMs: NOW, failures: 9 } } as const;
    const again = states.cleanupAgain(stranded, NOW + HOUR);
    expect(states.nextAlarmMs(again)).toBe(NOW + HOUR);
    expect(states.cleanupFailed(again, 'unreachable', NOW + HOUR)).toMatchObject({ phase: 'stranded' });
    expect(states.ended(again, NOW + HOUR)).toMatchObject({ phase: 'ended', endedMs: NOW + HOUR });
  });

  it('is kept for a week after it is over', () => {
    expect(states.nextAlarmMs(states.ended(ending, NOW))).toBe(NOW + ENDED_KEPT_MS);
  });
});

it('rests in a form that is read back as it was', () => {
  expect(states.sessionState.parse(JSON.parse(JSON.stringify(running)))).toEqual(running);
});
