/** Our copy of the catalogue in D1: written page by page by the refresher, searched by everybody who uses the console. */
import * as z from 'zod';
import {
  type CatalogueEntry,
  type CatalogueSearch,
  type CatalogueSummary,
  catalogueEntry,
  catalogueSummary,
} from '../../../shared/catalogue.schema.ts';
import { CATALOGUE_SOURCES, type CatalogueSource } from '../../../shared/catalogue.vocabulary.ts';
import {
  CATEGORIES_MAX,
  ENTRIES_MAX,
  ENTRY_CHARS_MAX,
  SEARCHABLE_CHARS_MAX,
  WORDS_MAX,
  WRITE_ENTRIES,
} from './catalogue.constants.ts';
import { emptyState, type SourceState, sourceStateSchema } from './source-state.ts';

/** An entry as a source tells it. */
export interface ReadEntry {
  readonly entry: CatalogueEntry;
  /** What changes when the entry does. */
  readonly marker: string;
}

const UPSERT = `
  INSERT INTO catalogue_entries (source, name, title, category, searchable, marker, walk, entry)
  SELECT ?1, value->>'name', value->>'title', value->>'category', value->>'searchable', value->>'marker', ?2,
    value->>'entry' FROM json_each(?3) WHERE true
  ON CONFLICT (source, name) DO UPDATE SET title = excluded.title, category = excluded.category,
    searchable = excluded.searchable, marker = excluded.marker, walk = excluded.walk, entry = excluded.entry`;

/** A word that is not asked for is the empty text, which stands in every text. */
const FOUND = `(?1 IS NULL OR source = ?1)${Array.from(
  { length: WORDS_MAX },
  (_, index) => ` AND instr(searchable, ?${index + 2}) > 0`,
).join('')}`;
const CATEGORY = `?${WORDS_MAX + 2}`;
const IN_CATEGORY = `(${CATEGORY} IS NULL OR category = ${CATEGORY})`;
/** What has the first word in its title comes first. */
const PAGE = `SELECT entry FROM catalogue_entries WHERE ${FOUND} AND ${IN_CATEGORY}
  ORDER BY instr(lower(title), ?2) = 0, title COLLATE NOCASE, source, name LIMIT ?${WORDS_MAX + 3} OFFSET ?${WORDS_MAX + 4}`;
const COUNT = `SELECT COUNT(*) AS count FROM catalogue_entries WHERE ${FOUND} AND ${IN_CATEGORY}`;
const CATEGORIES = `SELECT category AS name, COUNT(*) AS count FROM catalogue_entries
  WHERE ${FOUND} AND category IS NOT NULL GROUP BY category ORDER BY count DESC, name LIMIT ${CATEGORIES_MAX}`;

const entryRow = z.object({ entry: z.string() });
const countRow = z.object({ count: z.int() });
const categoryRow = z.strictObject({ name: z.string(), count: z.int() });
const stateRow = z.object({ source: z.string(), state: z.string() });
const markerRow = z.object({ name: z.string(), marker: z.string() });

export interface SearchResult {
  readonly servers: readonly CatalogueSummary[];
  readonly total: number;
  readonly categories: readonly { readonly name: string; readonly count: number }[];
  readonly states: ReadonlyMap<CatalogueSource, SourceState>;
}

