/**
 * The rows of a limit shard. The tables exist only while there is something in them: an object whose windows have all
 * passed keeps nothing, not even an empty table.
 */
import { observedBound } from '../../../shared/limits.observed.ts';
import { POLICY_NAMES, type PolicyName } from '../../../shared/limits.vocabulary.ts';
import { CLOCK_STEP_BACK_MS, OBSERVED_DAYS } from './limits.constants.ts';
import { SlidingLog } from './window.ts';

const DAY_MS = 86_400_000;
/** Marks the key of a log that follows what callers want, not what they get. */
const DEMAND_MARK = '~';

/** A log in a shard. */
export interface Entry {
  readonly log: SlidingLog;
  /** Fullest window so far, in units; only followed for demand. */
  readonly peak: number;
}

/** How many callers of a policy had a peak up to a bound. */
export interface Observed {
  readonly policy: PolicyName;
  readonly bound: number;
  readonly callers: number;
}

export const logKey = {
  /** What a caller has taken. */
  taken: (policy: PolicyName, key: string) => `${policy}:${key}`,
  /** What a caller has asked for, in shadow mode. */
  demand: (policy: PolicyName, key: string) => `${DEMAND_MARK}${policy}:${key}`,
} as const;

export function isDemandKey(key: string): boolean {
  return key.startsWith(DEMAND_MARK);
}

type LogRow = { readonly log: ArrayBuffer; readonly peak: number };
type PeakRow = { readonly key: string; readonly peak: number };
type ObservedRow = { readonly policy: string; readonly bound: number; readonly callers: number };

export class LogStore {
  readonly #storage: DurableObjectStorage;
  #hasTables: boolean;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'logs'");
    this.#hasTables = tables.toArray().length > 0;
  }

  load(key: string, windowMs: number): Entry | undefined {
    if (!this.#hasTables) return undefined;
    const row = this.#storage.sql.exec<LogRow>('SELECT log, peak FROM logs WHERE key = ?', key).toArray()[0];
    return row && { log: SlidingLog.decode(new Uint8Array(row.log), windowMs), peak: row.peak };
  }

  /** Writes logs in one transaction. */
  save(entries: ReadonlyMap<string, Entry>): void {
    this.#prepare();
    this.#storage.transactionSync(() => {
      for (const [key, { log, peak }] of entries) {
        this.#storage.sql.exec(
          'INSERT OR REPLACE INTO logs (key, log, expires_at, peak) VALUES (?, ?, ?, ?)',
          key,
          log.encode(),
          log.emptyAtMs(),
          peak,
        );
      }
    });
  }

  delete(key: string): void {
    if (this.#hasTables) this.#storage.sql.exec('DELETE FROM logs WHERE key = ?', key);
  }

  /**
   * Deletes what has expired, after noting the peaks of demand.
   *
   * @returns What is left: open windows, observed peaks only, or nothing at all (then the storage is empty).
   */
  async sweep(nowMs: number): Promise<'windows' | 'peaks' | 'nothing'> {
    if (!this.#hasTables) return 'nothing';
    const { sql } = this.#storage;
    const goneMs = nowMs - CLOCK_STEP_BACK_MS;
    const today = Math.floor(nowMs / DAY_MS);
    this.#storage.transactionSync(() => {
      for (const { policy, bound } of this.#peaks('expires_at <= ?', goneMs)) {
        const add = `INSERT INTO observed (policy, day, bound, callers) VALUES (?, ?, ?, 1)
          ON CONFLICT (policy, day, bound) DO UPDATE SET callers = callers + 1`;
        sql.exec(add, policy, today, bound);
      }
      sql.exec('DELETE FROM logs WHERE expires_at <= ?', goneMs);
      sql.exec('DELETE FROM observed WHERE day <= ?', today - OBSERVED_DAYS);
    });
    const isEmpty = (table: 'logs' | 'observed') => sql.exec(`SELECT 1 FROM ${table} LIMIT 1`).toArray().length === 0;
    if (!isEmpty('logs')) return 'windows';
    if (!isEmpty('observed')) return 'peaks';
    this.#hasTables = false;
    await this.#storage.deleteAll();
    return 'nothing';
  }

  /** Peaks of demand: those of the last days and those of callers who are still active. */
  observed(): Observed[] {
    if (!this.#hasTables) return [];
    const past = this.#storage.sql
      .exec<ObservedRow>('SELECT policy, bound, SUM(callers) AS callers FROM observed GROUP BY policy, bound')
      .toArray()
      .flatMap((row) => POLICY_NAMES.filter((name) => name === row.policy).map((policy) => ({ ...row, policy })));
    const active = this.#peaks('expires_at > ?', 0).map((peak) => ({ ...peak, callers: 1 }));
    return [...past, ...active];
  }

  #peaks(condition: 'expires_at <= ?' | 'expires_at > ?', at: number): { policy: PolicyName; bound: number }[] {
    return this.#storage.sql
      .exec<PeakRow>(`SELECT key, peak FROM logs WHERE key GLOB '${DEMAND_MARK}*' AND ${condition}`, at)
      .toArray()
      .flatMap(({ key, peak }) =>
        POLICY_NAMES.filter((policy) => key.startsWith(logKey.demand(policy, ''))).map((policy) => ({
          policy,
          bound: observedBound(peak),
        })),
      );
  }

  #prepare(): void {
    if (this.#hasTables) return;
    this.#storage.sql.exec(`CREATE TABLE IF NOT EXISTS logs (
      key TEXT PRIMARY KEY, log BLOB NOT NULL, expires_at INTEGER NOT NULL, peak INTEGER NOT NULL
    ) WITHOUT ROWID`);
    this.#storage.sql.exec(`CREATE TABLE IF NOT EXISTS observed (
      policy TEXT NOT NULL, day INTEGER NOT NULL, bound INTEGER NOT NULL, callers INTEGER NOT NULL,
      PRIMARY KEY (policy, day, bound)
    ) WITHOUT ROWID`);
    this.#hasTables = true;
  }
}
