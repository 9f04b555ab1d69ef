/**
 * The door to sessions: the table that says whose they are, and their objects. Whoever asks for somebody else's session
 * learns what they would of one that does not exist.
 */
import { SESSIONS_LISTED_MAX, SESSIONS_MAX } from '../../../shared/gateway-sessions.vocabulary.ts';
import { AppError } from '../../kernel/errors.ts';
import type { SweepReport } from '../../kernel/keys/sealed-holder.ts';
import type { Census } from '../../kernel/keys/sealed-table.ts';
import type { Subject } from '../../kernel/principal.ts';
import { mayTryAgain } from '../../kernel/stub-errors.ts';
import { ASKED_AT_ONCE, SWEPT_SESSIONS_MAX } from './gateway-sessions.constants.ts';
import type { GatewaySession } from './session.do.ts';
import type { SessionState } from './session-state.ts';

interface SessionsParts {
  readonly db: D1Database;
  readonly objects: DurableObjectNamespace<GatewaySession>;
}

const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Counts and inserts in one statement: of many calls at once no more get in than there is room. */
const INSERT = `INSERT INTO gateway_sessions (id, owner_type, owner_id, created_at_ms)
  SELECT ?1, ?2, ?3, ?4 WHERE (
    SELECT COUNT(*) FROM gateway_sessions WHERE owner_type = ?2 AND owner_id = ?3 AND ended_at_ms IS NULL
  ) < ${SESSIONS_MAX} ON CONFLICT (id) DO NOTHING`;
const OWN = 'SELECT 1 AS is_there FROM gateway_sessions WHERE id = ? AND owner_type = ? AND owner_id = ?';
const LIST = `SELECT id FROM gateway_sessions WHERE owner_type = ? AND owner_id = ?
  ORDER BY ended_at_ms IS NOT NULL, created_at_ms DESC LIMIT ${SESSIONS_LISTED_MAX}`;
const LIVE = `SELECT id FROM gateway_sessions WHERE ended_at_ms IS NULL ORDER BY id LIMIT ${SWEPT_SESSIONS_MAX}`;

export class Sessions {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /** A new stub at every call: one that threw stays broken. */
  object(id: string): DurableObjectStub<GatewaySession> {
    return this.#parts.objects.getByName(id);
  }

  /** Once for an id. @throws AppError `conflict` when the owner has as many as they may. */
  async create(state: SessionState): Promise<SessionState> {
    const { id, owner, createdMs } = state;
    const { meta } = await reachable(this.#parts.db.prepare(INSERT).bind(id, owner.type, owner.id, createdMs).run());
    if (meta.changes === 0 && !(await this.#isThere(id, owner))) {
      throw new AppError('conflict', {
        message: `You have ${SESSIONS_MAX} sessions. End one of them first.`,
        details: { reason: 'too_many_sessions' },
      });
    }
    return await ask(() => this.object(id).begin(state));
  }

  /** @throws AppError `not_found` for whatever is not the owner's. */
  async require(id: string, owner: Subject): Promise<SessionState> {
    const state = SESSION_ID.test(id) ? await ask(async () => this.object(id).read(owner)) : undefined;
    if (state === undefined) throw new AppError('not_found');
    return state;
  }

  /** The owner's, live ones first, then the newest. One whose object does not answer is left out. */
  async list(owner: Subject): Promise<SessionState[]> {
    const ids = await this.#ids(this.#parts.db.prepare(LIST).bind(owner.type, owner.id));
    const states = await inBatches(ids, (id) => ask(async () => this.object(id).read(owner)));
    return states.filter((state) => state !== undefined);
  }

  async countLive(): Promise<number> {
    const sql = 'SELECT COUNT(*) AS live FROM gateway_sessions WHERE ended_at_ms IS NULL';
    return (await reachable(this.#parts.db.prepare(sql).first<number>('live'))) ?? 0;
  }

  async census(): Promise<Census> {
    const total: Record<string, number> = {};
    for (const census of await inBatches(await this.#live(), (id) => ask(async () => this.object(id).census()))) {
      for (const [kid, records] of Object.entries(census)) total[kid] = (total[kid] ?? 0) + records;
    }
    return total;
  }

  async sweep(): Promise<SweepReport> {
    const ids = await this.#live();
    const parts = await inBatches(ids, (id) => ask(() => this.object(id).sweep()));
    const sum = (of: 'resealed' | 'unopenable') => parts.reduce((total, part) => total + part[of], 0);
    return {
      resealed: sum('resealed'),
      unopenable: sum('unopenable'),
      complete: parts.every(({ after }) => after === undefined),
    };
  }

  async #isThere(id: string, { type, id: ownerId }: Subject): Promise<boolean> {
    return (await reachable(this.#parts.db.prepare(OWN).bind(id, type, ownerId).first())) !== null;
  }

  #live(): Promise<string[]> {
    return this.#ids(this.#parts.db.prepare(LIVE));
  }

  async #ids(query: D1PreparedStatement): Promise<string[]> {
    const { results } = await reachable(query.all<{ id: string }>());
    return results.map(({ id }) => id);
  }
}

async function inBatches<Value>(ids: readonly string[], askOne: (id: string) => Promise<Value>): Promise<Value[]> {
  const answers: Value[] = [];
  for (let from = 0; from < ids.length; from += ASKED_AT_ONCE) {
    answers.push(...(await Promise.all(ids.slice(from, from + ASKED_AT_ONCE).map(askOne))));
  }
  return answers;
}

/** Calls an object, a second time where the platform says that this may help. */
export async function ask<Value>(call: () => Promise<Value>): Promise<Value> {
  const first = await call()
    .catch((error: unknown) => {
      if (mayTryAgain(error)) return call();
      throw error;
    })
    .catch((cause: unknown) => {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    });
  return first;
}

async function reachable<Value>(query: Promise<Value>): Promise<Value> {
  return await query.catch((cause: unknown) => {
    throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
  });
}
