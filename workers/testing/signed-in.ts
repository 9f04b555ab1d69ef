/** Sessions for tests of routes behind one: begun as after a sign-in, without the provider. */
import { env } from 'cloudflare:workers';
import type { Person } from '../access/sessions/session.ts';
import { buildSessions } from '../access/sessions/sessions.ts';
import { systemClock } from '../kernel/clock.ts';
import { noMetrics } from '../kernel/metrics/metrics.ts';

export interface SignedIn {
  /** Public id of the session, as in `Principal.sessionId`. */
  readonly sessionId: string;
  /** For calls that change nothing. */
  readonly headers: Readonly<Record<string, string>>;
  /** For calls that change something: says that our own page asks, and that the body is JSON. */
  readonly own: Readonly<Record<string, string>>;
}

/** @param id Of the subject, of the type `user`; each test has its own, since stores outlive a test. */
export async function signIn(
  id: string,
  roles: readonly string[] = ['gateway-operator'],
  more: Partial<Person> = {},
): Promise<SignedIn> {
  const { SESSION_SECRET: secret } = env as unknown as { readonly SESSION_SECRET: string };
  const sessions = await buildSessions(secret, {
    namespace: env.SESSIONS,
    idleSeconds: 1800,
    absoluteSeconds: 43_200,
    clock: systemClock,
    metrics: noMetrics,
  });
  const { session, setCookie } = await sessions.begin(
    {
      subject: { type: 'user', id },
      displayName: id,
      roles,
      hasSecondFactor: true,
      authTimeSeconds: Math.floor(Date.now() / 1000),
      ...more,
    },
    'a browser',
    new Request('https://roundhouse.test/'),
  );
  const headers = { Cookie: setCookie.slice(0, setCookie.indexOf(';')) };
  return {
    sessionId: session.digest.slice(0, 32),
    headers,
    own: { ...headers, Origin: env.PUBLIC_URL, 'Content-Type': 'application/json' },
  };
}
