/** One session as it is stored, and when it ends. */
import type { Principal, Subject } from '../../kernel/principal.ts';
import { ACTIVITY_WRITE_IDLE_PART, ACTIVITY_WRITE_MS } from './sessions.constants.ts';

/** Whom the provider vouched for. */
export interface Person {
  readonly subject: Subject;
  /** For people to read; may be missing. */
  readonly displayName: string | undefined;
  /** Highest precedence first. */
  readonly roles: readonly string[];
  readonly hasSecondFactor: boolean;
  /** When it no longer counts, in seconds since the Unix epoch; undefined for as long as the session. */
  readonly secondFactorEndsSeconds?: number | undefined;
  readonly authTimeSeconds: number | undefined;
}

export interface NewSession {
  /** SHA-256 of the id, in hex. */
  readonly digest: string;
  readonly person: Person;
  /** Coarse name of the browser, for the person's own list. */
  readonly browser: string;
  /** How long it lives without activity, and at most: as set when it begins. */
  readonly idleMs: number;
  readonly absoluteMs: number;
}

export interface Session extends NewSession {
  /** Of this layout. */
  readonly version: 1;
  readonly startedMs: number;
  /** Last activity that was written down: the true one may be a little later. */
  readonly activeMs: number;
  readonly endsMs: number;
}

/** As it rests in the object of its subject. */
export interface StoredSession extends Session {
  /** Of the key that seals what is cached for this session. It leaves the object for that key alone, and goes with it. */
  readonly salt?: Uint8Array;
}

/** What others than the maker of that key see of it. */
export function withoutSalt(stored: StoredSession): Session {
  const { salt: _salt, ...session } = stored;
  return session;
}

/** When a session ends unless there is activity, and for which reason. */
export function endOf({ activeMs, idleMs, endsMs }: Session): { atMs: number; reason: 'idle' | 'absolute' } {
  const idleEndMs = activeMs + idleMs;
  return idleEndMs < endsMs ? { atMs: idleEndMs, reason: 'idle' } : { atMs: endsMs, reason: 'absolute' };
}

/** Whether activity now is worth a write. */
export function isActivityDue({ activeMs, idleMs }: Session, nowMs: number): boolean {
  return nowMs - activeMs >= Math.min(ACTIVITY_WRITE_MS, idleMs / ACTIVITY_WRITE_IDLE_PART);
}

/** What a session is called towards its owner: says nothing about its id. */
export function publicIdOf(digest: string): string {
  return digest.slice(0, 32);
}

/** What a session is worth now: a second factor that was concluded from a young sign-in ends before the session does. */
export function asOf(session: Session, nowMs: number): Session {
  const { hasSecondFactor, secondFactorEndsSeconds = Number.POSITIVE_INFINITY } = session.person;
  if (!hasSecondFactor || nowMs < secondFactorEndsSeconds * 1000) return session;
  return { ...session, person: { ...session.person, hasSecondFactor: false } };
}

export function principalOf({ person, digest }: Session): Principal {
  return {
    subject: person.subject,
    credential: 'session',
    roles: person.roles,
    scopes: [],
    authTimeSeconds: person.authTimeSeconds,
    hasSecondFactor: person.hasSecondFactor,
    sessionId: publicIdOf(digest),
  };
}
