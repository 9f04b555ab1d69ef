/**
 * One Zaim account: its sealed token, the sums of two months, and the alarm that fetches them. Nobody else ever opens the
 * token, and a scrape never waits for Zaim: it is told what was fetched last, and when.
 *
 * The alarm never throws: what goes wrong is kept as the reason and tried again later. A connection that was made anew or
 * taken away while a fetch was under way is not touched by what that fetch brings.
 */
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../../kernel/clock.ts';
import { type Census, SealedTable, type SweepPart } from '../../kernel/keys/sealed-table.ts';
import { createLog, describeThrown, type Log } from '../../kernel/log.ts';
import { FLIGHT_INTERVAL_MS } from '../../kernel/metrics/metrics.constants.ts';
import { Recorder } from '../../kernel/metrics/recorder.ts';
import { MetricsShards } from '../../kernel/metrics/shards.ts';
import { periodSums } from '../collect/periods.ts';
import { CUT_OFF_MS, REFRESH_COOLDOWN_MS, SWEEP_RECORDS_MAX } from '../zaim.constants.ts';
import { sealingRingOf, type ZaimSettings, zaimSettingsOf } from '../zaim-settings.ts';
import {
  type AccountReport,
  type AccountState,
  accessOf,
  afterFailure,
  afterSuccess,
  atBegin,
  connectedState,
} from './account-state.ts';
import { AccountStore } from './account-store.ts';
import { CallBudget } from './call-budget.ts';
import { fetchHousehold } from './fetch-household.ts';
import { nextFetchMs } from './next-fetch.ts';
import { tokenRecordId } from './token.ts';

/** What a request to fetch now led to. Times are milliseconds since the Unix epoch. */
export type FetchRequestOutcome =
  | { readonly kind: 'planned'; readonly atMs: number }
  /** Whole seconds, at least 1, after which a request is planned. */
  | { readonly kind: 'too_soon'; readonly retryAfterSeconds: number }
  | { readonly kind: 'not_connected' };

