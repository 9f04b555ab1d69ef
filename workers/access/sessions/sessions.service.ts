/**
 * Sessions of people who signed in: begun, recognised, listed and ended.
 *
 * What an isolate remembers of a session is at most `SESSION_MEMORY_MS` old, so that its end holds everywhere within a
 * second; a strict check asks the object. When the object does not answer, nobody is let in and nobody is signed out.
 */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { Principal, Subject } from '../../kernel/principal.ts';
import { SingleFlight } from '../../kernel/single-flight.ts';
import type { Demand } from '../freshness/freshness.ts';
import { cookieHeader, readCookie, SESSION_COOKIE } from './cookies.ts';
import type { MarkedId, MarkedIds } from './marked-ids.ts';
import { callObject } from './object-call.ts';
import { asOf, endOf, type Person, principalOf, publicIdOf, type Session } from './session.ts';
import { KNOWN_SESSIONS_MAX, SESSION_MEMORY_MS, SESSION_TIMEOUT_MS } from './sessions.constants.ts';
import type { SubjectSessions, Told } from './sessions.do.ts';
import type { SubjectTags } from './subject-tags.ts';

export interface SessionsParts {
  readonly namespace: DurableObjectNamespace<SubjectSessions>;
  readonly ids: MarkedIds;
  readonly tags: SubjectTags;
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

interface Known {
  readonly session: Session | undefined;
  /** When the object was asked: its answer is at least as new. */
  readonly askedAtMs: number;
}

type ObjectStub = DurableObjectStub<SubjectSessions>;
type EndWhich = Parameters<SubjectSessions['end']>[0];

export class Sessions {
  readonly #parts: SessionsParts;
  readonly #known = new BoundedMap<string, Known>(KNOWN_SESSIONS_MAX);
  readonly #asking: SingleFlight<Known>;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#asking = new SingleFlight(parts.clock, SESSION_TIMEOUT_MS);
  }

  /**
   * Who is calling, by the session cookie.
   *
   * @param demand How fresh the answer must be; anything but `bounded` asks the object.
   * @returns undefined without a session that lives.
   * @throws AppError `unavailable` when that cannot be known.
   */
  async authenticate(request: Request, demand: Demand, waitUntil: WaitUntil): Promise<Principal | undefined> {
    const session = await this.find(request, demand, waitUntil);
    return session && principalOf(session);
  }

