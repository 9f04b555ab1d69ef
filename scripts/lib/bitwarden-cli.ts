/**
 * The official command line of Bitwarden, for the one command that drives it. It is fetched into a folder of its own and is
 * no dependency of this project: it brings more than 200 packages, and nothing here runs it but a test.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inProject } from './project.ts';

const VERSION = '2026.9.0';
const FOLDER = inProject('.wrangler', 'tools', 'bitwarden-cli');

/**
 * Path of its JavaScript, to be run on this Node.
 *
 * @throws Error that says what to do when it cannot be had.
 */
export function ensureBitwardenCli(): string {
  const program = path.join(FOLDER, 'node_modules', '@bitwarden', 'cli', 'build', 'bw.js');
  if (existsSync(program)) return program;
  console.log(`Fetching @bitwarden/cli ${VERSION} into .wrangler/tools …`);
  mkdirSync(FOLDER, { recursive: true });
  const args = ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', '--save-exact', `@bitwarden/cli@${VERSION}`];
  spawnSync('npm', args, { cwd: FOLDER, stdio: 'inherit' });
  if (existsSync(program)) return program;
  throw new Error(`@bitwarden/cli ${VERSION} could not be fetched: see above. The npm registry must be reachable.`);
}