export class ZaimAccount extends DurableObject<Cloudflare.Env> {
  readonly #store: AccountStore;
  readonly #sealed: SealedTable;
  readonly #budget: CallBudget;
  readonly #recorder: Recorder;
  #settings: ZaimSettings | undefined;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    const { sql } = state.storage;
    this.#store = new AccountStore(sql);
    this.#sealed = new SealedTable(sql);
    this.#budget = new CallBudget(sql);
    const shards = new MetricsShards(env.METRICS);
    this.#recorder = new Recorder({
      send: (parcel) => shards.send(parcel),
      clock: systemClock,
      log: createLog('warn'),
      intervalMs: FLIGHT_INTERVAL_MS,
    });
    // Cut off by a runtime that died: begun anew as soon as anybody asks, such as a scrape.
    if (this.#store.state?.isFetching === true) {
      void state.blockConcurrencyWhile(() => state.storage.setAlarm(Date.now()));
    }
  }

  /** Puts a connection in the place of the one before, and fetches at once. The token comes sealed. */
  async setConnection(label: string, envelope: string): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#store.clear();
      this.#sealed.clear();
      this.#sealed.put({ id: tokenRecordId(label), envelope });
      this.#store.writeState(connectedState(label, Date.now()));
    });
    await this.ctx.storage.setAlarm(Date.now());
  }

  /** Forgets everything but the calls that were made: connecting again does not renew the budget. */
  async dropConnection(): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#store.clear();
      this.#sealed.clear();
    });
    await this.ctx.storage.deleteAlarm();
  }

  /** @returns undefined when nothing is connected. */
  async report(): Promise<AccountReport | undefined> {
    const { callsPerHour: budget, isRegisteredPermanent } = await this.#requireSettings();
    const state = this.#store.state;
    if (state === undefined) return undefined;
    const nowMs = Date.now();
    const { snapshot } = this.#store;
    return {
      state,
      access: accessOf(state, isRegisteredPermanent),
      calls: { used: this.#budget.used(nowMs), budget },
      mayFetchMs: this.#mayFetchMs(state, budget, nowMs),
      fetched: snapshot && {
        pages: snapshot.pages,
        rows: snapshot.rows,
        currency: snapshot.currency,
        skipped: snapshot.skipped,
      },
      periods: snapshot === undefined ? [] : periodSums(snapshot, nowMs),
    };
  }

  /** Brings the next fetch forward to now, within the cool-down and the budget. */
  async requestFetch(): Promise<FetchRequestOutcome> {
    const { callsPerHour } = await this.#requireSettings();
    const state = this.#store.state;
    if (state === undefined) return { kind: 'not_connected' };
    const nowMs = Date.now();
    const mayFetchMs = this.#mayFetchMs(state, callsPerHour, nowMs);
    if (mayFetchMs > nowMs) return { kind: 'too_soon', retryAfterSeconds: Math.ceil((mayFetchMs - nowMs) / 1000) };
    // Counts as an attempt right away, so that a second request in the same moment is too soon.
    this.#store.writeState({ ...state, lastAttemptMs: nowMs, nextFetchMs: nowMs });
    await this.ctx.storage.setAlarm(nowMs);
    return { kind: 'planned', atMs: nowMs };
  }

  /** Its sealed records, by key. */
  census(): Census {
    return this.#sealed.census();
  }

  /** The sealed token, for a backup. */
  exportSealed(): { readonly id: string; readonly envelope: string }[] {
    return this.#sealed.all();
  }

  /** Seals anew what another key holds. */
  async sweep(after?: string): Promise<SweepPart> {
    return await this.#sealed.sweep(await sealingRingOf(this.env), SWEEP_RECORDS_MAX, after);
  }

  ping(): 'ok' {
    return 'ok';
  }

  override async alarm(): Promise<void> {
    const log = createLog(this.#settings?.logLevel ?? 'warn');
    try {
      await this.#fetchOnce(log);
    } catch (error) {
      log.error('zaim_fetch_broke', { cause: describeThrown(error) });
      if (this.#store.state !== undefined) await this.ctx.storage.setAlarm(Date.now() + CUT_OFF_MS);
    }
    await this.#recorder.handOver().catch((error: unknown) => {
      log.warn('metrics_flight_failed', { cause: describeThrown(error) });
    });
  }

  async #fetchOnce(log: Log): Promise<void> {
    const startedMs = Date.now();
    const settings = await this.#requireSettings();
    const before = this.#store.state;
    if (before === undefined) return;
    // Stands while the fetch is under way: a runtime that dies begins it anew.
    await this.ctx.storage.setAlarm(startedMs + CUT_OFF_MS);
    this.#store.writeState(atBegin(before, startedMs));
    // An old key may go only when nothing needs it: what this account holds follows by itself.
    await this.#sealed.sweep(settings.ring, SWEEP_RECORDS_MAX);
    let calls = 0;
    const collection = await fetchHousehold({
      settings,
      label: before.label,
      envelope: this.#sealed.get(tokenRecordId(before.label)),
      metrics: this.#recorder,
      spend: () => {
        calls += 1;
        return this.#budget.spend(settings.callsPerHour, Date.now());
      },
    });
    const now = this.#store.state;
    // Connected anew or disconnected meanwhile: whoever did that has planned what follows.
    if (now?.connectedMs !== before.connectedMs) return;
    if (collection.ok) this.#store.writeSnapshot(collection.snapshot);
    const after = collection.ok ? afterSuccess(now, startedMs, calls) : afterFailure(now, collection.failure);
    const nowMs = Date.now();
    const next = nextFetchMs({
      nowMs,
      intervalMs: settings.fetchIntervalMs,
      failures: after.failures,
      roomMs: this.#budget.roomForFetchMs(settings.callsPerHour, after.callsOfFetch, nowMs),
      random: Math.random(),
    });
    this.#store.writeState({ ...after, nextFetchMs: next });
    await this.ctx.storage.setAlarm(next);
    log.info('zaim_fetch', {
      status: collection.ok ? 'done' : collection.failure,
      rows: collection.ok ? collection.snapshot.rows : undefined,
      calls,
      failures: after.failures,
    });
  }

  #mayFetchMs(state: AccountState, budget: number, nowMs: number): number {
    const cooledMs = (state.lastAttemptMs ?? Number.NEGATIVE_INFINITY) + REFRESH_COOLDOWN_MS;
    return Math.max(nowMs, cooledMs, this.#budget.roomForFetchMs(budget, state.callsOfFetch, nowMs));
  }

  async #requireSettings(): Promise<ZaimSettings> {
    this.#settings ??= await zaimSettingsOf(this.env);
    return this.#settings;
  }
}
