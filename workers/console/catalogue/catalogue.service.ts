/** What the console knows of the catalogue, and the way to the objects that keep it fresh. */
import type { CatalogueEntryReply, CatalogueReply, CatalogueSearch } from '../../../shared/catalogue.schema.ts';
import { CATALOGUE_SOURCES, type CatalogueSource } from '../../../shared/catalogue.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { WaitUntil } from '../../kernel/coalescer.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { inTime } from '../../kernel/in-time.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import { TOKEN_TIMEOUT_MS, WAKE_INTERVAL_MS, WAKE_TIMEOUT_MS } from './catalogue.constants.ts';
import { EntryStore } from './entry-store.ts';
import type { CatalogueRefresher } from './refresher.do.ts';
import { emptyState, stateView } from './source-state.ts';
import { versionsOf } from './versions.ts';

/** The token that a person has named for GitHub. */
export interface GithubTokens {
  /** @throws AppError when it leads nowhere now. */
  tokenFor(context: { readonly owner: JobOwner; readonly signal: AbortSignal }): Promise<string | undefined>;
}

interface CatalogueParts {
  readonly db: D1Database;
  readonly kv: KVNamespace;
  readonly refreshers: DurableObjectNamespace<CatalogueRefresher>;
  /** Of the registry, for versions. */
  readonly registryUrl: string;
  readonly fetch: GuardedFetch['fetch'];
  readonly github: GithubTokens;
  readonly clock: Clock;
  readonly log: Log;
}

export class CatalogueService {
  readonly #parts: CatalogueParts;
  readonly #store: EntryStore;
  /** When this isolate last told the object of a source that it is used. */
  readonly #wokenMs = new Map<CatalogueSource, number>();

  constructor(parts: CatalogueParts) {
    this.#parts = parts;
    this.#store = new EntryStore(parts.db);
  }

  async search(search: CatalogueSearch, waitUntil: WaitUntil): Promise<CatalogueReply> {
    const { servers, total, categories, states: before } = await this.#store.search(search);
    const sources = search.source === undefined ? CATALOGUE_SOURCES : [search.source];
    const woken = sources.map((source) => this.#wake(source)).filter((work) => work !== undefined);
    const isNew = sources.some((source) => (before.get(source) ?? emptyState).refreshedMs === null);
    if (woken.length > 0) waitUntil(Promise.all(woken));
    // Who comes first is to see that it is being read.
    if (isNew) await inTime(Promise.all(woken), WAKE_TIMEOUT_MS).catch(() => undefined);
    const states = isNew && woken.length > 0 ? await this.#store.states() : before;
    const nowMs = this.#parts.clock.nowMs();
    return {
      servers: [...servers],
      total,
      page: search.page,
      page_size: search.page_size,
      categories: [...categories],
      cached: true,
      sources: sources.map((source) => stateView(source, states.get(source) ?? emptyState, nowMs)),
    };
  }

  /** @throws AppError `not_found`. */
  async entry(source: CatalogueSource, name: string): Promise<CatalogueEntryReply> {
    const entry = await this.#store.get(source, name);
    if (entry === undefined) throw new AppError('not_found');
    if (source !== 'official') return { entry, versions: [], versions_state: 'none' };
    const { kv, registryUrl: base, fetch, clock, log } = this.#parts;
    const { versions, state } = await versionsOf({ kv, base, fetch, clock, log }, name);
    return { entry, versions: [...versions], versions_state: state };
  }

  /**
   * Asks a source what is new, Docker's list with the person's own token where there is one: GitHub allows more with it.
   *
   * @throws AppError `rate_limited`.
   */
  async refresh(source: CatalogueSource, owner: JobOwner, isAnew: boolean): Promise<void> {
    const token = source === 'docker' ? await this.#githubToken(owner) : undefined;
    const outcome = await this.#parts.refreshers.getByName(source).refresh(source, { isAnew, token });
    if (outcome.kind === 'planned') return;
    throw new AppError('rate_limited', { headers: { 'Retry-After': String(outcome.retryAfterSeconds) } });
  }

  /** One that leads nowhere now is none: the list can be read without. */
  async #githubToken(owner: JobOwner): Promise<string | undefined> {
    const { github, log } = this.#parts;
    try {
      return await github.tokenFor({ owner, signal: AbortSignal.timeout(TOKEN_TIMEOUT_MS) });
    } catch (error) {
      log.info('catalogue_without_token', { cause: describeThrown(error) });
      return undefined;
    }
  }

  /** Tells the object of a source that it is used, now and then. Never rejects. */
  #wake(source: CatalogueSource): Promise<void> | undefined {
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs - (this.#wokenMs.get(source) ?? Number.NEGATIVE_INFINITY) < WAKE_INTERVAL_MS) return undefined;
    this.#wokenMs.set(source, nowMs);
    return Promise.resolve(this.#parts.refreshers.getByName(source).wake(source)).catch((error: unknown) => {
      this.#wokenMs.delete(source);
      this.#parts.log.warn('catalogue_wake_failed', { source, cause: describeThrown(error) });
    });
  }
}
