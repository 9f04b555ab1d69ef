/** What the admin API tells: the rules, what one subject has, lists of subjects, the log of changes. */
import * as z from 'zod';
import type {
  ChangesQuery,
  ChangesReply,
  PolicyReply,
  RoleReply,
  SubjectReply,
  SubjectsQuery,
  SubjectsReply,
} from '../../../shared/access-admin.schema.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import { expiry } from './describe-change.ts';
import { liveOnly } from './kept.ts';
import { orComeBack, type PolicyStore } from './policy-store.ts';
import { type ListedSubject, listSubjects, pageCursor } from './subject-list.ts';

const CHANGES = `SELECT revision, at_ms, actor, kind, target, before, after, reason FROM access_changes
  WHERE (?1 IS NULL OR target = ?1) AND (?2 IS NULL OR revision < ?2) ORDER BY revision DESC LIMIT ?3`;

const jsonColumn = z
  .string()
  .nullable()
  .transform((text): unknown => (text === null ? null : JSON.parse(text)));
const changeRow = z.object({
  revision: z.int(),
  at_ms: z.int(),
  actor: z.string(),
  kind: z.string(),
  target: z.string(),
  before: jsonColumn,
  after: jsonColumn,
  reason: z.string().nullable(),
});

interface RulesReaderParts {
  readonly db: D1Database;
  readonly store: PolicyStore;
  readonly clock: Clock;
}

export class RulesReader {
  readonly #parts: RulesReaderParts;

  constructor(parts: RulesReaderParts) {
    this.#parts = parts;
  }

  async roles(): Promise<RoleReply[]> {
    const { roles } = await this.#parts.store.rules();
    return [...roles].map(([name, { body, isSystem, revision }]) => ({ name, ...body, system: isSystem, revision }));
  }

  /** @throws AppError `not_found`. */
  async role(name: string): Promise<RoleReply> {
    return requireOne((await this.roles()).find((role) => role.name === name));
  }

  async policies(): Promise<PolicyReply[]> {
    const { policies } = await this.#parts.store.rules();
    return [...policies].map(([id, { body, revision }]) => ({ id, ...body, revision }));
  }

  /** @throws AppError `not_found`. */
  async policy(id: string): Promise<PolicyReply> {
    return requireOne((await this.policies()).find((policy) => policy.id === id));
  }

  /** A subject of which the store knows nothing has nothing: any subject may come with a token. */
  async subject(subject: Subject): Promise<SubjectReply> {
    const { store, clock } = this.#parts;
    const { assignments, grants, properties } = liveOnly(await store.subject(subject), clock.nowMs());
    return {
      subject: { type: subject.type, id: subject.id },
      roles: [...assignments].map(([role, { expiresAtMs, revision }]) => ({ role, ...expiry(expiresAtMs), revision })),
      grants: [...grants].map(([id, { permission, expiresAtMs, revision }]) => ({
        id,
        permission,
        ...expiry(expiresAtMs),
        revision,
      })),
      ...(properties === undefined ? {} : { properties }),
    };
  }

  /** By type and id, those after the cursor. */
  async subjects({ type, search, role, limit, after }: SubjectsQuery): Promise<SubjectsReply> {
    const { db, clock } = this.#parts;
    const filter = { type, search, roles: role === undefined ? undefined : [role] };
    const found = await orComeBack(listSubjects(db, filter, limit + 1, after, clock.nowMs()));
    const subjects = found.slice(0, limit);
    const last: ListedSubject | undefined = found.length > limit ? subjects.at(-1) : undefined;
    return { subjects, next: last === undefined ? null : pageCursor(last) };
  }

  /** Newest first, those before a revision. */
  async changes({ target, limit, before }: ChangesQuery): Promise<ChangesReply> {
    const asked = this.#parts.db.prepare(CHANGES).bind(target ?? null, before ?? null, limit + 1);
    const rows = z.array(changeRow).parse((await orComeBack(asked.all())).results);
    const page = rows.slice(0, limit);
    return {
      changes: page.map(({ at_ms, ...rest }) => ({ ...rest, at: new Date(at_ms).toISOString() })),
      next: rows.length > limit ? (page.at(-1)?.revision ?? null) : null,
    };
  }
}

function requireOne<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new AppError('not_found');
  return value;
}
