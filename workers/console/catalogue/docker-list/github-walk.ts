/**
 * Reads Docker's list through GitHub's contents API: one call lists the folders with a hash of each, and only folders whose
 * hash is new are read. Without a token GitHub allows 60 calls an hour, so that the first copy takes some hours; with one it
 * takes a minute. The addresses in GitHub's answers are not followed: ours are built from the names.
 *
 * @see docs.github.com, "Get repository content", "Rate limits for the REST API", "Best practices" (conditional requests)
 */
import * as z from 'zod';
import { FOLDERS_BYTES_MAX, FOLDERS_PER_REFRESH, SERVER_YAML_BYTES_MAX } from '../catalogue.constants.ts';
import type { ReadEntry } from '../entry-store.ts';
import { Calls, SourceError, type WalkServices } from '../outside.ts';
import type { Walk, WalkOutcome } from '../source-state.ts';
import { dockerEntry } from './server-yaml.ts';

const folderName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$/);
const listed = z.object({ name: z.string(), type: z.string(), sha: z.string().regex(/^[0-9a-f]{40,64}$/) });
const listing = z.array(z.unknown()).max(2000);

/** Entries that are written at once: each is a call, so a refresh that is cut off has lost little. */
const WRITE_EVERY = 10;

/** @param token Of the person who asks, or undefined; sent to the configured address only. */
export async function walkGithub(
  services: WalkServices,
  base: string,
  etag: string | null,
  token: string | undefined,
): Promise<WalkOutcome> {
  const calls = new Calls(services);
  const headers = {
    'User-Agent': 'roundhouse',
    'X-GitHub-Api-Version': '2022-11-28',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
  // The list is always whole: each walk is a full one.
  const nowMs = services.nowMs();
  let walk: Walk = { id: nowMs, startedMs: nowMs, pages: 0, dropped: 0 };
  let hasAnswered = false;
  const part: ReadEntry[] = [];
  const put = async () => {
    await services.store.write('docker', walk.id, part.splice(0), []);
  };
  try {
    const answer = await calls.get(
      base,
      { ...headers, Accept: 'application/vnd.github+json', ...(etag !== null && { 'If-None-Match': etag }) },
      FOLDERS_BYTES_MAX,
    );
    hasAnswered = true;
    if (answer.status === 304) return { walk, isFinished: true, warning: null, hasAnswered };
    const folders = foldersIn(await answer.json().catch(() => undefined));
    const known = await services.store.markers('docker');
    await services.store.keep(
      'docker',
      walk.id,
      folders.flatMap(({ name, sha }) => (known.get(name) === sha ? name : [])),
    );
    const due = folders.filter(({ name, sha }) => known.get(name) !== sha);
    for (const { name, sha } of due.slice(0, FOLDERS_PER_REFRESH)) {
      if (calls.isOver) {
        await put();
        return { walk, isFinished: false, warning: 'time_limit', hasAnswered, etag: null };
      }
      const entry = await readFolder(calls, base, name, headers);
      if (entry === undefined) walk = { ...walk, dropped: walk.dropped + 1 };
      // Under the name of its folder, which is what the list is compared by.
      else part.push({ entry: { ...entry, name }, marker: sha });
      if (part.length >= WRITE_EVERY) await put();
    }
    await put();
    const isFinished = due.length <= FOLDERS_PER_REFRESH;
    if (isFinished) await services.store.removeUnseen('docker', walk.id);
    return {
      walk,
      isFinished,
      warning: isFinished ? null : 'page_limit',
      hasAnswered,
      etag: isFinished ? etagOf(answer) : null,
    };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    await put();
    const warning = error.kind === 'rate_limited' ? 'rate_limited' : 'source_failed';
    return { walk, isFinished: false, warning, hasAnswered, notBeforeMs: error.notBeforeMs, etag: null };
  }
}

/** As it was given, or not at all: it is sent back as a header. */
function etagOf({ headers }: Response): string | null {
  return /^[!-~]{1,256}$/.exec(headers.get('ETag') ?? '')?.[0] ?? null;
}

function foldersIn(told: unknown): { readonly name: string; readonly sha: string }[] {
  const list = listing.safeParse(told);
  const folders = (list.data ?? []).flatMap((item) => {
    const folder = listed.safeParse(item);
    return folder.success && folder.data.type === 'dir' && folderName.safeParse(folder.data.name).success
      ? [{ name: folder.data.name, sha: folder.data.sha }]
      : [];
  });
  // No folder at all would take every server away: that is no list of servers.
  if (folders.length === 0) throw new SourceError('failed', { cause: list.error });
  return folders;
}

/** @returns undefined for a folder without a server in it. */
async function readFolder(calls: Calls, base: string, name: string, headers: Readonly<Record<string, string>>) {
  try {
    const raw = { ...headers, Accept: 'application/vnd.github.raw+json' };
    const file = await calls.get(`${base}/${encodeURIComponent(name)}/server.yaml`, raw, SERVER_YAML_BYTES_MAX);
    return dockerEntry(await file.text());
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
