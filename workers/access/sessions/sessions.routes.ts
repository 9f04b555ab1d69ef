/** One's own sessions: who am I, where am I signed in, and out. */
import {
  endSessionContract,
  endSessionsContract,
  logoutContract,
  sessionContract,
  sessionsContract,
} from '../../../shared/auth.contract.ts';
import type { SessionReply, SessionsReply } from '../../../shared/auth.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import { cookieHeader, SESSION_COOKIE } from './cookies.ts';
import { publicIdOf, type Session } from './session.ts';
import { requireOwnOrigin } from './session-guard.ts';
import type { Sessions } from './sessions.service.ts';

interface RouteParts {
  /** undefined where nobody can have a session. */
  readonly sessions: Sessions | undefined;
  /** Lets in whoever has a session. */
  readonly guard: Guard;
  readonly publicUrl: string;
  /** Name of the provider; undefined where none is configured. */
  readonly providerName: string | undefined;
  /** Where to go after the session here has ended. */
  readonly signOutUrl: (waitUntil: WaitUntil) => Promise<string>;
}

export function sessionsEndpoints({ sessions, guard, publicUrl, providerName, signOutUrl }: RouteParts): Endpoint[] {
  const provider = providerName === undefined ? null : { name: providerName };
  // After the method is known to be right, so that a wrong one is answered as such.
  const owner = async ({ request, waitUntil }: RequestContext): Promise<{ own: Sessions; principal: Principal }> => {
    const principal = await guard(request, waitUntil);
    if (sessions === undefined) throw new AppError('not_signed_in');
    return { own: sessions, principal };
  };
  return [
    endpoint(sessionContract, async (_, { request, waitUntil }): Promise<SessionReply> => {
      const session = await sessions?.find(request, 'bounded', waitUntil);
      return session === undefined ? { signed_in: false, provider } : { ...describe(session), provider };
    }),
    endpoint(logoutContract, async (_, { request, waitUntil }) => {
      requireOwnOrigin(request, publicUrl);
      await sessions?.signOut(request);
      const headers = { 'Cache-Control': 'no-store', 'Set-Cookie': cookieHeader(SESSION_COOKIE, '', 0) };
      return Response.json({ redirect_to: await signOutUrl(waitUntil) }, { headers });
    }),
    endpoint(sessionsContract, async (_, context): Promise<SessionsReply> => {
      const { own, principal } = await owner(context);
      const list = await own.list(principal.subject);
      return { sessions: list.map((session) => entryOf(session, principal)) };
    }),
    endpoint(endSessionContract, async (_, context) => {
      const { own, principal } = await owner(context);
      if (!(await own.revoke(principal.subject, context.params.id ?? ''))) throw new AppError('not_found');
      return { done: true as const };
    }),
    endpoint(endSessionsContract, async ({ keep }, context) => {
      const { own, principal } = await owner(context);
      return { ended: await own.revokeAll(principal.subject, keep === 'current' ? principal.sessionId : undefined) };
    }),
  ];
}

function describe({ digest, person, activeMs, idleMs, endsMs }: Session) {
  const { subject, displayName, roles, hasSecondFactor, authTimeSeconds } = person;
  return {
    signed_in: true as const,
    session_id: publicIdOf(digest),
    subject: { type: subject.type, id: subject.id },
    name: displayName ?? null,
    roles: [...roles],
    second_factor: hasSecondFactor,
    authenticated_at: authTimeSeconds === undefined ? null : iso(authTimeSeconds * 1000),
    idle_until: iso(Math.min(activeMs + idleMs, endsMs)),
    expires_at: iso(endsMs),
  };
}

function entryOf(session: Session, { sessionId }: Principal): SessionsReply['sessions'][number] {
  const id = publicIdOf(session.digest);
  return {
    id,
    is_current: id === sessionId,
    browser: session.browser,
    second_factor: session.person.hasSecondFactor,
    started_at: iso(session.startedMs),
    active_at: iso(session.activeMs),
    expires_at: iso(session.endsMs),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
