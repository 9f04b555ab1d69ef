/**
 * Where question sets come from: the one that was deployed with the code, and newer ones that an operator published
 * into KV without a deploy. A round names its version in the token and keeps it to the end; so that it can do so when the
 * code is deployed with another set, every deployed set is also put into KV.
 *
 * KV may be a minute late and may be down: an isolate goes on with what it has, looks for news in the background, and a
 * published set that breaks the rules of the schema is refused and logged, never played.
 */

import { questionSetText } from '../../shared/content.schema.ts';
import { contentKeys } from '../../shared/content-keys.ts';
import type { Clock } from '../kernel/clock.ts';
import type { WaitUntil } from '../kernel/coalescer.ts';
import { AppError } from '../kernel/errors.ts';
import { describeThrown, type Log } from '../kernel/log.ts';
import { type Content, parseContent } from './content.ts';
import {
  CONTENT_FIRST_LOOK_MS,
  CONTENT_REFRESH_MS,
  CONTENT_RETRY_MS,
  CONTENT_VERSIONS_MAX,
} from './rounds.constants.ts';

interface ContentStoreParts {
  readonly kv: Pick<KVNamespace, 'get' | 'put'>;
  /** The set that was deployed with the code. */
  readonly bundled: unknown;
  readonly clock: Clock;
  readonly log: Log;
}

export class ContentStore {
  readonly #parts: ContentStoreParts;
  readonly #bundled: Content;
  readonly #versions = new Map<number, Content>();
  #current: Content;
  /** True once KV has told which set is current. */
  #isInformed = false;
  #nextLookMs = Number.NEGATIVE_INFINITY;

  constructor(parts: ContentStoreParts) {
    this.#parts = parts;
    this.#bundled = parseContent(parts.bundled);
    this.#current = this.#bundled;
  }

  /**
   * The set for a new round. The first requests of an isolate wait for KV, but not for long; later ones never do.
   *
   * @param waitUntil Of the request that asks; carries the look for a newer set.
   */
  async current(waitUntil: WaitUntil): Promise<Content> {
    const { clock } = this.#parts;
    if (clock.nowMs() < this.#nextLookMs) return this.#current;
    if (this.#isInformed) this.#nextLookMs = clock.nowMs() + CONTENT_REFRESH_MS;
    const look = this.#look();
    waitUntil(look);
    if (!this.#isInformed) {
      await Promise.race([look, scheduler.wait(CONTENT_FIRST_LOOK_MS)]);
      if (!this.#isInformed) this.#nextLookMs = clock.nowMs() + CONTENT_RETRY_MS;
    }
    return this.#current;
  }

  /**
   * The set of a round under way.
   *
   * @throws AppError `no_questions` when KV does not have it (yet) or does not answer.
   */
  async version(version: number): Promise<Content> {
    try {
      return await this.#require(version);
    } catch (cause) {
      throw new AppError('no_questions', { message: 'The questions cannot be had for the moment.', cause });
    }
  }

  async #look(): Promise<void> {
    const { kv, clock, log } = this.#parts;
    try {
      const text = await kv.get(contentKeys.current);
      this.#current = await this.#require(text === null ? this.#bundled.version : Number(text));
      if (!this.#isInformed) await this.#keepBundled();
      this.#isInformed = true;
      this.#nextLookMs = clock.nowMs() + CONTENT_REFRESH_MS;
    } catch (error) {
      this.#nextLookMs = clock.nowMs() + CONTENT_RETRY_MS;
      log.error('content_look_failed', { cause: describeThrown(error) });
    }
  }

  async #require(version: number): Promise<Content> {
    return this.#known(version) ?? (await this.#load(version));
  }

  #known(version: number): Content | undefined {
    return version === this.#bundled.version ? this.#bundled : this.#versions.get(version);
  }

  async #load(version: number): Promise<Content> {
    const text = await this.#parts.kv.get(contentKeys.version(version));
    // Others may have loaded it meanwhile: parsing is what costs.
    const known = this.#versions.get(version);
    if (known !== undefined) return known;
    if (text === null) throw new Error(`question set ${version} is not in KV`);
    const content = parseContent(JSON.parse(text));
    if (content.version !== version) throw new Error(`question set ${version} calls itself ${content.version}`);
    const [oldest] = this.#versions.keys();
    if (this.#versions.size >= CONTENT_VERSIONS_MAX && oldest !== undefined) this.#versions.delete(oldest);
    this.#versions.set(version, content);
    return content;
  }

  /** Puts the deployed set where the next deployment will find it. A number that means something else is an alarm. */
  async #keepBundled(): Promise<void> {
    const { kv, bundled, log } = this.#parts;
    const key = contentKeys.version(this.#bundled.version);
    const text = questionSetText(bundled);
    const kept = await kv.get(key);
    if (kept === null) await kv.put(key, text);
    else if (kept !== text) log.error('content_version_conflict', { version: this.#bundled.version });
  }
}
