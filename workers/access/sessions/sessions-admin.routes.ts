/**
 * Signing somebody else out, for operators: roles and factors of a session or a token are those of its sign-in, so who has lost
 * them at the provider must be able to lose the sessions as well, and tokens that were issued until now.
 */
import { endSubjectSessionsContract } from '../../../shared/access-admin.contract.ts';
import { subjectName } from '../../../shared/access-rules.schema.ts';
import { type Endpoint, endpoint, type Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { Freshness } from '../freshness/freshness.ts';
import { subjectTarget } from '../policies/describe-change.ts';
import type { Sessions } from './sessions.service.ts';

interface SessionsAdminParts {
  /** undefined where nobody can have a session. */
  readonly sessions: Sessions | undefined;
  readonly freshness: Pick<Freshness, 'takeBack'>;
  /** Of the log of changes. */
  readonly db: D1Database;
  readonly clock: Clock;
  /** Lets administrators in. */
  readonly guard: Guard;
}

const LOG = `INSERT INTO access_changes (scope, step, at_ms, actor, kind, target, after)
  SELECT 'sessions:' || ?1, 1 + coalesce((SELECT max(step) FROM access_changes WHERE scope = 'sessions:' || ?1), 0),
    ?2, ?3, 'end_sessions', ?1, ?4`;

export function sessionsAdminEndpoint({ sessions, freshness, db, clock, guard }: SessionsAdminParts): Endpoint {
  return endpoint(
    endSubjectSessionsContract,
    async (_, { params, principal }) => {
      const subject = subjectName.safeParse({ type: params.type, id: params.id }).data;
      if (subject === undefined || principal === undefined) {
        throw new AppError('bad_request', { message: 'A name in the address has the wrong form.' });
      }
      await freshness.takeBack(subject);
      const ended = (await sessions?.revokeAll(subject)) ?? 0;
      // After the deed: who must go is not kept because the log is away. The caller learns of it and may repeat.
      await logged(subject, principal.subject, ended);
      return { ended };
    },
    guard,
  );

  async function logged(subject: Subject, by: Subject, ended: number): Promise<void> {
    const row = [subjectTarget(subject), clock.nowMs(), `${by.type}:${by.id}`, JSON.stringify({ ended })];
    try {
      await db
        .prepare(LOG)
        .bind(...row)
        .run();
    } catch (cause) {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    }
  }
}
