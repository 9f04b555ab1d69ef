/** Lists that come in pages: walked to the end, to the bound, or to a cursor that came before. */
import type * as z from 'zod';
import { ENTRIES_MAX, PAGES_MAX } from './mcp.constants.ts';
import { McpError } from './mcp-error.ts';
import { type ListKey, listPage } from './messages.ts';

export interface Listed<Entry> {
  readonly entries: readonly Entry[];
  /** Entries that could not be read. */
  readonly dropped: number;
  /** False when there is more than is read, or the server led in a circle. */
  readonly is_complete: boolean;
}

type Ask = (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>;

/** Code of JSON-RPC for a method that is not there. */
const METHOD_NOT_FOUND = -32601;

/** @throws McpError */
export async function listAll<Told, Entry>(
  ask: Ask,
  method: string,
  key: ListKey,
  schema: z.ZodType<Told>,
  view: (told: Told) => Entry,
): Promise<Listed<Entry>> {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let dropped = 0;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const result = await pageOf(ask, method, cursor);
    // A server that has one kind of list need not have the other.
    if (result === undefined) return { entries, dropped, is_complete: true };
    const parsed = listPage(key).safeParse(result);
    if (!parsed.success) throw new McpError('not_mcp', { cause: parsed.error });
    for (const item of parsed.data[key] as readonly unknown[]) {
      if (entries.length === ENTRIES_MAX) return { entries, dropped, is_complete: false };
      const told = schema.safeParse(item);
      if (told.success) entries.push(view(told.data));
      else dropped += 1;
    }
    const next = parsed.data.nextCursor as string | null | undefined;
    if (next === undefined || next === null || next === '') return { entries, dropped, is_complete: true };
    if (seen.has(next)) return { entries, dropped, is_complete: false };
    seen.add(next);
    cursor = next;
  }
  return { entries, dropped, is_complete: false };
}

async function pageOf(ask: Ask, method: string, cursor: string | undefined) {
  try {
    return await ask(method, cursor === undefined ? undefined : { cursor });
  } catch (error) {
    if (error instanceof McpError && error.rpcCode === METHOD_NOT_FOUND) return undefined;
    throw error;
  }
}
