/**
 * The checks of one external gateway: a window of a day in memory and in storage, and the alarm that adds to it. It asks D1
 * anew for every check what to call and with which token, so that it holds neither, and ends when the gateway is gone.
 */
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../../kernel/clock.ts';
import { type Config, parseEnv, type Secrets } from '../../kernel/env.ts';
import { createGuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { SealingRing, UnsealError } from '../../kernel/keys/sealing-ring.ts';
import { createLog, describeThrown } from '../../kernel/log.ts';
import { FLIGHT_INTERVAL_MS } from '../../kernel/metrics/metrics.constants.ts';
import { Recorder } from '../../kernel/metrics/recorder.ts';
import { MetricsShards } from '../../kernel/metrics/shards.ts';
import { Credentials } from '../credentials/credentials.ts';
import { checkGateway } from './check-gateway.ts';
import { GatewayStore } from './gateway-store.ts';
import { CHECK_COOLDOWN_MS, CHECK_EVERY_MS, WINDOW_MS } from './gateways.constants.ts';
import type { Check } from './health.ts';

const KEY = 'gateway';

export class GatewayChecks extends DurableObject<Cloudflare.Env> {
  readonly #recorder: Recorder;
  #underWay: Promise<void> | undefined;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    const shards = new MetricsShards(env.METRICS);
    this.#recorder = new Recorder({
      send: (parcel) => shards.send(parcel),
      clock: systemClock,
      log: createLog('warn'),
      intervalMs: FLIGHT_INTERVAL_MS,
    });
  }

  /** Checks now, unless somebody has just done so, and from then on by itself. @returns The window, oldest first. */
  async check(gatewayId: string): Promise<Check[]> {
    const last = this.#isBegun() ? this.window().at(-1) : undefined;
    if (last === undefined || last.atMs <= Date.now() - CHECK_COOLDOWN_MS) {
      this.ctx.storage.kv.put(KEY, { version: 1, gatewayId });
      this.#createTable();
      this.#underWay ??= this.#checkOnce(gatewayId).finally(() => {
        this.#underWay = undefined;
      });
      await this.#underWay;
      this.ctx.waitUntil(this.#recorder.handOver().catch(() => undefined));
    }
    return this.window();
  }

  window(): Check[] {
    if (!this.#isBegun()) return [];
    const rows = this.ctx.storage.sql.exec<{ at_ms: number; duration_ms: number; fault: string | null }>(
      'SELECT at_ms, duration_ms, fault FROM checks WHERE at_ms > ? ORDER BY at_ms',
      Date.now() - WINDOW_MS,
    );
    return rows.toArray().map(({ at_ms, duration_ms, fault }) => ({
      atMs: at_ms,
      durationMs: duration_ms,
      fault: (fault as Check['fault']) ?? undefined,
    }));
  }

  async end(): Promise<void> {
    await Promise.all([this.ctx.storage.deleteAlarm(), this.ctx.storage.deleteAll()]);
  }

  /** Never throws: the platform would try again at once. */
  override async alarm(): Promise<void> {
    const begun = this.ctx.storage.kv.get<{ version: 1; gatewayId: string }>(KEY);
    if (begun === undefined) return;
    try {
      await this.#checkOnce(begun.gatewayId);
    } catch (error) {
      createLog('warn').error('gateway_check_broke', { cause: describeThrown(error) });
      await this.ctx.storage.setAlarm(Date.now() + CHECK_EVERY_MS);
    }
    await this.#recorder.handOver().catch(() => undefined);
  }

  async #checkOnce(gatewayId: string): Promise<void> {
    const { config, secrets } = this.#settings();
    const url = await new GatewayStore(this.env.DB).urlOf(gatewayId);
    if (url === undefined) return await this.end();
    await this.ctx.storage.setAlarm(Date.now() + CHECK_EVERY_MS);
    const guardedFetch = createGuardedFetch({ settings: config, log: createLog('warn'), metrics: this.#recorder });
    const token = await this.#token(gatewayId, config, secrets);
    const check: Check = token.isLost
      ? { atMs: Date.now(), durationMs: 0, fault: 'credential_lost' }
      : await checkGateway({ url, token: token.value, guardedFetch, clock: systemClock });
    // Ended meanwhile: nothing is written into the storage of an object that is over.
    if (!this.#isBegun()) return;
    const { sql } = this.ctx.storage;
    sql.exec('DELETE FROM checks WHERE at_ms <= ?', check.atMs - WINDOW_MS);
    sql.exec(
      'INSERT OR REPLACE INTO checks (at_ms, duration_ms, fault) VALUES (?, ?, ?)',
      check.atMs,
      check.durationMs,
      check.fault ?? null,
    );
    this.#recorder.count('console_gateway_checks_total', { result: check.fault ?? 'ok' });
  }

  async #token(id: string, config: Config, { ENCRYPTION_KEY: current, ENCRYPTION_KEY_NEW: next }: Secrets) {
    if (current === undefined) throw new Error('no encryption key is configured');
    const ring = await SealingRing.from({ current, next, signer: config.ENCRYPTION_SIGNER });
    try {
      return { isLost: false, value: await new Credentials(this.env.DB, ring).open('gateway', id) };
    } catch (error) {
      if (error instanceof UnsealError) return { isLost: true, value: undefined };
      throw error;
    }
  }

  #settings(): { readonly config: Config; readonly secrets: Secrets } {
    const env = parseEnv(this.env);
    if (!env.ok) throw new Error('the house is not configured');
    return env;
  }

  #isBegun(): boolean {
    return this.ctx.storage.kv.get(KEY) !== undefined;
  }

  #createTable(): void {
    this.ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS checks (at_ms INTEGER PRIMARY KEY, duration_ms INTEGER NOT NULL, fault TEXT)',
    );
  }
}
