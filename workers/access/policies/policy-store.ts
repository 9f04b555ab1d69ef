/**
 * Rules in D1: the truth that decisions are made of. Reading is one batch; a write is one batch with its row in the log,
 * and is turned away as a whole when somebody else has written in the same scope meanwhile.
 */

import * as z from 'zod';
import type { Change } from '../../../shared/access-admin.schema.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import { factsOf, type KeptRules, type KeptSubject, policySetOf } from './kept.ts';
import type { PolicySet, PolicySource, SubjectFacts } from './model.ts';
import { readRules, readSubject, readSubjects } from './policy-rows.ts';
import { type ChangeEntry, changeStatements, logStatement } from './write-statements.ts';

/** Somebody else has written in the same scope, or what a reference leads to has gone: read again and try again. */
const OVERTAKEN = /UNIQUE constraint failed: access_changes|FOREIGN KEY constraint failed/;

const revisionRow = z.object({ revision: z.int() });
const holdersRow = z.object({ holders: z.int() });
const HOLDERS = `SELECT count(*) AS holders FROM access_assignments
  WHERE role = ?1 AND (expires_at_ms IS NULL OR expires_at_ms > ?2)`;

export class PolicyStore implements PolicySource {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** @throws AppError `unavailable`, also when a row cannot be read: nothing is decided on half of the rules. */
  async policySet(): Promise<PolicySet> {
    return policySetOf(await this.rules());
  }

  /** Throws as `policySet` does. */
  async factsOf(subject: Subject): Promise<SubjectFacts> {
    return factsOf(await this.subject(subject));
  }

  /** Throws as `policySet` does. */
  rules(): Promise<KeptRules> {
    return orComeBack(readRules(this.#db));
  }

  /** Throws as `policySet` does. */
  subject(subject: Subject): Promise<KeptSubject> {
    return orComeBack(readSubject(this.#db, subject));
  }

  /** Throws as `policySet` does. */
  subjects(subjects: readonly Subject[]): Promise<KeptSubject[]> {
    return orComeBack(readSubjects(this.#db, subjects));
  }

  /** Subjects whose assignment of a role is in force. Throws as `policySet` does. */
  async holdersOf(role: string, nowMs: number): Promise<number> {
    const found = await orComeBack(this.#db.prepare(HOLDERS).bind(role, nowMs).first());
    return holdersRow.parse(found).holders;
  }

  /**
   * Writes a change with its row in the log: all of it or nothing.
   *
   * @returns Its revision, or `overtaken` when the state that it was made from is not there any more.
   * @throws AppError `unavailable`. It may have been written nevertheless: to send it again is safe.
   */
  async write(change: Change, entry: ChangeEntry): Promise<number | 'overtaken'> {
    const statements = [logStatement(this.#db, entry), ...changeStatements(this.#db, change, entry.atMs)];
    try {
      const [logged] = await this.#db.batch(statements);
      return revisionRow.parse(logged?.results[0]).revision;
    } catch (error) {
      if (error instanceof Error && OVERTAKEN.test(error.message)) return 'overtaken';
      return await orComeBack(Promise.reject(error));
    }
  }
}

/** When the database fails, the caller may come back. */
export async function orComeBack<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
  }
}
