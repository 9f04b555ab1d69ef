/**
 * Walks the pages of the MCP registry: everything at first and once a week, else what has changed. A refresh reads so many
 * pages and for so long; the next goes on where it ended. Each page is kept before the next is asked for.
 */
import type { CatalogueWarning } from '../../../../shared/catalogue.vocabulary.ts';
import {
  ENTRIES_MAX,
  PAGE_BYTES_MAX,
  PAGE_ENTRIES,
  PAGES_PER_REFRESH,
  PAGES_PER_WALK,
} from '../catalogue.constants.ts';
import type { ReadEntry } from '../entry-store.ts';
import { Calls, SourceError, type WalkServices } from '../outside.ts';
import type { Walk, WalkOutcome } from '../source-state.ts';
import { registryEntry } from './registry-entry.ts';
import { registryPage, registryServer } from './registry-messages.ts';

/** @param base Of the API, such as `https://registry.modelcontextprotocol.io`. */
export async function walkRegistry(services: WalkServices, base: string, from: Walk): Promise<WalkOutcome> {
  const calls = new Calls(services);
  const seen = new Set<string>();
  let walk = from;
  let hasAnswered = false;
  const stopped = (warning: CatalogueWarning, notBeforeMs?: number): WalkOutcome => ({
    walk,
    isFinished: false,
    warning,
    hasAnswered,
    notBeforeMs,
  });
  for (let page = 0; page < PAGES_PER_REFRESH; page += 1) {
    if (calls.isOver) return stopped('time_limit');
    try {
      const read = await readPage(calls, base, walk);
      hasAnswered = true;
      const tooLong = await services.store.write('official', walk.id, read.entries, read.gone);
      const { cursor } = read;
      walk = { ...walk, cursor, pages: walk.pages + 1, dropped: walk.dropped + read.dropped + tooLong };
      if (cursor === undefined) {
        if (walk.sinceMs === undefined) await services.store.removeUnseen('official', walk.id);
        return { walk, isFinished: true, warning: null, hasAnswered };
      }
      if (seen.has(cursor)) return stopped('cursor_lost');
      seen.add(cursor);
      // What is there stays: the walk has not seen all of it.
      if (walk.pages >= PAGES_PER_WALK || (await services.store.count('official')) >= ENTRIES_MAX) {
        return { walk, isFinished: true, warning: 'entry_limit', hasAnswered };
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (error.kind === 'rate_limited') return stopped('rate_limited', error.notBeforeMs);
      const isCursor = error.kind === 'cursor_refused' && walk.cursor !== undefined;
      return stopped(isCursor ? 'cursor_lost' : 'source_failed');
    }
  }
  return stopped('page_limit');
}

interface ReadPage {
  readonly entries: readonly ReadEntry[];
  readonly gone: readonly string[];
  readonly dropped: number;
  readonly cursor: string | undefined;
}

async function readPage(calls: Calls, base: string, { cursor, sinceMs }: Walk): Promise<ReadPage> {
  const query = new URLSearchParams({ limit: String(PAGE_ENTRIES), version: 'latest' });
  if (cursor !== undefined) query.set('cursor', cursor);
  if (sinceMs !== undefined) query.set('updated_since', new Date(sinceMs).toISOString());
  const response = await calls.get(
    `${base}/v0.1/servers?${query.toString()}`,
    { Accept: 'application/json' },
    PAGE_BYTES_MAX,
  );
  const page = registryPage.safeParse(await jsonOf(response));
  if (!page.success) throw new SourceError('failed', { cause: page.error });
  const entries: ReadEntry[] = [];
  const gone: string[] = [];
  let dropped = 0;
  for (const item of page.data.servers) {
    const told = registryServer.safeParse(item);
    if (!told.success) dropped += 1;
    else if (told.data._meta?.status === 'deleted') gone.push(told.data.server.name);
    // A registry that does not know `version=latest` tells the others as well.
    else if (told.data._meta?.isLatest !== false) {
      const entry = registryEntry(told.data);
      entries.push({ entry, marker: `${entry.version} ${entry.updated_at}` });
    }
  }
  return { entries, gone, dropped, cursor: page.data.metadata?.nextCursor || undefined };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new SourceError('failed', { cause });
  }
}
