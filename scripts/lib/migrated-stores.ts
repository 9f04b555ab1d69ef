/** Embedded stores with the tables of D1 in them, for a Worker that runs without wrangler. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { requireTool } from './project.ts';
import { STORES_FOLDER } from './runtime.ts';

/**
 * Applies the D1 migrations to stores that `startRuntime` will open.
 *
 * @param folder The one that the runtime gets; without stores so far.
 */
export async function migrateStores(folder: string): Promise<void> {
  const wranglers = path.join(folder, 'migrated');
  mkdirSync(wranglers, { recursive: true });
  await requireTool('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', wranglers]);
  // Wrangler keeps stores in a folder named after their layout; what is in it is laid out as the runtime has it.
  renameSync(path.join(wranglers, 'v3'), path.join(folder, STORES_FOLDER));
  rmSync(wranglers, { recursive: true });
}