export class EntryStore {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Finds entries and says how all sources stand, in one hop. */
  async search({ q, category, source, page, page_size }: CatalogueSearch): Promise<SearchResult> {
    const found = [source ?? null, ...wordsOf(q)];
    const narrowed = [...found, category ?? null];
    const results = await this.#db.batch([
      this.#db.prepare(PAGE).bind(...narrowed, page_size, (page - 1) * page_size),
      this.#db.prepare(COUNT).bind(...narrowed),
      this.#db.prepare(CATEGORIES).bind(...found),
      this.#statesStatement(),
    ]);
    const [rows = [], counts = [], categories = [], states = []] = results.map((result) => result.results);
    return {
      servers: z
        .array(entryRow)
        .parse(rows)
        .map(({ entry }) => summaryOf(parseEntry(entry))),
      total: z.array(countRow).parse(counts)[0]?.count ?? 0,
      categories: z.array(categoryRow).parse(categories),
      states: statesIn(states),
    };
  }

  async get(source: CatalogueSource, name: string): Promise<CatalogueEntry | undefined> {
    const row = await this.#db
      .prepare('SELECT entry FROM catalogue_entries WHERE source = ?1 AND name = ?2')
      .bind(source, name)
      .first();
    return row === null ? undefined : parseEntry(entryRow.parse(row).entry);
  }

  async states(): Promise<ReadonlyMap<CatalogueSource, SourceState>> {
    return statesIn((await this.#statesStatement().all()).results);
  }

  async state(source: CatalogueSource): Promise<SourceState> {
    return (await this.states()).get(source) ?? emptyState;
  }

  async putState(source: CatalogueSource, state: SourceState): Promise<void> {
    await this.#db
      .prepare('INSERT INTO catalogue_sources (source, state) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET state = ?2')
      .bind(source, JSON.stringify(state))
      .run();
  }

  /**
   * Writes what a source told, and takes out what it says is gone.
   *
   * @returns How many entries were too long to keep.
   */
  async write(source: CatalogueSource, walkId: number, told: readonly ReadEntry[], gone: readonly string[]) {
    const rows = told.map(rowOf).filter((row) => row !== undefined);
    const statements = [];
    for (let from = 0; from < rows.length; from += WRITE_ENTRIES) {
      const part = JSON.stringify(rows.slice(from, from + WRITE_ENTRIES));
      statements.push(this.#db.prepare(UPSERT).bind(source, walkId, part));
    }
    if (gone.length > 0) {
      statements.push(
        this.#db
          .prepare('DELETE FROM catalogue_entries WHERE source = ?1 AND name IN (SELECT value FROM json_each(?2))')
          .bind(source, JSON.stringify(gone)),
      );
    }
    if (statements.length > 0) await this.#db.batch(statements);
    return told.length - rows.length;
  }

  /** Says of entries that have not changed that this walk has seen them. */
  async keep(source: CatalogueSource, walkId: number, names: readonly string[]): Promise<void> {
    await this.#db
      .prepare('UPDATE catalogue_entries SET walk = ?2 WHERE source = ?1 AND name IN (SELECT value FROM json_each(?3))')
      .bind(source, walkId, JSON.stringify(names))
      .run();
  }

  /** Takes out what the full walk has not seen. */
  async removeUnseen(source: CatalogueSource, walkId: number): Promise<void> {
    await this.#db.prepare('DELETE FROM catalogue_entries WHERE source = ?1 AND walk < ?2').bind(source, walkId).run();
  }

  async count(source: CatalogueSource): Promise<number> {
    const row = await this.#db
      .prepare('SELECT COUNT(*) AS count FROM catalogue_entries WHERE source = ?1')
      .bind(source)
      .first();
    return countRow.parse(row).count;
  }

  /** Markers by name. */
  async markers(source: CatalogueSource): Promise<ReadonlyMap<string, string>> {
    const { results } = await this.#db
      .prepare('SELECT name, marker FROM catalogue_entries WHERE source = ?1 LIMIT ?2')
      .bind(source, ENTRIES_MAX)
      .all();
    return new Map(
      z
        .array(markerRow)
        .parse(results)
        .map(({ name, marker }) => [name, marker]),
    );
  }

  #statesStatement(): D1PreparedStatement {
    return this.#db.prepare('SELECT source, state FROM catalogue_sources LIMIT 10');
  }
}

/** Exactly as many words as the statements have places for. */
function wordsOf(q: string): string[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, WORDS_MAX);
  return [...words, ...Array<string>(WORDS_MAX - words.length).fill('')];
}

function parseEntry(text: string): CatalogueEntry {
  return catalogueEntry.parse(JSON.parse(text));
}

function summaryOf(entry: CatalogueEntry): CatalogueSummary {
  const names = Object.keys(catalogueSummary.shape) as (keyof CatalogueSummary)[];
  return Object.fromEntries(names.map((name) => [name, entry[name]])) as CatalogueSummary;
}

function rowOf({ entry, marker }: ReadEntry) {
  const text = JSON.stringify(entry);
  if (text.length > ENTRY_CHARS_MAX) return undefined;
  const { name, title, category, tags, description } = entry;
  const searchable = [name, title, ...tags, category ?? '', description].join('\n').toLowerCase();
  return { name, title, category, searchable: searchable.slice(0, SEARCHABLE_CHARS_MAX), marker, entry: text };
}

/** A state that cannot be read is none: the source is read anew. */
function statesIn(rows: readonly unknown[]): ReadonlyMap<CatalogueSource, SourceState> {
  const states = new Map<CatalogueSource, SourceState>();
  for (const { source, state } of z.array(stateRow).parse(rows)) {
    const known = CATALOGUE_SOURCES.find((name) => name === source);
    const parsed = sourceStateSchema.safeParse(JSON.parse(state));
    if (known !== undefined && parsed.success) states.set(known, parsed.data);
  }
  return states;
}
