import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import type { Subject } from '../../kernel/principal.ts';
import { deriveKey } from './derived-key.ts';
import { MarkedIds } from './marked-ids.ts';
import type { Person } from './session.ts';
import { SESSION_MEMORY_MS, SESSIONS_PER_SUBJECT_MAX } from './sessions.constants.ts';
import type { Sessions } from './sessions.service.ts';
import { buildSessions } from './sessions.ts';
import { SubjectTags } from './subject-tags.ts';

const SECRET = '6d0c1f8e7a5b49362817f0e9d8c7b6a5948372615049382716';
const IDLE_SECONDS = 1800;
const ABSOLUTE_SECONDS = 43_200;

/** One clock for isolates and objects; it moves only when told. */
let now = 0;
const advance = (ms: number) => {
  now += ms;
};
beforeEach(() => {
  // Alarms go by the true clock: what is planned from here lies ahead.
  now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

interface Counted {
  readonly sessions: Sessions;
  /** Calls to objects so far. */
  readonly calls: () => number;
  readonly counts: Map<string, number>;
}

/** What one isolate has, over the real objects. */
async function isolate(fail: () => boolean = () => false): Promise<Counted> {
  let calls = 0;
  const namespace = {
    getByName: (name: string) => {
      calls += 1;
      if (fail()) throw new Error('the object cannot be reached');
      return env.SESSIONS.getByName(name);
    },
  } as unknown as typeof env.SESSIONS;
  const counts = new Map<string, number>();
  const metrics = {
    ...noMetrics,
    count: (name: string, labels: object, amount = 1) => {
      const series = [name, ...Object.values(labels)].join(' ');
      counts.set(series, (counts.get(series) ?? 0) + amount);
    },
  };
  const sessions = await buildSessions(SECRET, {
    namespace,
    idleSeconds: IDLE_SECONDS,
    absoluteSeconds: ABSOLUTE_SECONDS,
    clock: { nowMs: () => now },
    metrics,
  });
  return { sessions, calls: () => calls, counts };
}

let serial = 0;
const newPerson = (over: Partial<Person> = {}): Person => ({
  subject: { type: 'user', id: `person-${serial++}` },
  displayName: 'Ann',
  roles: ['admin', 'user'],
  hasSecondFactor: true,
  authTimeSeconds: 1_700_000_000,
  ...over,
});
const pending: Promise<unknown>[] = [];
const waitUntil = (work: Promise<unknown>) => void pending.push(work);
const withCookie = (cookie?: string) =>
  new Request('https://quiz.example/', cookie === undefined ? {} : { headers: { Cookie: cookie } });
const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? '';
const bare = withCookie();

async function signIn({ sessions }: Counted, person: Person, request: Request = bare): Promise<string> {
  return cookieOf((await sessions.begin(person, 'Firefox, Linux', request)).setCookie);
}
const who = ({ sessions }: Counted, cookie: string, demand: 'bounded' | 'strict' = 'bounded') =>
  sessions.authenticate(withCookie(cookie), demand, waitUntil);
const objectOf = async (subject: Subject) => {
  const tags = new SubjectTags(await deriveKey(SECRET, 'subject tag', 'mac'));
  return env.SESSIONS.getByName((await tags.of(subject)).toHex());
};
const writesOf = (stub: Awaited<ReturnType<typeof objectOf>>) =>
  runInDurableObject(stub, (_, state) => JSON.stringify(state.storage.kv.get('sessions')));

describe('a session', () => {
  it('says who signed in, in every isolate, and never by its id', async () => {
    const here = await isolate();
    const person = newPerson();
    const cookie = await signIn(here, person);
    for (const there of [here, await isolate()]) {
      expect(await who(there, cookie)).toEqual({
        subject: person.subject,
        credential: 'session',
        roles: ['admin', 'user'],
        scopes: [],
        authTimeSeconds: 1_700_000_000,
        hasSecondFactor: true,
        sessionId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
    const stored = await writesOf(await objectOf(person.subject));
    const id = cookie.slice(cookie.indexOf('=') + 1);
    expect(stored).not.toContain(id);
    expect(stored).not.toContain(id.slice(24, 40));
  });

  it('has a cookie that only a browser holds, only over TLS, only for this host', async () => {
    const { setCookie } = await (await isolate()).sessions.begin(newPerson(), 'x', bare);
    expect(setCookie).toMatch(/^__Host-session=[\w-]{75}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax$/);
  });

  it('ends after the idle time, and activity puts that off', async () => {
    const here = await isolate();
    const cookie = await signIn(here, newPerson());
    advance((IDLE_SECONDS - 61) * 1000);
    expect(await who(here, cookie)).toBeDefined();
    advance((IDLE_SECONDS - 61) * 1000);
    expect(await who(here, cookie)).toBeDefined();
    advance(IDLE_SECONDS * 1000);
    expect(await who(here, cookie)).toBeUndefined();
    expect(here.counts.get('auth_sessions_ended_total idle')).toBe(1);
    expect(here.counts.get('auth_attempts_total expired session')).toBe(1);
  });

  it('ends after the absolute time although it is active', async () => {
    const here = await isolate();
    const cookie = await signIn(here, newPerson());
    for (let elapsed = 0; elapsed < ABSOLUTE_SECONDS - 1200; elapsed += 1200) {
      advance(1_200_000);
      expect(await who(here, cookie)).toBeDefined();
    }
    advance(1_200_000);
    expect(await who(here, cookie)).toBeUndefined();
    expect(here.counts.get('auth_sessions_ended_total absolute')).toBe(1);
  });

  it('is written at most once a minute, however active', async () => {
    const here = await isolate();
    const person = newPerson();
    const cookie = await signIn(here, person);
    const object = await objectOf(person.subject);
    const seen = new Set([await writesOf(object)]);
    for (let second = 0; second < 180; second += 1) {
      advance(1000);
      await who(here, cookie);
      seen.add(await writesOf(object));
    }
    expect(seen.size).toBe(4);
  });

  it('survives the eviction of its object', async () => {
    const here = await isolate();
    const person = newPerson();
    const cookie = await signIn(here, person);
    await evictDurableObject(await objectOf(person.subject));
    expect(await who(here, cookie, 'strict')).toBeDefined();
  });

  it('is asked for once by many requests at a time, and then not for a while', async () => {
    const here = await isolate();
    const cookie = await signIn(here, newPerson());
    const before = here.calls();
    await Promise.all(Array.from({ length: 50 }, () => who(here, cookie)));
    expect(here.calls() - before).toBe(1);
    advance(SESSION_MEMORY_MS - 1);
    await who(here, cookie);
    expect(here.calls() - before).toBe(1);
    advance(1);
    await who(here, cookie);
    expect(here.calls() - before).toBe(2);
  });

  it('leaves nothing behind when its time is over', async () => {
    const here = await isolate();
    const person = newPerson();
    await signIn(here, person);
    const object = await objectOf(person.subject);
    const alarm = await runInDurableObject(object, (_, state) => state.storage.getAlarm());
    expect(alarm).toBe(now + IDLE_SECONDS * 1000);
    advance(IDLE_SECONDS * 1000);
    await runDurableObjectAlarm(object);
    const left = await runInDurableObject(object, async (_, { storage }) => [
      (await storage.list()).size,
      await storage.getAlarm(),
    ]);
    expect(left).toEqual([0, null]);
  });
});

describe('a sign-in', () => {
  it('gives a new id, and the one that the browser had before is worth nothing', async () => {
    const here = await isolate();
    const person = newPerson();
    const first = await signIn(here, person);
    const second = await signIn(here, person, withCookie(first));
    expect(second).not.toBe(first);
    expect(await who(here, first)).toBeUndefined();
    expect(await who(here, second)).toBeDefined();
    const asOther = await signIn(here, newPerson(), withCookie(second));
    expect(await who(here, second, 'strict')).toBeUndefined();
    expect((await who(here, asOther))?.subject.id).not.toBe(person.subject.id);
  });

  it('takes no id that somebody has planted', async () => {
    const here = await isolate();
    const planted = await signIn(here, newPerson());
    const victim = newPerson();
    await signIn(here, victim, withCookie(planted));
    expect(await who(here, planted, 'strict')).toBeUndefined();
  });

  it('displaces the session that was least lately active', async () => {
    const here = await isolate();
    const person = newPerson();
    const cookies: string[] = [];
    for (let nth = 0; nth < SESSIONS_PER_SUBJECT_MAX; nth += 1) {
      cookies.push(await signIn(here, person));
      advance(1000);
    }
    advance(60_000);
    await who(here, cookies[0] ?? '');
    await signIn(here, person);
    const alive = await Promise.all(cookies.map((cookie) => who(here, cookie, 'strict')));
    expect(alive.map((one) => one !== undefined)).toEqual([true, false, ...cookies.slice(2).map(() => true)]);
    expect(here.counts.get('auth_sessions_ended_total displaced')).toBe(1);
    expect(await here.sessions.list(person.subject)).toHaveLength(SESSIONS_PER_SUBJECT_MAX);
  });
});

describe('the end of a session', () => {
  it('holds at once where it was made, everywhere within the bound, and at once for a strict check', async () => {
    const [here, there] = [await isolate(), await isolate()];
    const person = newPerson();
    const cookie = await signIn(here, person);
    await who(there, cookie);
    await here.sessions.revokeAll(person.subject);
    expect(await who(here, cookie)).toBeUndefined();
    expect(await who(there, cookie)).toBeDefined();
    expect(await who(there, cookie, 'strict')).toBeUndefined();
    const third = await isolate();
    const again = await signIn(here, person);
    await who(third, again);
    await here.sessions.revokeAll(person.subject);
    // What is promised is a second; half of it is left for a slow answer of the object.
    advance(500);
    expect(await who(third, again)).toBeUndefined();
  });

  it('is what signing out means', async () => {
    const here = await isolate();
    const cookie = await signIn(here, newPerson());
    await here.sessions.signOut(withCookie(cookie));
    expect(await who(here, cookie)).toBeUndefined();
    expect(here.counts.get('auth_sessions_ended_total signed_out')).toBe(1);
  });

  it('reaches the own sessions by their listed ids, and nobody else’s', async () => {
    const here = await isolate();
    const [ann, ben] = [newPerson(), newPerson()];
    const [annsCookie, bensCookie] = [await signIn(here, ann), await signIn(here, ben)];
    const bens = (await who(here, bensCookie))?.sessionId ?? '';
    expect(await here.sessions.revoke(ann.subject, bens)).toBe(false);
    expect(await who(here, bensCookie, 'strict')).toBeDefined();
    expect(await here.sessions.revoke(ben.subject, bens)).toBe(true);
    expect(await who(here, bensCookie, 'strict')).toBeUndefined();
    expect(await who(here, annsCookie, 'strict')).toBeDefined();
  });

  it('can spare the session that asks', async () => {
    const here = await isolate();
    const person = newPerson();
    const [one, two] = [await signIn(here, person), await signIn(here, person)];
    const own = (await who(here, two))?.sessionId;
    expect(await here.sessions.revokeAll(person.subject, own)).toBe(1);
    expect(await who(here, one, 'strict')).toBeUndefined();
    expect(await who(here, two, 'strict')).toBeDefined();
  });
});

describe('a cookie that was made up', () => {
  it('costs no call to any object', async () => {
    const here = await isolate();
    const foreign = new MarkedIds(await deriveKey(`${SECRET}x`, 'session id', 'mac'), 16);
    const state = new MarkedIds(await deriveKey(SECRET, 'sign-in state', 'mac'), 0);
    const { text } = await foreign.issue(new Uint8Array(16));
    const cookie = await signIn(here, newPerson());
    const before = here.calls();
    const last = cookie.at(-1) === 'A' ? 'E' : 'A';
    const forged = ['', 'x', 'A'.repeat(75), text, (await state.issue()).text, 'a'.repeat(100_000)];
    for (const value of forged) expect(await who(here, `__Host-session=${value}`, 'strict')).toBeUndefined();
    for (const other of [cookie.slice(0, -1) + last, `${cookie}=`, `x${cookie}`, `${cookie}; ${cookie}`]) {
      expect(await who(here, other, 'strict')).toBeUndefined();
    }
    expect(here.calls()).toBe(before);
  });
});

describe('when the objects cannot be reached', () => {
  it('nobody is let in, and nobody is told to sign in', async () => {
    let isDown = false;
    const here = await isolate(() => isDown);
    const cookie = await signIn(here, newPerson());
    isDown = true;
    const unavailable = { code: 'unavailable', status: 503 };
    await expect(who(here, cookie)).rejects.toMatchObject(unavailable);
    await expect(who(here, cookie, 'strict')).rejects.toMatchObject(unavailable);
    await expect(here.sessions.begin(newPerson(), 'x', bare)).rejects.toMatchObject(unavailable);
    await expect(here.sessions.signOut(withCookie(cookie))).rejects.toMatchObject(unavailable);
    expect(await who(here, '__Host-session=forged')).toBeUndefined();
    isDown = false;
    expect(await who(here, cookie)).toBeDefined();
    expect(here.counts.get('auth_attempts_total unavailable session')).toBe(2);
  });
});
