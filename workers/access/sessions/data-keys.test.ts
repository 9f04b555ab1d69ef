import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../kernel/clock.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import { noMetrics } from '../../kernel/metrics/metrics.ts';
import { DataKeys } from './data-keys.ts';
import { deriveKey } from './derived-key.ts';
import { publicIdOf } from './session.ts';
import { SESSIONS_PER_SUBJECT_MAX } from './sessions.constants.ts';
import type { Sessions } from './sessions.service.ts';
import { buildSessions } from './sessions.ts';
import { SubjectTags } from './subject-tags.ts';

const SECRET = '6d0c1f8e7a5b49362817f0e9d8c7b6a5948372615049382716';
const IV = new Uint8Array(12);

const isolate = async (idleSeconds = 1800): Promise<{ sessions: Sessions; keys: DataKeys }> => {
  const sessions = await buildSessions(SECRET, {
    namespace: env.SESSIONS,
    idleSeconds,
    absoluteSeconds: 43_200,
    clock: systemClock,
    metrics: noMetrics,
  });
  return { sessions, keys: new DataKeys(SECRET, sessions) };
};

async function begin(sessions: Sessions, id: string) {
  const subject = { type: 'user', id };
  const { session, setCookie } = await sessions.begin(
    { subject, displayName: id, roles: [], hasSecondFactor: false, authTimeSeconds: undefined },
    'a browser',
    new Request('https://roundhouse.test/'),
  );
  const owner: JobOwner = { subject, sessionId: publicIdOf(session.digest) };
  const Cookie = setCookie.split(';')[0] ?? '';
  return { owner, request: new Request('https://roundhouse.test/', { headers: { Cookie } }) };
}

/** What a key makes of a known text: two keys are the same when this is. */
async function trace(key: CryptoKey | undefined): Promise<string> {
  if (key === undefined) return 'no key';
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: IV }, key, new Uint8Array(8))).toHex();
}

describe('the data key of a session', () => {
  it('is the same in every isolate while the session lives, and no other session has it', async () => {
    const [here, there] = [await isolate(), await isolate()];
    const { owner } = await begin(here.sessions, 'keys-same');
    const { owner: other } = await begin(here.sessions, 'keys-same');
    const first = await trace(await here.keys.keyOf(owner));
    expect(await trace(await there.keys.keyOf(owner))).toBe(first);
    expect(await trace(await there.keys.keyOf(other))).not.toBe(first);
  });

  it('is gone everywhere the moment the session is signed out', async () => {
    const [here, there] = [await isolate(), await isolate()];
    const { owner, request } = await begin(here.sessions, 'keys-out');
    expect(await there.keys.keyOf(owner)).toBeDefined();
    await here.sessions.signOut(request);
    expect(await there.keys.keyOf(owner)).toBeUndefined();
  });

  it('is gone when the session was revoked, displaced or idle for too long', async () => {
    const { sessions, keys } = await isolate();
    const { owner: revoked } = await begin(sessions, 'keys-revoked');
    await sessions.revokeAll(revoked.subject);
    expect(await keys.keyOf(revoked)).toBeUndefined();

    const { owner: displaced } = await begin(sessions, 'keys-displaced');
    for (let more = 0; more < SESSIONS_PER_SUBJECT_MAX; more += 1) await begin(sessions, 'keys-displaced');
    expect(await keys.keyOf(displaced)).toBeUndefined();

    const { owner: idle } = await begin((await isolate(0)).sessions, 'keys-idle');
    expect(await keys.keyOf(idle)).toBeUndefined();
  });

  it('belongs to the subject of the session alone', async () => {
    const { sessions, keys } = await isolate();
    const { owner } = await begin(sessions, 'keys-mine');
    expect(await keys.keyOf({ ...owner, subject: { type: 'user', id: 'keys-theirs' } })).toBeUndefined();
    expect(await keys.keyOf({ subject: owner.subject })).toBeUndefined();
  });

  it('needs the salt, which no other call gives away, and which goes with the last session', async () => {
    const { sessions, keys } = await isolate();
    const { owner, request } = await begin(sessions, 'keys-salt');
    const key = await keys.keyOf(owner);
    const seen = [await sessions.find(request, 'strict', () => undefined), ...(await sessions.list(owner.subject))];
    for (const session of seen) expect(Object.keys(session ?? {})).not.toContain('salt');
    expect(await trace(await deriveKey(SECRET, 'session data', 'seal'))).not.toBe(await trace(key));

    const tags = new SubjectTags(await deriveKey(SECRET, 'subject tag', 'mac'));
    const object = env.SESSIONS.getByName((await tags.of(owner.subject)).toHex());
    const kept = () => runInDurableObject(object, (_, { storage }) => JSON.stringify([...storage.kv.list()]));
    expect(await kept()).toContain('salt');
    await sessions.signOut(request);
    expect(await kept()).toBe('[]');
  });

  it('survives that activity is written down', async () => {
    const { sessions, keys } = await isolate();
    const { owner, request } = await begin(sessions, 'keys-active');
    const first = await trace(await keys.keyOf(owner));
    const later = Date.now() + 120_000;
    vi.spyOn(Date, 'now').mockReturnValue(later);
    const session = await sessions.find(request, 'strict', () => undefined);
    vi.restoreAllMocks();
    expect(session?.activeMs).toBe(later);
    expect(await trace(await keys.keyOf(owner))).toBe(first);
  });
});
