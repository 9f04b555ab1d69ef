/**
 * The sessions of one subject. The object is named by the keyed tag in the session's id, so a cookie alone leads here. It
 * knows digests of ids, never an id. What has ended is gone: an object without sessions keeps nothing.
 *
 * Each method is one turn: whoever asks after a revocation was answered learns of it.
 */
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../../kernel/clock.ts';
import { createLog } from '../../kernel/log.ts';
import { Recorder } from '../../kernel/metrics/recorder.ts';
import { MetricsShards } from '../../kernel/metrics/shards.ts';
import {
  endOf,
  isActivityDue,
  type NewSession,
  publicIdOf,
  type Session,
  type StoredSession,
  withoutSalt,
} from './session.ts';
import { DATA_KEY_SALT_BYTES, SESSIONS_PER_SUBJECT_MAX } from './sessions.constants.ts';

/** Why a session is no more: the label of its count. */
export type EndReason = 'signed_out' | 'revoked' | 'idle' | 'absolute' | 'displaced';

/** What came of a call, and the sessions that were found to have ended on the way. */
export interface Told<Value> {
  readonly value: Value;
  readonly ended: readonly EndReason[];
}

const KEY = 'sessions';

export class SubjectSessions extends DurableObject<Cloudflare.Env> {
  /** Begins a session. The one that was least lately active goes when there are too many. */
  async start(begun: NewSession): Promise<Told<Session>> {
    const now = Date.now();
    const { live, ended } = this.#load(now);
    const session: Session = { ...begun, version: 1, startedMs: now, activeMs: now, endsMs: now + begun.absoluteMs };
    const others = live.filter(({ digest }) => digest !== session.digest).sort((a, b) => b.activeMs - a.activeMs);
    const kept = others.slice(0, SESSIONS_PER_SUBJECT_MAX - 1);
    const displaced = others.slice(kept.length).map((): EndReason => 'displaced');
    await this.#save([...kept, session], now);
    return { value: session, ended: [...ended, ...displaced] };
  }

  /** The session of an id, if it lives; being asked for is activity. */
  async check(digest: string): Promise<Told<Session | undefined>> {
    const now = Date.now();
    const { live, ended } = this.#load(now);
    const found = live.find((session) => session.digest === digest);
    if (found === undefined || !isActivityDue(found, now)) {
      if (ended.length > 0) await this.#save(live, now);
      return { value: found && withoutSalt(found), ended };
    }
    const active = { ...found, activeMs: now };
    await this.#save(
      live.map((session) => (session === found ? active : session)),
      now,
    );
    return { value: withoutSalt(active), ended };
  }

  /**
   * The salt of a session's data key, made when it is first asked for. Asking is no activity.
   *
   * @returns undefined as soon as the session has ended: nobody can make its key any more.
   */
  async saltOf(publicId: string): Promise<Told<Uint8Array | undefined>> {
    const now = Date.now();
    const { live, ended } = this.#load(now);
    const found = live.find(({ digest }) => publicIdOf(digest) === publicId);
    const salt = found && (found.salt ?? crypto.getRandomValues(new Uint8Array(DATA_KEY_SALT_BYTES)));
    const isNew = found !== undefined && found.salt === undefined && salt !== undefined;
    if (isNew || ended.length > 0) {
      await this.#save(isNew ? live.map((session) => (session === found ? { ...found, salt } : session)) : live, now);
    }
    return { value: salt, ended };
  }

  async list(): Promise<Session[]> {
    return this.#load(Date.now())
      .live.sort((a, b) => b.activeMs - a.activeMs)
      .map(withoutSalt);
  }

  /** @param which The session of an id, the one that is listed under a public id, or all but one. */
  async end(
    which: { readonly digest: string } | { readonly publicId: string } | { readonly allBut: string | undefined },
    reason: 'signed_out' | 'revoked',
  ): Promise<Told<number>> {
    const now = Date.now();
    const { live, ended } = this.#load(now);
    const isMeant = ({ digest }: StoredSession): boolean =>
      'digest' in which
        ? digest === which.digest
        : 'publicId' in which
          ? publicIdOf(digest) === which.publicId
          : publicIdOf(digest) !== which.allBut;
    const kept = live.filter((session) => !isMeant(session));
    const count = live.length - kept.length;
    await this.#save(kept, now);
    return { value: count, ended: [...ended, ...Array.from({ length: count }, () => reason)] };
  }

  ping(): 'ok' {
    return 'ok';
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const { live, ended } = this.#load(now);
    await this.#save(live, now);
    const metrics = new Recorder({
      send: (parcel) => new MetricsShards(this.env.METRICS).send(parcel),
      clock: systemClock,
      log: createLog('error'),
      intervalMs: 0,
    });
    for (const reason of ended) metrics.count('auth_sessions_ended_total', { reason });
    // Counting is not worth a second alarm: sessions must end on time whether it works or not.
    await metrics.handOver().catch(() => undefined);
  }

  #load(now: number): { live: StoredSession[]; ended: EndReason[] } {
    const all = this.ctx.storage.kv.get<StoredSession[]>(KEY) ?? [];
    const live = all.filter((session) => endOf(session).atMs > now);
    const ended = all.filter((session) => !live.includes(session)).map((session) => endOf(session).reason);
    return { live, ended };
  }

  async #save(sessions: readonly StoredSession[], now: number): Promise<void> {
    const { storage } = this.ctx;
    if (sessions.length === 0) {
      await Promise.all([storage.deleteAlarm(), storage.deleteAll()]);
      return;
    }
    storage.kv.put(KEY, sessions);
    await storage.setAlarm(Math.max(now, Math.min(...sessions.map((session) => endOf(session).atMs))));
  }
}
