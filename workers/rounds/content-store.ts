/**
 * Where question sets come from: the one that was deployed with the code, and newer ones that an operator published
 * into KV without a deploy. A round names its version in the token and keeps it to the end.
 *
 * KV may be a minute late and may be down: an isolate goes on with what it has, looks for news in the background, and a
 * published set that breaks the rules of the schema is refused and logged, never played.
 */

import { contentKeys } from '../../shared/content-keys.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { describeThrown, type Log } from '../kernel/log.ts';
import { type Content, parseContent } from './content.ts';
import { CONTENT_REFRESH_MS, CONTENT_VERSIONS_MAX } from './rounds.constants.ts';

interface ContentStoreParts {
  readonly kv: Pick<KVNamespace, 'get'>;
  /** The set that was deployed with the code. */
  readonly bundled: unknown;
  readonly clock: Clock;
  readonly log: Log;
}

type WaitUntil = (work: Promise<unknown>) => void;

export class ContentStore {
  readonly #parts: ContentStoreParts;
  readonly #bundled: Content;
  readonly #versions = new Map<number, Content>();
  #current: Content;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: ContentStoreParts) {
    this.#parts = parts;
    this.#bundled = parseContent(parts.bundled);
    this.#current = this.#bundled;
  }

  /**
   * The set for a new round. The first call of an isolate waits for KV, later ones never do.
   *
   * @param waitUntil Of the request that asks; carries the background look for a newer set.
   */
  async current(waitUntil: WaitUntil): Promise<Content> {
    const now = this.#parts.clock.nowMs();
    const isFirst = this.#lookedAtMs === Number.NEGATIVE_INFINITY;
    if (now - this.#lookedAtMs < CONTENT_REFRESH_MS) return this.#current;
    this.#lookedAtMs = now;
    const refresh = this.#refresh();
    if (isFirst) await refresh;
    else waitUntil(refresh);
    return this.#current;
  }

  /**
   * The set of a round under way.
   *
   * @throws AppError `unavailable` when KV does not have it (yet) or does not answer.
   */
  async version(version: number): Promise<Content> {
    const known = this.#known(version);
    if (known !== undefined) return known;
    try {
      return await this.#load(version);
    } catch (cause) {
      throw new AppError('unavailable', { cause });
    }
  }

  async #refresh(): Promise<void> {
    try {
      const text = await this.#parts.kv.get(contentKeys.current);
      const version = text === null ? this.#bundled.version : Number(text);
      this.#current = this.#known(version) ?? (await this.#load(version));
    } catch (error) {
      this.#parts.log.error('content_refresh_failed', { cause: describeThrown(error) });
    }
  }

  #known(version: number): Content | undefined {
    return version === this.#bundled.version ? this.#bundled : this.#versions.get(version);
  }

  async #load(version: number): Promise<Content> {
    const json = await this.#parts.kv.get(contentKeys.version(version), 'json');
    if (json === null) throw new Error(`question set ${version} is not in KV`);
    const content = parseContent(json);
    if (content.version !== version) throw new Error(`question set ${version} calls itself ${content.version}`);
    const [oldest] = this.#versions.keys();
    if (this.#versions.size >= CONTENT_VERSIONS_MAX && oldest !== undefined) this.#versions.delete(oldest);
    this.#versions.set(version, content);
    return content;
  }
}
