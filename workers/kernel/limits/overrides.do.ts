/**
 * What operators have set over the policy table: one object for the whole house, so that a change is one fact. Isolates
 * keep a copy and renew it in the background (overrides.ts); no request of a player waits for this object while its
 * isolate's copy is fresh. Expired overrides are removed by alarm.
 */
import { DurableObject } from 'cloudflare:workers';
import { OVERRIDES_MAX, type Override, override as overrideSchema } from '../../../shared/limits.schema.ts';

/** All overrides, and a number that changes with every change (also with a reset, which sets nothing). */
export interface OverrideSnapshot {
  readonly revision: number;
  readonly overrides: readonly Override[];
}

type OverrideRow = { readonly body: string };

export class LimitOverrides extends DurableObject {
  readonly #sql: SqlStorage;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS overrides (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, expires_at INTEGER NOT NULL
    ) WITHOUT ROWID`);
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS revision (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL)',
    );
  }

  snapshot(): OverrideSnapshot {
    const rows = this.#sql.exec<OverrideRow>('SELECT body FROM overrides WHERE expires_at > ? ORDER BY id', Date.now());
    const overrides = rows.toArray().map(({ body }) => overrideSchema.parse(JSON.parse(body)));
    const number = this.#sql.exec<{ number: number }>('SELECT number FROM revision').toArray()[0]?.number ?? 0;
    return { revision: number, overrides };
  }

  /**
   * Sets an override in the place of the one with the same id.
   *
   * @returns The new state, or undefined when there are too many.
   */
  async put(override: Override): Promise<OverrideSnapshot | undefined> {
    const { overrides } = this.snapshot();
    if (overrides.length >= OVERRIDES_MAX && !overrides.some(({ id }) => id === override.id)) return undefined;
    this.#sql.exec(
      'INSERT OR REPLACE INTO overrides (id, body, expires_at) VALUES (?, ?, ?)',
      override.id,
      JSON.stringify(override),
      Date.parse(override.expires_at),
    );
    this.#revise();
    await this.#planSweep();
    return this.snapshot();
  }

  /** @returns The new state, or undefined when there is no such override. */
  remove(id: string): OverrideSnapshot | undefined {
    if (this.#sql.exec('DELETE FROM overrides WHERE id = ? RETURNING id', id).toArray().length === 0) return undefined;
    return this.touch();
  }

  /** Makes every isolate forget whom it knows to be denied. */
  touch(): OverrideSnapshot {
    this.#revise();
    return this.snapshot();
  }

  ping(): 'ok' {
    return 'ok';
  }

  override async alarm(): Promise<void> {
    this.#sql.exec('DELETE FROM overrides WHERE expires_at <= ?', Date.now());
    await this.#planSweep();
  }

  #revise(): void {
    this.#sql.exec('INSERT INTO revision (one, number) VALUES (1, 1) ON CONFLICT DO UPDATE SET number = number + 1');
  }

  async #planSweep(): Promise<void> {
    const { at } = this.#sql.exec<{ at: number | null }>('SELECT MIN(expires_at) AS at FROM overrides').one();
    if (at !== null) await this.ctx.storage.setAlarm(at);
  }
}
