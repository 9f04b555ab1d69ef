/**
 * Keeps the copy of one source fresh: one object for each source, so that no two refreshes run at once. It works in its alarm,
 * which the platform repeats when the runtime dies; each page is kept before the next is asked for, so that nothing begins
 * from nothing. It sleeps when nobody has used the catalogue for a week.
 */
import { DurableObject } from 'cloudflare:workers';
import { CATALOGUE_SOURCES, type CatalogueSource } from '../../../shared/catalogue.vocabulary.ts';
import { systemClock } from '../../kernel/clock.ts';
import { parseEnv } from '../../kernel/env.ts';
import { createGuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { createLog, describeThrown, type Log } from '../../kernel/log.ts';
import { FLIGHT_INTERVAL_MS } from '../../kernel/metrics/metrics.constants.ts';
import { Recorder } from '../../kernel/metrics/recorder.ts';
import { MetricsShards } from '../../kernel/metrics/shards.ts';
import { watchSecret } from '../../kernel/sanitise/watched-secrets.ts';
import {
  CUT_OFF_MS,
  REFRESH_COOLDOWN_MS,
  REFRESH_INTERVAL_MS,
  RETRY_FIRST_MS,
  UNUSED_AFTER_MS,
} from './catalogue.constants.ts';
import { walkGithub } from './docker-list/github-walk.ts';
import { EntryStore } from './entry-store.ts';
import { walkRegistry } from './official/registry-walk.ts';
import { afterRefresh, nextRefreshMs, nextWalk, resultOf, type SourceState } from './source-state.ts';

/** What asking for a refresh led to. */
export type RefreshOutcome =
  | { readonly kind: 'planned' }
  /** Whole seconds, at least 1. */
  | { readonly kind: 'too_soon'; readonly retryAfterSeconds: number };

const USED = 'used_ms';

export class CatalogueRefresher extends DurableObject<Cloudflare.Env> {
  readonly #store: EntryStore;
  readonly #recorder: Recorder;
  /** Of the person who asked last, for the next refresh only. In memory: a refresh after an eviction goes without. */
  #token: string | undefined;
  #isRunning = false;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#store = new EntryStore(env.DB);
    const shards = new MetricsShards(env.METRICS);
    this.#recorder = new Recorder({
      send: (parcel) => shards.send(parcel),
      clock: systemClock,
      log: createLog('warn'),
      intervalMs: FLIGHT_INTERVAL_MS,
    });
  }

  /** Hears that somebody uses the catalogue: what is due is refreshed. */
  async wake(source: CatalogueSource): Promise<void> {
    await this.#alone(async () => {
      const nowMs = Date.now();
      await this.ctx.storage.put(USED, nowMs);
      if (this.#isRunning || (await this.ctx.storage.getAlarm()) !== null) return;
      const state = await this.#store.state(source);
      const dueMs = state.refreshedMs === null ? nowMs : state.refreshedMs + REFRESH_INTERVAL_MS;
      if (dueMs <= nowMs) await this.#planNow(source, state);
      else await this.ctx.storage.setAlarm(dueMs);
    });
  }

  /**
   * Refreshes now, within the cool-down.
   *
   * @param options.isAnew Reads everything from the beginning; what is there stays until then.
   */
  async refresh(
    source: CatalogueSource,
    options: { readonly isAnew: boolean; readonly token?: string | undefined },
  ): Promise<RefreshOutcome> {
    return await this.#alone(async () => {
      const nowMs = Date.now();
      await this.ctx.storage.put(USED, nowMs);
      const state = await this.#store.state(source);
      const coolMs = (state.attemptMs ?? 0) + REFRESH_COOLDOWN_MS - nowMs;
      if (this.#isRunning || coolMs > 0) {
        return { kind: 'too_soon', retryAfterSeconds: Math.max(1, Math.ceil(coolMs / 1000)) };
      }
      if (options.token !== undefined) watchSecret(options.token);
      this.#token = options.token;
      await this.#planNow(source, options.isAnew ? { ...state, completeId: null, walk: null, etag: null } : state);
      return { kind: 'planned' };
    });
  }

  override async alarm(): Promise<void> {
    const source = CATALOGUE_SOURCES.find((name) => name === this.ctx.id.name);
    const env = parseEnv(this.env);
    const log = createLog(env.ok ? env.config.LOG_LEVEL : 'error');
    this.#isRunning = true;
    try {
      if (source !== undefined && env.ok) await this.#refreshOnce(source, env.config, log);
    } catch (error) {
      log.error('catalogue_refresh_broke', { cause: describeThrown(error) });
      await this.ctx.storage.setAlarm(Date.now() + RETRY_FIRST_MS);
    } finally {
      this.#isRunning = false;
    }
    await this.#recorder.handOver().catch((error: unknown) => {
      log.warn('metrics_flight_failed', { cause: describeThrown(error) });
    });
  }

  /** Nothing else begins meanwhile, the alarm neither: the state is read, changed and written as one. */
  async #alone<Value>(work: () => Promise<Value>): Promise<Value> {
    // What is thrown inside would end the object.
    const [outcome] = await this.ctx.blockConcurrencyWhile(async () => await Promise.allSettled([work()]));
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  /** Seen at once by whoever asked, and counts for the cool-down. */
  async #planNow(source: CatalogueSource, state: SourceState): Promise<void> {
    const nowMs = Date.now();
    await this.#store.putState(source, { ...state, attemptMs: nowMs, isRefreshing: true });
    await this.ctx.storage.setAlarm(nowMs);
  }

  async #refreshOnce(source: CatalogueSource, config: RefreshSettings, log: Log): Promise<void> {
    const startedMs = Date.now();
    const token = this.#token;
    this.#token = undefined;
    const before = await this.#store.state(source);
    // Stands while the refresh is under way: one that is cut off begins again.
    await this.ctx.storage.setAlarm(startedMs + CUT_OFF_MS);
    const begun = { ...before, attemptMs: startedMs, isRefreshing: true };
    await this.#store.putState(source, begun);
    const services = {
      fetch: createGuardedFetch({ settings: config, log, metrics: this.#recorder }).fetch,
      store: this.#store,
      nowMs: () => Date.now(),
      pause: async (ms: number) => await scheduler.wait(ms),
    };
    const outcome =
      source === 'official'
        ? await walkRegistry(services, config.CATALOGUE_REGISTRY_URL, nextWalk(begun, startedMs))
        : await walkGithub(services, config.CATALOGUE_DOCKER_URL, begun.etag, token);
    const nowMs = Date.now();
    const after = afterRefresh(begun, outcome, await this.#store.count(source), nowMs);
    await this.#store.putState(source, after);
    this.#recorder.count('catalogue_refreshes_total', { source, result: resultOf(outcome) });
    const usedMs = (await this.ctx.storage.get<number>(USED)) ?? 0;
    if (nowMs - usedMs < UNUSED_AFTER_MS) await this.ctx.storage.setAlarm(nextRefreshMs(after, outcome, nowMs));
    else await this.ctx.storage.deleteAlarm();
    const { warning } = outcome;
    log.info('catalogue_refreshed', {
      source,
      status: resultOf(outcome),
      warning: warning ?? 'none',
      entries: after.entries,
    });
  }
}

type RefreshSettings = Parameters<typeof createGuardedFetch>[0]['settings'] & {
  readonly CATALOGUE_REGISTRY_URL: string;
  readonly CATALOGUE_DOCKER_URL: string;
};
