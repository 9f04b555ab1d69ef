/**
 * One question set, indexed for play: pools by filter, games for wrong choices, the manifest.
 * Everything here is derived once per isolate and version; a request only looks up.
 */
import { eraOf, type QuestionSet, questionSet, type Track } from '../../shared/content.schema.ts';
import type { Filters, Manifest } from '../../shared/rounds.schema.ts';
import { DIFFICULTIES, ERAS, type Era, MIXED } from '../../shared/rounds.vocabulary.ts';
import { filtersKeyOf } from './filters.ts';
import { POOLS_MAX } from './rounds.constants.ts';

/** The questions that one combination of filters allows. */
export interface Pool {
  readonly filters: Filters;
  readonly tracks: readonly Track[];
  /** Different games among the tracks, in the order of the set. */
  readonly games: readonly string[];
}

export class Content {
  readonly version: number;
  readonly mode: QuestionSet['mode'];
  readonly manifest: Manifest;
  /** Different games of the whole set. */
  readonly games: readonly string[];
  readonly #set: QuestionSet;
  readonly #pools = new Map<string, Pool>();
  readonly #gamesByEra: ReadonlyMap<Era, readonly string[]>;

  constructor(set: QuestionSet) {
    this.#set = set;
    this.version = set.version;
    this.mode = set.mode;
    this.games = distinctGames(set.tracks);
    this.#gamesByEra = new Map(
      ERAS.map((era) => [era, distinctGames(set.tracks.filter(({ year }) => eraOf(year) === era))]),
    );
    this.manifest = {
      schema_version: 2,
      modes: [set.mode],
      facets: { difficulty: [...DIFFICULTIES, MIXED], era: [...ERAS, MIXED], series: [...set.series, MIXED] },
      features: { inlinePlaybackDefault: false, imageProxyEnabled: false },
    };
  }

  /** Questions for normalised filters. */
  pool(filters: Filters): Pool {
    const key = filtersKeyOf(filters);
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const tracks = this.#set.tracks.filter(
      (track) =>
        (filters.difficulty ?? track.difficulty) === track.difficulty &&
        (filters.era ?? eraOf(track.year)) === eraOf(track.year) &&
        (filters.series?.includes(track.series) ?? true),
    );
    const pool = { filters, tracks, games: distinctGames(tracks) };
    if (this.#pools.size >= POOLS_MAX) this.#pools.clear();
    this.#pools.set(key, pool);
    return pool;
  }

  /** Different games of the era of a track. */
  gamesOfEra(track: Track): readonly string[] {
    return this.#gamesByEra.get(eraOf(track.year)) ?? [];
  }
}

/** Parses a question set from outside and indexes it. Throws a ZodError when a rule of the set is broken. */
export function parseContent(value: unknown): Content {
  return new Content(questionSet.parse(value));
}

/** Games that may not stand among the wrong choices of a track. The set has one spelling for each game. */
export function rightGames(track: Track): ReadonlySet<string> {
  return new Set([track.game, ...(track.alsoIn ?? [])]);
}

function distinctGames(tracks: readonly Track[]): string[] {
  return [...new Set(tracks.map(({ game }) => game))];
}
