/**
 * Bundles a Worker exactly as a deploy would, without deploying it. The static assets stay out: who runs the bundle
 * wants the API alone, and the browser app need not have been built.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { requireTool } from './project.ts';

/**
 * @param folder Where the bundle goes; made when missing.
 * @param entry Module with the default export, from the root of the project; what wrangler.toml names when left out.
 * @returns Path of the bundled module.
 */
export async function bundleWorker(folder: string, entry?: string): Promise<string> {
  const noAssets = path.join(folder, 'no-assets');
  mkdirSync(noAssets, { recursive: true });
  const target = entry === undefined ? [] : [entry];
  await requireTool('wrangler', ['deploy', ...target, '--dry-run', '--outdir', folder, '--assets', noAssets]);
  return path.join(folder, `${path.basename(entry ?? 'index.ts', '.ts')}.js`);
}
