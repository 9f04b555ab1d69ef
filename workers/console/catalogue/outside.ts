/** What a walk needs of the world: calls with a pause in between, time, and a place to put what it finds. */
import type { GuardedBounds, GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { CALL_SPACING_MS, CALL_TIMEOUT_MS, REFRESH_TIME_MS } from './catalogue.constants.ts';
import type { EntryStore } from './entry-store.ts';

export interface WalkServices {
  readonly fetch: GuardedFetch['fetch'];
  readonly store: EntryStore;
  readonly nowMs: () => number;
  /** Milliseconds; tests do not wait. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Why a source did not answer as it should. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: 'failed' | 'rate_limited' | 'cursor_refused' | 'not_found';
  readonly notBeforeMs: number | undefined;

  constructor(kind: SourceError['kind'], more: { readonly notBeforeMs?: number; readonly cause?: unknown } = {}) {
    super(`the source: ${kind}`, { cause: more.cause });
    this.kind = kind;
    this.notBeforeMs = more.notBeforeMs;
  }
}

/** Calls of one refresh, one after the other. */
export class Calls {
  readonly #services: WalkServices;
  readonly #endMs: number;
  #isFirst = true;

  constructor(services: WalkServices) {
    this.#services = services;
    this.#endMs = services.nowMs() + REFRESH_TIME_MS;
  }

  /** Whether the time of the refresh is over. */
  get isOver(): boolean {
    return this.#services.nowMs() >= this.#endMs;
  }

  /** @throws SourceError for anything but an answer of 2xx or 304. */
  async get(url: string, headers: Readonly<Record<string, string>>, bytesMax: number): Promise<Response> {
    if (!this.#isFirst) await this.#services.pause(CALL_SPACING_MS);
    this.#isFirst = false;
    const bounds: GuardedBounds = { timeoutMs: CALL_TIMEOUT_MS, bytesMax };
    const response = await this.#services.fetch(url, { headers }, bounds).catch((cause: unknown) => {
      throw new SourceError('failed', { cause });
    });
    if (response.ok || response.status === 304) return response;
    const notBeforeMs = waitOf(response, this.#services.nowMs());
    if (notBeforeMs !== undefined) throw new SourceError('rate_limited', { notBeforeMs });
    if (response.status === 404) throw new SourceError('not_found');
    throw new SourceError(response.status === 400 || response.status === 422 ? 'cursor_refused' : 'failed', {
      cause: `status ${response.status}`,
    });
  }
}

/** Seconds that anybody may make us wait. */
const WAIT_SECONDS_MAX = 21_600;
const WAIT_SECONDS_DEFAULT = 300;

/**
 * When a source that says "too often" may be asked again: RFC 9110 §10.2.3, and GitHub's own fields.
 *
 * @returns Milliseconds since the epoch; undefined when that is not what it says.
 */
function waitOf({ status, headers }: Response, nowMs: number): number | undefined {
  const retryAfter = headers.get('Retry-After');
  const isUsedUp = headers.get('X-RateLimit-Remaining') === '0';
  if (status !== 429 && !(status === 403 && (isUsedUp || retryAfter !== null))) {
    return status === 503 && retryAfter !== null ? nowMs + secondsIn(retryAfter, nowMs) * 1000 : undefined;
  }
  if (retryAfter !== null) return nowMs + secondsIn(retryAfter, nowMs) * 1000;
  const resetSeconds = Number(headers.get('X-RateLimit-Reset'));
  if (!isUsedUp || !Number.isFinite(resetSeconds)) return nowMs + WAIT_SECONDS_DEFAULT * 1000;
  return Math.min(Math.max(nowMs, resetSeconds * 1000), nowMs + WAIT_SECONDS_MAX * 1000);
}

function secondsIn(retryAfter: string, nowMs: number): number {
  const seconds = /^[0-9]{1,9}$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - nowMs) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), WAIT_SECONDS_MAX) : WAIT_SECONDS_DEFAULT;
}
