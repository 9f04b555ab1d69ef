/**
 * What is known of one gateway session, and how that changes. Pure: time comes in, and what must happen next is read off
 * the state, so that whoever wakes up after a crash goes on where things were.
 */
import * as z from 'zod';
import { createSessionRequest } from '../../../shared/gateway-sessions.schema.ts';
import {
  COMMANDS_MAX,
  END_REASONS,
  type EndReason,
  SESSION_PHASES,
} from '../../../shared/gateway-sessions.vocabulary.ts';
import {
  CLEANUP_GIVE_UP_MS,
  CLEANUP_RETRY_FIRST_MS,
  CLEANUP_RETRY_MAX_MS,
  ENDED_KEPT_MS,
  EXEC_GRACE_MS,
  START_PATIENCE_MS,
} from './gateway-sessions.constants.ts';

const ms = z.int();
const command = z.strictObject({
  id: z.string(),
  jobId: z.string().optional(),
  /** When its processes are ended by force. */
  deadlineMs: ms,
});

export const sessionState = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  owner: z.strictObject({ type: z.string(), id: z.string() }),
  hostId: z.string(),
  /** What was asked for, references to secrets included. */
  order: createSessionRequest,
  phase: z.enum(SESSION_PHASES),
  createdMs: ms,
  expiresMs: ms,
  idleDeadlineMs: ms,
  jobId: z.string().optional(),
  container: z.strictObject({ id: z.string(), port: z.int() }).optional(),
  certificate: z
    .strictObject({
      serverSerial: z.string(),
      clientSerial: z.string(),
      revokedMs: ms.optional(),
      fetched: z.int(),
      lastFetchedMs: ms.optional(),
    })
    .optional(),
  commands: z.array(command),
  endReason: z.enum(END_REASONS).optional(),
  endedMs: ms.optional(),
  cleanup: z
    .strictObject({ sinceMs: ms, failures: z.int(), nextMs: ms.optional(), problem: z.string().optional() })
    .optional(),
});
export type SessionState = Readonly<z.infer<typeof sessionState>>;
export type SessionOrder = SessionState['order'];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface NewSession extends Pick<SessionState, 'id' | 'owner' | 'hostId' | 'order'> {
  readonly nowMs: number;
}

export function newSession({ nowMs, ...facts }: NewSession): SessionState {
  return {
    version: 1,
    ...facts,
    phase: 'starting',
    createdMs: nowMs,
    expiresMs: nowMs + facts.order.lifetime_hours * HOUR_MS,
    idleDeadlineMs: nowMs + START_PATIENCE_MS,
    commands: [],
  };
}

/** Told by its label and name, so that a container is found again whoever made it and was cut off. */
export function containerName(sessionId: string): string {
  return `roundhouse-gateway-${sessionId}`;
}

export function started(state: SessionState, container: SessionState['container'], nowMs: number): SessionState {
  return used({ ...state, phase: 'running', container }, nowMs);
}

/** Use moves the idle deadline, never beyond the end and never back. */
export function used(state: SessionState, nowMs: number): SessionState {
  if (state.phase !== 'running') return state;
  const idleDeadlineMs = Math.min(nowMs + state.order.idle_minutes * MINUTE_MS, state.expiresMs);
  return { ...state, idleDeadlineMs };
}

/** From here on the session has no keys; its container is next. */
export function ending(state: SessionState, reason: EndReason, nowMs: number): SessionState {
  if (state.phase !== 'starting' && state.phase !== 'running') return state;
  return {
    ...state,
    phase: 'ending',
    endReason: reason,
    commands: [],
    certificate: state.certificate && { ...state.certificate, revokedMs: nowMs },
    cleanup: { sinceMs: nowMs, failures: 0, nextMs: nowMs },
  };
}

/** The container is gone, or its owner takes that on. */
export function ended(state: SessionState, nowMs: number): SessionState {
  const { cleanup: _, ...kept } = state;
  return { ...kept, phase: 'ended', endedMs: nowMs };
}

export function cleanupFailed(state: SessionState, problem: string, nowMs: number): SessionState {
  if (state.cleanup === undefined) return state;
  const { sinceMs, failures } = state.cleanup;
  if (state.phase === 'stranded' || nowMs - sinceMs >= CLEANUP_GIVE_UP_MS) {
    return { ...state, phase: 'stranded', cleanup: { sinceMs, failures: failures + 1, problem } };
  }
  const waitMs = Math.min(CLEANUP_RETRY_FIRST_MS * 2 ** failures, CLEANUP_RETRY_MAX_MS);
  // The last try is made when time is up, not before.
  const nextMs = Math.min(nowMs + waitMs, sinceMs + CLEANUP_GIVE_UP_MS);
  return { ...state, cleanup: { sinceMs, failures: failures + 1, nextMs, problem } };
}

/** One more try, now: somebody asks, or a container may have been made after the last one. */
export function cleanupAgain(state: SessionState, nowMs: number): SessionState {
  if (state.phase === 'starting' || state.phase === 'running') return state;
  const { endedMs: _, ...kept } = state;
  const { sinceMs = nowMs, failures = 0 } = state.cleanup ?? {};
  return {
    ...kept,
    phase: state.phase === 'stranded' ? 'stranded' : 'ending',
    cleanup: { sinceMs, failures, nextMs: nowMs },
  };
}

/** @returns undefined when too many run. */
export function commandOpened(
  state: SessionState,
  { id, runSeconds, jobId, extraMs = 0 }: { id: string; runSeconds: number; jobId?: string; extraMs?: number },
  nowMs: number,
): SessionState | undefined {
  if (state.commands.length >= COMMANDS_MAX) return undefined;
  const deadlineMs = nowMs + runSeconds * 1000 + EXEC_GRACE_MS + extraMs;
  const opened = { id, deadlineMs, ...(jobId === undefined ? {} : { jobId }) };
  return used({ ...state, commands: [...state.commands, opened] }, nowMs);
}

/** Its time is up at once. */
export function commandLate(state: SessionState, id: string, nowMs: number): SessionState {
  const commands = state.commands.map((open) => (open.id === id ? { ...open, deadlineMs: nowMs } : open));
  return { ...state, commands };
}

export function commandClosed(state: SessionState, id: string, nowMs: number): SessionState {
  return used({ ...state, commands: state.commands.filter((open) => open.id !== id) }, nowMs);
}

/** Why a session that lives must end now; undefined while it may go on. */
export function dueEnd(state: SessionState, nowMs: number): EndReason | undefined {
  if (state.phase !== 'starting' && state.phase !== 'running') return undefined;
  if (nowMs >= state.expiresMs) return state.phase === 'running' ? 'expired' : 'failed';
  if (nowMs < state.idleDeadlineMs) return undefined;
  if (state.phase === 'starting') return 'failed';
  // A command that runs is use.
  return state.commands.length === 0 ? 'idle' : undefined;
}

/** When there is something to do next, in milliseconds since the Unix epoch. */
export function nextAlarmMs(state: SessionState): number | undefined {
  switch (state.phase) {
    case 'starting':
    case 'running': {
      const commands = state.commands.map(({ deadlineMs }) => deadlineMs);
      const idle = state.commands.length === 0 ? [state.idleDeadlineMs] : [];
      return Math.min(state.expiresMs, ...idle, ...commands);
    }
    case 'ending':
    case 'stranded':
      return state.cleanup?.nextMs;
    case 'ended':
      return (state.endedMs ?? 0) + ENDED_KEPT_MS;
  }
}