  /** The session of a request. Returns and throws as `authenticate` does. */
  async find(request: Request, demand: Demand, waitUntil: WaitUntil): Promise<Session | undefined> {
    const text = readCookie(request, SESSION_COOKIE);
    if (text === undefined) return undefined;
    const id = await this.#parts.ids.read(text);
    if (id === undefined) {
      this.#attempted('invalid');
      return undefined;
    }
    const { session } = await this.#look(id, demand, waitUntil).catch((error: unknown) => {
      this.#attempted('unavailable');
      throw error;
    });
    const nowMs = this.#parts.clock.nowMs();
    const isLive = session !== undefined && endOf(session).atMs > nowMs;
    this.#attempted(isLive ? 'success' : 'expired');
    return isLive ? asOf(session, nowMs) : undefined;
  }

  /**
   * Begins a session under a new id; the one that the browser had before ends.
   *
   * @returns The session and the header field that gives its id to the browser.
   * @throws AppError `unavailable`.
   */
  async begin(person: Person, browser: string, request: Request): Promise<{ session: Session; setCookie: string }> {
    const { ids, tags, idleSeconds, absoluteSeconds, metrics } = this.#parts;
    const id = await ids.issue(await tags.of(person.subject));
    const before = await this.#idOf(request);
    const session = this.#counted(
      await this.#call(id.tag, (stub) =>
        stub.start({
          digest: id.digest,
          person,
          browser,
          idleMs: idleSeconds * 1000,
          absoluteMs: absoluteSeconds * 1000,
        }),
      ),
    );
    if (before !== undefined) await this.#end(before.tag, { digest: before.digest }, 'signed_out');
    metrics.count('auth_sessions_started_total', {});
    return { session, setCookie: cookieHeader(SESSION_COOKIE, id.text, absoluteSeconds) };
  }

  /** Ends the session of a request, if there is one. */
  async signOut(request: Request): Promise<void> {
    const id = await this.#idOf(request);
    if (id !== undefined) await this.#end(id.tag, { digest: id.digest }, 'signed_out');
  }

  /** Sessions of a subject, the one used last first. */
  async list(subject: Subject): Promise<readonly Session[]> {
    const sessions = await this.#call(await this.#tagOf(subject), (stub) => stub.list());
    return sessions.map((session) => asOf(session, this.#parts.clock.nowMs()));
  }

  /** Ends one session of a subject. False when there is none by this id. */
  async revoke(subject: Subject, publicId: string): Promise<boolean> {
    return (await this.#end(await this.#tagOf(subject), { publicId }, 'revoked')) > 0;
  }

  /**
   * Ends all sessions of a subject.
   *
   * @param butPublicId One that stays.
   * @returns How many have ended.
   */
  async revokeAll(subject: Subject, butPublicId?: string): Promise<number> {
    return await this.#end(await this.#tagOf(subject), { allBut: butPublicId }, 'revoked');
  }

  /**
   * The salt of the data key of a session: asks the object each time, so that an end holds at once.
   *
   * @returns undefined when there is no such session of this subject, or no more.
   * @throws AppError `unavailable`.
   */
  async saltOf(subject: Subject, publicId: string): Promise<Uint8Array | undefined> {
    return this.#counted(await this.#call(await this.#tagOf(subject), (stub) => stub.saltOf(publicId)));
  }

  async #look(id: MarkedId, demand: Demand, waitUntil: WaitUntil): Promise<Known> {
    const { clock, metrics } = this.#parts;
    const ask = () => this.#ask(id);
    // A strict check must not join a question that was asked before it.
    if (demand !== 'bounded') return await ask();
    const known = this.#known.get(publicIdOf(id.digest));
    if (known !== undefined && clock.nowMs() - known.askedAtMs < SESSION_MEMORY_MS) {
      metrics.count('auth_cache_hits_total', { cache_type: 'session', layer: 'memory' });
      return known;
    }
    metrics.count('auth_cache_misses_total', { cache_type: 'session' });
    return await this.#asking.run(id.digest, ask, waitUntil);
  }

  async #ask({ tag, digest }: MarkedId): Promise<Known> {
    const askedAtMs = this.#parts.clock.nowMs();
    const session = this.#counted(await this.#call(tag, (stub) => stub.check(digest)));
    const known = { session, askedAtMs };
    this.#known.set(publicIdOf(digest), known);
    return known;
  }

  async #end(tag: string, which: EndWhich, reason: 'signed_out' | 'revoked'): Promise<number> {
    try {
      return this.#counted(await this.#call(tag, (stub) => stub.end(which, reason)));
    } finally {
      // Also when it failed: it may have happened.
      this.#known.clear();
    }
  }

  #call<Value>(tag: string, ask: (stub: ObjectStub) => Promise<Value>): Promise<Value> {
    return callObject(() => ask(this.#parts.namespace.getByName(tag)), SESSION_TIMEOUT_MS);
  }

  #counted<Value>({ value, ended }: Told<Value>): Value {
    for (const reason of ended) this.#parts.metrics.count('auth_sessions_ended_total', { reason });
    return value;
  }

  #attempted(result: string): void {
    this.#parts.metrics.count('auth_attempts_total', { result, method: 'session' });
  }

  async #idOf(request: Request): Promise<MarkedId | undefined> {
    const text = readCookie(request, SESSION_COOKIE);
    return text === undefined ? undefined : await this.#parts.ids.read(text);
  }

  async #tagOf(subject: Subject): Promise<string> {
    return (await this.#parts.tags.of(subject)).toHex();
  }
}
